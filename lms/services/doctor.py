"""The examination: whether the record holds, and whether every enrolment equals what its facts fold to."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.config import Settings
from lms.domain.dates import end_of
from lms.domain.enrolment import fold
from lms.domain.house import House
from lms.services import badge_signing, checkpoints, delivering, projection, readiness
from lms.store import keys, library, seals, snapshot, verifying
from lms.store import record as log
from lms.store.models import (
    Certificate,
    Document,
    Edition,
    EditionFile,
    Enrolment,
    FactPii,
    Mail,
    Person,
    RecordEntry,
    Withdrawal,
)
from lms.store.seals import SealUnavailable, Source

BATCH = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; a problem when `problem` is not None."""

    about: str
    told: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """What lies beside the database and belongs to the record: the key, the folder of checkpoints, the authority."""

    instance: Path
    folder: Path | None
    timestamp_url: str | None

    @classmethod
    def of(cls, settings: Settings) -> "Outside":
        return cls(settings.instance, settings.checkpoint_folder, settings.timestamp_url)


def examine(
    house: House, now: datetime, paper: str | None = None, outside: Outside | None = None
) -> list[Finding]:
    """Looks at the database, the record, the projections and what waits; changes nothing.

    `paper` says why certificates cannot be printed, or None when they can.
    """
    ready = readiness.look(now)
    engine = Finding("database", f"{ready.engine} {ready.version}", ready.warning)
    printing = Finding("certificates", "can be printed", paper)
    with snapshot() as session:
        looked = [_record(session), *_checkpoints(outside, now), _side_rows(session), _texts(session), _papers(session)]
        waiting = [_waiting(session), _unprintable(session)]
        return [engine, printing, _alarms(ready), *looked, *_enrolments(session, house), *waiting]


def seal(source: Source, now: datetime) -> Finding:
    """The key that seals certificates: whose, until when, or why there is none."""
    try:
        found = seals.load(source, now)
    except SealUnavailable as problem:
        return Finding("seal", "certificates wait", str(problem))
    whose = found.certificate.subject.rfc4514_string()
    return Finding("seal", f"{whose}, until {found.until:%Y-%m-%d}", found.warning(now))


def badge_key(instance: Path) -> Finding:
    """The key that signs badges: whether it is there, or is still to be made."""
    try:
        held = keys.publics(instance, keys.BADGES)
    except ValueError as problem:
        return Finding("badges", "badges wait", str(problem))
    if keys.ed25519(instance, keys.BADGES) is not None:
        return Finding("badges", f"can be signed, public keys: {len(held)}")
    if not badge_signing.any_frozen():
        return Finding("badges", "the worker makes the key")
    return Finding("badges", "badges wait", f"keys/{keys.BADGES}.pem is missing: bring it back from a backup")


def _alarms(ready: readiness.Readiness) -> Finding:
    """What verifications told and nobody has settled."""
    told = f"{ready.record_alarms} open"
    return Finding("alarms", told, "the record did not hold: see /record" if ready.record_alarms else None)


def _record(session: Session) -> Finding:
    found = verifying.verify(session, check=keys.signed_by)
    told = f"{found.head.size} entries, root {found.head.root.hex()}"
    return Finding("record", told, f"entry {found.bad_seq}: {found.problem}" if found.problem else None)


def _checkpoints(outside: Outside | None, now: datetime) -> Iterator[Finding]:
    if outside is None:
        return
    newest = checkpoints.newest()
    told = f"the newest covers {newest.size} entries" if newest else "none yet"
    late = delivering.overdue(outside.folder, outside.timestamp_url, now)
    problems = [checkpoints.trouble(outside.instance, now), delivering.compare(outside.folder), *late]
    yield Finding("checkpoints", told, "; ".join(problem for problem in problems if problem) or None)


def _side_rows(session: Session) -> Finding:
    """What facts commit to, against the commitment; an erased row is no problem."""
    wrong, looked = [], 0
    query = sa.select(FactPii.fact_id, FactPii.salt, FactPii.body, RecordEntry.body).join(
        RecordEntry, RecordEntry.id == FactPii.fact_id, isouter=True
    )
    for fact_id, salt, body, entry in session.execute(query.order_by(FactPii.fact_id)):
        promised = json.loads(entry).get("pii_sha256") if entry else None
        wrong += [] if sha256(salt + body).hexdigest() == promised else [fact_id]
        looked += 1
    return _tally("side rows", f"{looked} match what their facts promise", wrong)


def _texts(session: Session) -> Finding:
    """Documents that were signed and files of editions, against the hash they are stored under."""
    rows = [*session.execute(sa.select(Document.sha256, Document.sha256, Document.body))]
    rows += session.execute(sa.select(EditionFile.path, EditionFile.sha256, EditionFile.body))
    wrong = [name for name, digest, body in rows if sha256(body).hexdigest() != digest]
    return _tally("texts", f"{len(rows)} files and documents match their hashes", wrong)


