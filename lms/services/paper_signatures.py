"""A signature by hand, recorded by HR from a scan: for people without a computer. Two people stand in the fact.

It completes the obligation and climbs no other rung: nothing was displayed or tested on a screen. No certificate and
no badge follow, because they would say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.dates import today
from lms.domain.facts import SYSTEM
from lms.domain.house import House
from lms.domain.ids import known
from lms.domain.kinds import Completed, PaperSigned
from lms.domain.names import full_name
from lms.domain.refusal import Refusal
from lms.domain.somebody import Somebody
from lms.services import projection
from lms.services.record import About, draft, person, seal
from lms.services.scans import Scan
from lms.store import library, reading, writing
from lms.store.library import Published
from lms.store.models import Edition, Enrolment, Person, RecordEntry, SignatureScan, Withdrawal
from lms.store.record import lock_head

NOTE_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Paper:
    """What the recorder typed in from the paper."""

    edition_id: str
    language: str
    signed_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Signable:
    """An edition whose signature is enough at present."""

    id: str
    number: str
    published_on: date
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose signature on what is to be recorded; `editions` has the present one first."""

    enrolment: str
    who: Somebody
    course: str
    titles: Mapping[str, str]
    editions: tuple[Signable, ...]
    language: str  # that the person reads


@dataclass(frozen=True, slots=True)
class Kept:
    """A scan with whose it is."""

    person_id: str
    media_type: str
    sha256: str
    fact_id: str
    course: str


def asked(house: House, actor: str, enrolment_id: str) -> Asked:
    """What the form shows. Raises Refusal: not-found, own-paper, not-open, course-withdrawn."""
    with reading() as session:
        row = _open(session, actor, enrolment_id)
        signer, edition = session.get_one(Person, row.person_id), _current(session, row.course)
        return Asked(
            row.id,
            Somebody(signer.id, signer.given_name, signer.family_name),
            row.course,
            session.get_one(Edition, edition.id).titles,
            _signable(session, house, edition),
            signer.language or edition.course.source_lang,
        )


def record(house: House, actor: str, enrolment_id: str, paper: Paper, scan: Scan, now: datetime) -> str:
    """Records the signature, completes what it fulfils, and returns the fact's id; the same again is harmless.

    Raises Refusal: not-found, own-paper, not-open, course-withdrawn, paper-edition, paper-language,
    paper-date-future, paper-date-early, paper-date-cycle, text-too-long.
    """
    if len(paper.note) > NOTE_LIMIT:
        raise Refusal("text-too-long", limit=NOTE_LIMIT)
    with writing() as session:
        lock_head(session)
        if already := _already(session, actor, enrolment_id, paper, scan):
            return already
        row = _open(session, actor, enrolment_id)
        edition = _edition(session, house, row, paper, now)
        about = About(subject=row.person_id, course=row.course, edition=edition.id)
        names = {"name": _name(session, row.person_id), "recorder": _name(session, actor)}
        pii = names | ({"note": paper.note} if paper.note else {})
        fact = _fact(edition, row.person_id, actor, paper, scan)
        signed = draft(fact, actor=person(actor), now=now, pii=pii, **(about | About(enrolment=row.id)))
        seal(session, signed)
        kept = {"person_id": row.person_id, "media_type": scan.media_type, "sha256": scan.sha256, "body": scan.body}
        session.add(SignatureScan(fact_id=signed.fact.id, **kept))
        _complete(session, row, edition, about, now)
        return signed.fact.id


def scan_of(viewer: str, roles: frozenset[str], enrolment_id: str) -> Kept:
    """Which scan belongs to an enrolment, for the signer, HR and auditors. Raises Refusal("not-found")."""
    with reading() as session:
        row = session.get(Enrolment, known(enrolment_id))
        if row is None or row.paper_on is None or not (row.person_id == viewer or roles & {"hr", "auditor"}):
            raise Refusal("not-found")
        found = session.scalars(_scans(row)).first()
        if found is None:
            raise Refusal("not-found")
        return Kept(found.person_id, found.media_type, found.sha256, found.fact_id, row.course)


def body_of(kept: Kept) -> bytes:
    """The bytes of a scan. Raises Refusal("not-found") when they were erased meanwhile."""
    with reading() as session:
        body = session.scalar(sa.select(SignatureScan.body).where(SignatureScan.fact_id == kept.fact_id))
        if body is None:
            raise Refusal("not-found")
        return body


