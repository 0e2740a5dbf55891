"""The evidence pack: everything an auditor needs to check one course, assignment or person without the server."""

import json
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.config import VERSION
from lms.domain.dates import today
from lms.domain.facts import OPERATOR, Actor, canonical, timestamp
from lms.domain.house import House
from lms.domain.kinds import EvidenceExported
from lms.domain.population import tally
from lms.services.evidence_people import Frame, Raw, Subject, course_entries, how_many, portions
from lms.services.evidence_scope import About, instant
from lms.services.evidence_sheets import PROVEN, Sheets
from lms.services.record import About as Placed
from lms.services.record import draft, seal
from lms.store import library, reading, tree, verifying, writing
from lms.store import record as log
from lms.store.archive import Archive, Sink
from lms.store.models import (
    Certificate,
    CheckpointTimestamp,
    Course,
    Edition,
    EditionFile,
    Person,
    RecordCheckpoint,
    SignatureScan,
)

WHAT = "evidence-pack"
KEPT_CHECKPOINTS = 60
SUFFIX = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
logger = logging.getLogger("lms.evidence")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What every pack carries and no database holds: the read-me texts, the scripts, and how to sign the list."""

    files: Callable[[dict[str, Any], str], Sequence[tuple[str, bytes]]]
    """(what is counted and dated in this pack, language) → (path, bytes)."""
    sign: Callable[[str], bytes | None] = lambda text: None
    """The signed note over a text, or None where there is no key."""


@dataclass(slots=True)
class Pack:
    """One pack while it is made."""

    house: House
    about: About
    language: str
    now: datetime
    archive: Archive
    sheets: Sheets
    size: int = 0  # entries of the record that it looks at
    covered: int = 0  # entries that the newest checkpoint in the pack covers
    words: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    editions: set[str] = field(default_factory=set)
    courses: list[dict[str, Any]] = field(default_factory=list)

    @property
    def before(self) -> datetime:
        return instant(self.house, self.about.scope, self.now)


def build(
    pack_about: About, house: House, language: str, now: datetime, sink: Sink, folder: Path, enclosed: Enclosed
) -> Iterator[tuple[int, int]]:
    """Writes the zip to `sink`, yielding (people done, people in all); `folder` takes what has to wait aside."""
    sheets = Sheets(folder)
    pack = Pack(house, pack_about, language, now, Archive(sink, now), sheets)
    try:
        _checkpoints(pack)
        total = sum(how_many(course, pack_about.scope) for course in pack_about.courses)
        yield 0, total
        done = 0
        for course in pack_about.courses:
            for looked_at, subjects in portions(Frame(course, pack_about.scope, pack.before, pack.size)):
                yield from ((done, total) for _ in _people(pack, subjects))
                done += looked_at
                yield done, total
            _course(pack, course)
        yield from ((done, total) for _ in sheets.put_into(pack.archive))
        yield from ((done, total) for _ in _editions(pack))
        _close(pack, enclosed)
    finally:
        sheets.close()


def log_operator(scope_about: About, digest: str, now: datetime) -> None:
    """The fact that somebody at the command line made this pack."""
    with writing() as session:
        exported(session, scope_about, OPERATOR, digest, now)


def exported(session: Session, scope_about: About, actor: Actor, digest: str, now: datetime) -> None:
    """The fact that this pack left the house, inside the caller's transaction."""
    log.lock_head(session)
    scope = scope_about.scope
    placed: Placed = {"subject": scope.person} if scope.person else {"course": scope_about.courses[0]}
    seal(session, draft(EvidenceExported(WHAT, digest), actor=actor, now=now, **placed))


def _checkpoints(pack: Pack) -> None:
    """The newest checkpoint and those of the days before: an older one is what an auditor may hold already."""
    with reading() as session:
        pack.size = log.head(session).size
        newest = sa.select(RecordCheckpoint).where(RecordCheckpoint.size <= pack.size)
        rows = session.scalars(newest.order_by(RecordCheckpoint.size.desc()).limit(KEPT_CHECKPOINTS)).all()
        notes = [(row.size, bytes(row.note)) for row in rows]
        sizes = [size for size, _ in notes]
        stamped = sa.select(CheckpointTimestamp.size, CheckpointTimestamp.token)
        stamps = session.execute(stamped.where(CheckpointTimestamp.size.in_(sizes))).all()
        lines = "".join(f"{change.key.line}\n" for change in verifying.key_changes(session))
        paths = {size: tree.consistency(session, size, notes[0][0]) for size, _ in notes[1:]}
    pack.covered = notes[0][0] if notes else 0
    for size, note in notes:
        pack.archive.add(f"checkpoints/{size}.note", note)
    for stamp in stamps:
        pack.archive.add(f"checkpoints/{stamp.size}.tsr", bytes(stamp.token))
    steps = [{"old": size, "new": pack.covered, "path": [step.hex() for step in path]} for size, path in paths.items()]
    pack.archive.add("checkpoints/consistency.json", json.dumps(steps, indent=1).encode())
    pack.archive.add("keys.txt", lines.encode())


def _people(pack: Pack, subjects: Sequence[Subject]) -> Iterator[None]:
    for subject in subjects:
        pack.words[subject.course][subject.standing.word] += 1
        pack.editions.update(raw.entry.edition for raw in subject.raws if raw.entry.edition)
        pack.sheets.person(subject, pack.before)
    proven = [raw for subject in subjects for raw in subject.raws if raw.entry.kind in PROVEN]
    _inclusion(pack, proven)
    _scans(pack, [raw.entry.id for raw in proven if raw.entry.kind == "paper signature recorded"])
    if pack.about.scope.certificates:
        papers = [paper.id for subject in subjects for paper in subject.papers if paper.sha256]
        for start in range(0, len(papers), 20):
            _certificates(pack, papers[start : start + 20])
            yield