def _papers(session: Session) -> Finding:
    """Frozen certificates, against the hash in the record."""
    frozen = sa.select(RecordEntry.body).where(RecordEntry.kind == "certificate frozen")
    promised = {fact["code"]: fact["sha256"] for fact in (json.loads(body)["data"] for body in session.scalars(frozen))}
    wrong, looked = [], 0
    for code in promised:
        pdf = session.scalar(sa.select(Certificate.pdf).where(Certificate.code == code))
        looked += pdf is not None
        wrong += [code] if pdf is not None and sha256(pdf).hexdigest() != promised[code] else []
    return _tally("papers", f"{looked} frozen certificates match the record", wrong)


def _tally(about: str, told: str, wrong: list[str]) -> Finding:
    return Finding(about, told, f"changed: {', '.join(wrong[:5])}" if wrong else None)


def _waiting(session: Session) -> Finding:
    mail = session.scalar(sa.select(sa.func.count()).where(Mail.sent_at.is_(None), Mail.dropped_at.is_(None)))
    paper = session.scalar(sa.select(sa.func.count()).where(Certificate.frozen_at.is_(None)))
    failed = session.scalars(sa.select(Certificate.last_error).where(Certificate.frozen_at.is_(None))).all()
    reasons = sorted({reason for reason in failed if reason})
    told = f"{mail} mails and {paper} certificates wait"
    return Finding("outbox", told, f"certificates fail: {'; '.join(reasons)}" if reasons else None)


def _unprintable(session: Session) -> Finding:
    """Certificates with a sign in place of characters that no font had."""
    query = sa.select(Certificate.code, Certificate.unprintable).where(Certificate.unprintable.is_not(None))
    rows = session.execute(query.order_by(Certificate.issued_at.desc())).all()
    characters = sorted({point for row in rows for point in row.unprintable.split()})
    problem = f"{len(rows)} show a sign for {' '.join(characters[:8])}: install a font and issue them anew"
    return Finding("fonts", "every certificate shows every character", problem if rows else None)


def _enrolments(session: Session, house: House) -> Iterator[Finding]:
    """One finding for all enrolments that agree, and one for each that does not."""
    agreeing = 0
    for row, zone in _walk(session):
        problem = _difference(session, row, zone, house)
        if problem:
            yield Finding("enrolment", row.id, problem)
        else:
            agreeing += 1
    yield Finding("enrolments", f"{agreeing} equal what their facts say")


def _walk(session: Session) -> Iterator[tuple[Enrolment, str | None]]:
    """Every enrolment with its person's time zone, in portions, so that memory stays small."""
    query = sa.select(Enrolment, Person.timezone).join(Person, Person.id == Enrolment.person_id).order_by(Enrolment.id)
    rows = session.execute(query.limit(BATCH)).all()
    while rows:
        yield from ((row[0], row[1]) for row in rows)
        last = rows[-1][0].id
        session.expunge_all()
        rows = session.execute(query.where(Enrolment.id > last).limit(BATCH)).all()


def _difference(session: Session, row: Enrolment, zone: str | None, house: House) -> str | None:
    """What is not as the facts say, or None. A finished enrolment is measured by the edition of its time."""
    measured_by = _edition_then(session, row)
    if measured_by is None:
        return "its course has no edition"
    entries = log.entries_of(session, row.person_id, row.course)
    try:
        state = fold(row.id, entries, lambda edition: library.plan(session, edition), measured_by.plan)
    except LookupError as error:
        return str(error)
    wanted = projection.columns(state)
    wanted["due_at"] = end_of(state.due, house.zone_of(zone)) if state.due and row.state == "open" else row.due_at
    wrong = sorted(name for name, value in wanted.items() if getattr(row, name) != value)
    return f"{', '.join(wrong)} differ from the facts" if wrong else None


def _edition_then(session: Session, row: Enrolment) -> library.Published | None:
    """The edition it was completed with, or that was current when it ended; for an open one, the current one.

    A course that cannot be read at the moment is measured by the edition that was taken back last.
    """
    if row.edition_id is not None:
        return library.published(session, row.edition_id)
    if row.ended_at is None and (current := library.current(session, row.course)):
        return current
    until = row.ended_at
    gone = sa.select(Withdrawal.edition_id).where(Withdrawal.state == "confirmed")
    gone = gone.where(Withdrawal.decided_at < until) if until else gone
    query = sa.select(Edition.id).where(Edition.course == row.course)
    query = query.where(Edition.published_at <= until) if until else query
    newest = (Edition.id.in_(gone), Edition.major.desc(), Edition.minor.desc())
    found = session.scalar(query.order_by(*newest).limit(1))
    return library.published(session, found) if found else None