def _open(session: Session, actor: str, enrolment_id: str) -> Enrolment:
    row = session.get(Enrolment, known(enrolment_id))
    if row is None:
        raise Refusal("not-found")
    if row.person_id == actor:
        raise Refusal("own-paper")
    if row.state != "open":
        raise Refusal("not-open")
    return row


def _current(session: Session, slug: str) -> Published:
    edition = library.current(session, slug)
    if edition is None:
        raise Refusal("course-withdrawn")
    return edition


def _signable(session: Session, house: House, current: Published) -> tuple[Signable, ...]:
    """The editions back to the last material change that nobody has taken back, the present one first."""
    gone = sa.select(Withdrawal.edition_id).where(Withdrawal.state == "confirmed")
    good = Edition.id.in_(library.as_good_as(session, current.id))
    query = sa.select(Edition).where(good, sa.or_(Edition.id == current.id, Edition.id.not_in(gone)))
    rows = session.scalars(query.order_by(Edition.major.desc(), Edition.minor.desc()))
    return tuple(
        Signable(row.id, row.number, today(row.published_at, house.timezone), tuple(row.documents)) for row in rows
    )


def _edition(session: Session, house: House, row: Enrolment, paper: Paper, now: datetime) -> Published:
    """The edition that was signed, when it may be recorded."""
    choices = {choice.id: choice for choice in _signable(session, house, _current(session, row.course))}
    chosen = choices.get(paper.edition_id)
    if chosen is None:
        raise Refusal("paper-edition", field="edition")
    if paper.language not in chosen.languages:
        raise Refusal("paper-language", field="language")
    zone = house.zone_of(session.get_one(Person, row.person_id).timezone)
    if paper.signed_on > today(now, zone):
        raise Refusal("paper-date-future", field="signed_on")
    if paper.signed_on < chosen.published_on:
        raise Refusal("paper-date-early", number=chosen.number, day=chosen.published_on, field="signed_on")
    if row.cycle > 1 and paper.signed_on < today(row.assigned_at, zone):
        raise Refusal("paper-date-cycle", day=today(row.assigned_at, zone), field="signed_on")
    return library.published(session, chosen.id)


def _fact(edition: Published, signer: str, recorder: str, paper: Paper, scan: Scan) -> PaperSigned:
    return PaperSigned(
        edition={
            "number": edition.number,
            "sha256": edition.sha256,
            "language": paper.language,
            "document": edition.documents[paper.language],
        },
        signed_on=paper.signed_on.isoformat(),
        signer=signer,
        recorder=recorder,
        scan={"sha256": scan.sha256, "type": scan.media_type},
    )


def _complete(session: Session, row: Enrolment, edition: Published, about: About, now: datetime) -> None:
    """Ends every obligation of this person for this course that was open when the paper was recorded."""
    folded = projection.measured(session, row.person_id, row.course, edition)
    done = [
        one for one, state in zip(folded.rows, folded.states, strict=True) if state.may_complete(edition.plan)
    ]
    seal(session, *(draft(Completed(), actor=SYSTEM, now=now, **(about | About(enrolment=one["id"]))) for one in done))
    projection.refresh(session, row.person_id, row.course, folded)


def _already(session: Session, actor: str, enrolment_id: str, paper: Paper, scan: Scan) -> str | None:
    """The fact of the same paper sent twice by the same recorder."""
    row = session.get(Enrolment, known(enrolment_id))
    if row is None or row.person_id == actor or row.paper_on != paper.signed_on or row.edition_id != paper.edition_id:
        return None
    found = session.scalars(_scans(row)).first()
    return found.fact_id if found is not None and found.sha256 == scan.sha256 else None


def _scans(row: Enrolment) -> sa.Select[SignatureScan]:
    """The paper that closed this enrolment: the first one of its cycle; the fact names only one of several."""
    return (
        sa.select(SignatureScan)
        .join(RecordEntry, RecordEntry.id == SignatureScan.fact_id)
        .where(RecordEntry.subject == row.person_id, RecordEntry.course == row.course)
        .where(RecordEntry.kind == PaperSigned.kind, RecordEntry.seq >= row.cycle_start)
        .order_by(RecordEntry.seq)
    )


def _name(session: Session, person_id: str) -> str:
    found = session.get_one(Person, person_id)
    return full_name(found.given_name, found.family_name)