def _inclusion(pack: Pack, raws: Sequence[Raw]) -> None:
    covered = [raw.seq for raw in raws if raw.seq < pack.covered]
    if covered:
        with reading() as session:
            pack.sheets.inclusion(tree.inclusions(session, covered, pack.covered), pack.covered)


def _certificates(pack: Pack, ids: Sequence[str]) -> None:
    """The frozen bytes; those of somebody who was erased are gone, and their hash stays in the facts."""
    query = sa.select(Certificate.code, Certificate.pdf).where(Certificate.id.in_(ids), Certificate.pdf.is_not(None))
    with reading() as session:
        rows = session.execute(query.order_by(Certificate.code)).all()
    for code, pdf in rows:
        pack.archive.add(f"certificates/{code}.pdf", bytes(pdf or b""), packed=True)


def _scans(pack: Pack, facts: Sequence[str]) -> None:
    query = sa.select(SignatureScan.fact_id, SignatureScan.media_type, SignatureScan.body)
    for fact in facts:
        with reading() as session:
            row = session.execute(query.where(SignatureScan.fact_id == fact)).one_or_none()
        if row is not None:
            suffix = SUFFIX.get(row.media_type, "bin")
            pack.archive.add(f"scans/{fact}.{suffix}", bytes(row.body), packed=True)


def _course(pack: Pack, course: str) -> None:
    """The facts about the course itself, and its numbers."""
    raws = course_entries(course, pack.size)
    pack.sheets.facts(raws)
    with reading() as session:
        current = session.get_one(Course, course).edition_id
    pack.editions.update([current] if current else [])
    pack.courses.append({"course": course, "numbers": tally(pack.words[course])})


def _editions(pack: Pack) -> Iterator[None]:
    """Every edition that a fact in the pack names: its source, the text shown in each language, and its hashes."""
    for edition_id in sorted(pack.editions):
        with reading() as session:
            row = session.get(Edition, edition_id)
            if row is None:
                continue
            base = f"editions/{row.course}-{row.number}"
            files = session.execute(
                sa.select(EditionFile.path, EditionFile.body).where(EditionFile.edition_id == edition_id)
            ).all()
            texts = {lang: library.document(session, digest) for lang, digest in row.documents.items()}
            told = _edition(session, row)
            session.expunge_all()  # what ends with the transaction would begin another one when it is looked at
        for path, body in files:
            pack.archive.add(f"{base}/source/{path}", bytes(body))
        for lang, text in texts.items():
            if text is not None:
                pack.archive.add(f"{base}/document.{lang}.html", bytes(text.body))
        pack.archive.add(f"{base}/edition.json", json.dumps(told, ensure_ascii=False, indent=1).encode())
        yield


def _edition(session: Session, row: Edition) -> dict[str, Any]:
    people = sa.select(Person.id, Person.given_name, Person.family_name)
    names = {
        one.id: f"{one.given_name} {one.family_name}"
        for one in session.execute(people.where(Person.id.in_((row.published_by, row.approved_by))))
    }
    return {
        "id": row.id,
        "course": row.course,
        "number": row.number,
        "change": row.kind,
        "sha256": row.sha256,
        "titles": row.titles,
        "documents": row.documents,
        "published_at": timestamp(row.published_at),
        "published_by": {"id": row.published_by, "name": names.get(row.published_by, "")},
        "approved_by": {"id": row.approved_by, "name": names.get(row.approved_by, "")},
    }


def _close(pack: Pack, enclosed: Enclosed) -> None:
    """What is in it, twice: as a list to be signed, and as one that `sha256sum -c` reads."""
    facts = _facts(pack)
    pack.archive.add("summary.json", json.dumps(facts, ensure_ascii=False, indent=1).encode())
    for path, body in enclosed.files(facts, pack.language):
        pack.archive.add(path, body)
    listed = {path: {"sha256": digest, "size": size} for path, digest, size in pack.archive.files}
    manifest = canonical({"v": 1, **facts, "files": listed})
    pack.archive.add("manifest.json", manifest)
    note = enclosed.sign(pack.archive.files[-1][1])
    if note is not None:
        pack.archive.add("manifest.note", note)
    sums = "".join(f"{digest}  {path}\n" for path, digest, _ in sorted(pack.archive.files))
    pack.archive.add("SHA256SUMS", sums.encode())
    pack.archive.close()


def _facts(pack: Pack) -> dict[str, Any]:
    """What this pack is, in words and numbers that are the same in its texts and in its list."""
    scope = pack.about.scope
    kind = "assignment" if scope.assignment else "person" if scope.person else "course"
    as_of = scope.as_of or today(pack.now, pack.house.timezone)
    return {
        "organisation": pack.house.organisation,
        "scope": {kind: scope.assignment or scope.person or scope.course},
        "as_of": as_of.isoformat(),
        "before": timestamp(pack.before),
        "timezone": str(pack.house.timezone),
        "made_at": timestamp(pack.now),
        "record_size": pack.size,
        "checkpoint_size": pack.covered,
        "certificates": scope.certificates,
        "courses": pack.courses,
        "app": VERSION,
    }
