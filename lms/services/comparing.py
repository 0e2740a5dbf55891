"""Comparing files with the edition that learners read: what differs, and what publishing them would ask of whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain import change
from lms.domain.course import model
from lms.domain.course.compare import Comparison, compare
from lms.domain.course.edition import edition_sha256
from lms.domain.course.parse import parse_course
from lms.domain.course.places import Diagnostic
from lms.domain.course.snapshot import snapshot_of
from lms.domain.refusal import Refusal
from lms.services import reopening
from lms.services.reopening import Impact
from lms.store import library, reading
from lms.store.library import Published
from lms.store.models import Edition, EditionFile

JUDGED = ("T08", "V02", "V03", "V04")  # stale translations, the version, and the kind of change
NOTHING, NOBODY = Comparison((), None), Impact()


@dataclass(frozen=True, slots=True)
class Text:
    """Files that the checker finds no error in, with the course they make."""

    course: model.Course
    files: Mapping[str, bytes]
    sha256: str
    notes: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class WhatWillChange:
    """Everything to look at before a text is proposed or approved. With errors there is nothing but them."""

    course: model.Course | None
    errors: tuple[Diagnostic, ...]
    warnings: tuple[Diagnostic, ...] = ()
    before: Published | None = None  # the edition it is compared with; None for a first one
    comparison: Comparison = NOTHING
    declared: model.ChangeKind = model.ChangeKind.MATERIAL
    least: model.ChangeKind | None = None  # None for a first edition
    questions: tuple[str, ...] = ()  # what only a person can answer
    stale: Mapping[str, tuple[str, ...]] | None = None  # language → items translated from an older text
    impact: Impact = NOBODY  # of the kind that is declared
    files: Mapping[str, bytes] = field(default_factory=dict)
    files_before: Mapping[str, bytes] = field(default_factory=dict)


def checked(files: Mapping[str, bytes]) -> Text:
    """The course of these files. Raises Refusal("course-broken") with the errors, untagged headings among them."""
    with reading() as session:
        result = _parsed(session, files)
    course, errors = result.course, _in_the_way(result)
    if course is None or errors:
        raise Refusal("course-broken", errors=errors)
    return Text(course, files, edition_sha256(files), result.diagnostics)


def preview(files: Mapping[str, bytes], now: datetime, answers: Mapping[str, bool] | None = None) -> WhatWillChange:
    """What publishing these files would change, and for how many people; nothing is written."""
    with reading() as session:
        result = _parsed(session, files)
        errors = _in_the_way(result)
        if result.course is None or errors:
            return WhatWillChange(result.course, errors)
        text = Text(result.course, files, edition_sha256(files), result.diagnostics)
        return _look(session, text, answers or {})


def base(session: Session, slug: str) -> Published | None:
    """What a new edition is compared with: what learners read now, else the last one that was ever published."""
    current = library.current(session, slug)
    if current is not None:
        return current
    last = library.latest(session, slug)
    return library.published(session, last.id) if last else None


def _files(session: Session, edition_id: str) -> dict[str, bytes]:
    query = sa.select(EditionFile.path, EditionFile.body).where(EditionFile.edition_id == edition_id)
    return {row.path: row.body for row in session.execute(query.order_by(EditionFile.path))}


def comparison(session: Session, before: Published, text: Text) -> Comparison:
    """The differences between an edition and a text."""
    kept = sa.select(EditionFile.path, EditionFile.sha256).where(EditionFile.edition_id == before.id)
    hashes = {row.path: row.sha256 for row in session.execute(kept)}
    return compare(before.course, text.course, hashes, {p: sha256(body).hexdigest() for p, body in text.files.items()})


def _parsed(session: Session, files: Mapping[str, bytes]) -> model.ParseResult:
    """Checked against all editions in the database: what a `published.json` among the files says is of elsewhere."""
    result = parse_course(files)
    held = history(session, result.course.id) if result.course else None
    return parse_course(files, held) if held else result


def history(session: Session, slug: str, until: model.Version | None = None) -> model.Snapshot | None:
    """What the last edition (before version `until`) held, and which names and letters earlier ones have used up."""
    query = sa.select(Edition).where(Edition.course == slug)
    held = None
    for row in session.scalars(query.order_by(Edition.major, Edition.minor)):
        if until is not None and (row.major, row.minor) >= (until.major, until.minor):
            break
        held = snapshot_of(library.published(session, row.id).course, {}, held, row.published_at)
    return held


def _in_the_way(result: model.ParseResult) -> tuple[Diagnostic, ...]:
    """Errors, and headings without a tag: while somebody writes they may be missing, in an edition they may not.

    Not what the comparison itself judges, with reasons that a single message has no room for.
    """
    notes = (note for note in result.diagnostics if note.code not in JUDGED)
    return tuple(note for note in notes if note.level == "error" or note.code == "I01")


def _look(session: Session, text: Text, answers: Mapping[str, bool]) -> WhatWillChange:
    before = base(session, text.course.id)
    found = comparison(session, before, text) if before else NOTHING
    declared = change.declared(text.course)
    asked = reopening.impact(session, text.course, declared) if before else NOBODY
    return WhatWillChange(
        text.course,
        (),
        tuple(note for note in text.notes if note.level == "warning" and note.code not in JUDGED),
        before,
        found,
        declared,
        change.least(found, answers) if before else None,
        change.questions(text.course, found) if before else (),
        change.stale(text.course, text.notes),
        asked,
        text.files,
        _files(session, before.id) if before else {},
    )
