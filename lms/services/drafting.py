"""Drafts of courses: beginning one from an edition, from files or anew, reading it, and closing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.domain import drafting
from lms.domain.names import email_key
from lms.domain.refusal import Refusal
from lms.domain.somebody import Somebody
from lms.store import library, new_id, reading, writing
from lms.store.models import Course, CourseDraft, DraftFile, DraftLock, Edition, EditionFile, Person, Role


@dataclass(frozen=True, slots=True)
class File:
    """One file of a draft, without its bytes."""

    path: str
    size: int
    version: int
    edited_by: Somebody
    edited_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """An open draft as a page shows it."""

    id: str
    course: str
    base: str | None  # the number of the edition it began from
    created_by: Somebody
    created_at: datetime
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A course in the list of those who write: published, being written, or both."""

    course: str
    title: Mapping[str, str]  # by language; empty for a course that was never published
    number: str | None
    draft_id: str | None
    edited_at: datetime | None
    edited_by: Somebody | None


def begin(author_id: str, slug: str, now: datetime) -> str:
    """Opens a draft of a published course from the bytes learners read now; returns the draft's id."""
    with writing() as session:
        edition_id = library.current_ids(session, [slug]).get(slug)
        if edition_id is None:
            raise Refusal("not-found")
        query = sa.select(EditionFile.path, EditionFile.body).where(EditionFile.edition_id == edition_id)
        files = {row.path: row.body for row in session.execute(query)}
        return _open(session, author_id, slug, files, edition_id, now)


def begin_with(
    author_id: str, slug: str, files: Mapping[str, bytes], now: datetime, *, new: bool = False, replace: bool = False
) -> str:
    """Opens a draft from files; `new` refuses a course that exists, `replace` closes a draft that is open."""
    drafting.course_slug(slug)
    drafting.refuse_unsafe(files)
    with writing() as session:
        if new and session.get(Course, slug) is not None:
            raise Refusal("slug-taken", field="slug")
        if replace and (old := open_draft(session, slug)):
            _close(session, old, "replaced", now)
        return _open(session, author_id, slug, files, library.current_ids(session, [slug]).get(slug), now)


def discard(author_id: str, slug: str, now: datetime) -> None:
    """Closes the open draft; nothing of it is published, and its history is kept."""
    with writing() as session:
        _close(session, require(session, slug), "discarded", now)


def sent(session: Session, slug: str, now: datetime) -> None:
    """Closes the open draft because its files were sent for approval; part of a transaction that is open."""
    _close(session, require(session, slug), "sent", now)


def close_sent(slug: str, now: datetime) -> None:
    """The same in a transaction of its own; no open draft is no error: another press was faster."""
    with writing() as session:
        if found := open_draft(session, slug):
            _close(session, found, "sent", now)


def open_draft(session: Session, slug: str) -> CourseDraft | None:
    """The row of the open draft of a course."""
    return session.scalars(sa.select(CourseDraft).where(CourseDraft.open_course == slug)).one_or_none()


def require(session: Session, slug: str) -> CourseDraft:
    """The row of the open draft. Raises Refusal("not-found")."""
    found = open_draft(session, slug)
    if found is None:
        raise Refusal("not-found")
    return found


def files_of(session: Session, draft_id: str) -> dict[str, bytes]:
    """The files of a draft by path, as they would be published."""
    query = sa.select(DraftFile.path, DraftFile.body).where(DraftFile.draft_id == draft_id).order_by(DraftFile.path)
    return {row.path: row.body for row in session.execute(query)}


def files(slug: str) -> dict[str, bytes]:
    """The files of the open draft of a course. Raises Refusal("not-found")."""
    with reading() as session:
        return files_of(session, require(session, slug).id)


def file(slug: str, path: str) -> bytes:
    """The bytes of one file of the open draft. Raises Refusal("not-found")."""
    with reading() as session:
        query = sa.select(DraftFile.body).join(CourseDraft, CourseDraft.id == DraftFile.draft_id)
        found = session.execute(
            query.where(CourseDraft.open_course == slug, DraftFile.path == path)
        ).scalar_one_or_none()
    if found is None:
        raise Refusal("not-found")
    return found


def find(slug: str) -> Draft | None:
    """The open draft of a course with its files, None when nobody is writing it."""
    with reading() as session:
        row = open_draft(session, slug)
        if row is None:
            return None
        base = session.get(Edition, row.base_edition_id) if row.base_edition_id else None
        return Draft(
            row.id, slug, base.number if base else None, somebody(session, row.created_by), row.created_at,
            tuple(_files(session, row.id)),
        )  # fmt: skip


def published(slug: str) -> str | None:
    """The number of the version learners read now, None for a course that was never published."""
    with reading() as session:
        edition = library.current(session, slug)
        return edition.number if edition else None


def courses() -> list[Line]:
    """Every course that is published or being written."""
    with reading() as session:
        current = library.current_ids(session)
        drafts = {
            row.course: row
            for row in session.scalars(sa.select(CourseDraft).where(CourseDraft.open_course.is_not(None)))
        }
        return [_line(session, slug, current.get(slug), drafts.get(slug)) for slug in sorted({*current, *drafts})]


def author(email: str) -> str:
    """The id of an active author by e-mail address. Raises Refusal("not-author")."""
    query = sa.select(Person.id).join(Role, Role.person_id == Person.id)
    with reading() as session:
        found = session.execute(
            query.where(Person.email_key == email_key(email), Person.active, Role.name == "author")
        ).scalar_one_or_none()
    if found is None:
        raise Refusal("not-author", email=email)
    return found


def somebody(session: Session, person_id: str) -> Somebody:
    """A person's name, for lists."""
    found = session.get_one(Person, person_id)
    return Somebody(found.id, found.given_name, found.family_name)


def _line(session: Session, slug: str, edition_id: str | None, draft: CourseDraft | None) -> Line:
    edition = session.get(Edition, edition_id) if edition_id else None
    last = None
    if draft:
        query = sa.select(DraftFile.edited_by, DraftFile.edited_at).where(DraftFile.draft_id == draft.id)
        last = session.execute(query.order_by(DraftFile.edited_at.desc()).limit(1)).first()
    return Line(
        slug,
        edition.titles if edition else {},
        edition.number if edition else None,
        draft.id if draft else None,
        last.edited_at if last else None,
        somebody(session, last.edited_by) if last else None,
    )


def _files(session: Session, draft_id: str) -> list[File]:
    query = sa.select(
        DraftFile.path, sa.func.length(DraftFile.body).label("size"), DraftFile.version, DraftFile.edited_at,
        Person.id, Person.given_name, Person.family_name,
    ).join(Person, Person.id == DraftFile.edited_by)  # fmt: skip
    rows = session.execute(query.where(DraftFile.draft_id == draft_id)).all()
    return [
        File(row.path, row.size, row.version, Somebody(row.id, row.given_name, row.family_name), row.edited_at)
        for row in sorted(rows, key=lambda row: _place(row.path))
    ]


def _place(path: str) -> tuple[bool, bool, list[str]]:
    """The settings first, then the modules, each before its translations, then the images."""
    return not path.startswith("course."), not path.endswith(".md"), path.removesuffix(".md").split(".")


def _open(
    session: Session, author_id: str, slug: str, files: Mapping[str, bytes], base: str | None, now: datetime
) -> str:
    """One open draft of a course: the column says so, and two people at once cannot both pass."""
    if open_draft(session, slug) is not None:
        raise Refusal("draft-open")
    draft = CourseDraft(
        id=new_id(), course=slug, base_edition_id=base, created_by=author_id, created_at=now, open_course=slug
    )
    session.add(draft)
    try:
        session.flush()
    except IntegrityError:
        raise Refusal("draft-open") from None
    session.execute(
        sa.insert(DraftFile),
        [
            {"draft_id": draft.id, "path": path, "body": body, "version": 1, "edited_by": author_id, "edited_at": now}
            for path, body in sorted(files.items())
        ],
    )
    return draft.id


def _close(session: Session, draft: CourseDraft, why: str, now: datetime) -> None:
    draft.closed_at, draft.closed_why, draft.open_course = now, why, None
    session.execute(sa.delete(DraftLock).where(DraftLock.draft_id == draft.id))
    session.flush()
