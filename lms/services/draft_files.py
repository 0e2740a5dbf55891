"""Changing the files of a draft: each change keeps what was there before, with who and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain import drafting as rules
from lms.domain.refusal import Refusal
from lms.domain.somebody import Somebody
from lms.services import draft_locks, drafting
from lms.store import reading, writing
from lms.store.models import DraftFile, DraftLock, DraftRevision


@dataclass(frozen=True, slots=True)
class Opened:
    """A file of a draft with its bytes, as the editor opens it."""

    path: str
    body: bytes
    version: int
    edited_by: Somebody
    edited_at: datetime


@dataclass(frozen=True, slots=True)
class Former:
    """What a file was for a while; without its bytes."""

    path: str
    version: int
    written_by: Somebody
    written_at: datetime
    ended_by: Somebody
    ended_at: datetime
    how: str


def load(slug: str, path: str) -> Opened:
    """One file of the open draft. Raises Refusal("not-found")."""
    with reading() as session:
        row = _row(session, drafting.require(session, slug).id, path)
        return Opened(row.path, row.body, row.version, drafting.somebody(session, row.edited_by), row.edited_at)


def save(author_id: str, slug: str, path: str, text: str, version: int, now: datetime) -> int:
    """Saves what a form sent; returns the version it has now.

    Raises Refusal("draft-held") while somebody else is writing there and Refusal("draft-changed") when the file is
    not the one the form was opened with.
    """
    with writing() as session:
        draft = drafting.require(session, slug)
        row = _row(session, draft.id, path, locked=True)
        if not rules.is_text(path):
            raise Refusal("not-found")
        body = rules.written(text, row.body)
        rules.refuse_size(path, len(body))
        draft_locks.keep(session, author_id, draft.id, path, now)
        if row.version != version and row.body != body:
            raise Refusal("draft-changed", name=drafting.somebody(session, row.edited_by).full_name)
        if row.body != body:
            _put(session, row, body, author_id, now, "saved")
            _refuse_total(session, draft.id)
        return row.version


def add(author_id: str, slug: str, path: str, body: bytes, now: datetime) -> None:
    """A new text file."""
    rules.text_path(path)
    _add(author_id, slug, path, body, now)


def add_image(author_id: str, slug: str, path: str, body: bytes, now: datetime) -> str:
    """A new image, already made safe; returns the path it got: a number is added where the name is taken."""
    stem, _, ending = path.rpartition(".")
    if not rules.IMAGE_PATH.match(path):
        raise Refusal("path-invalid", field="path")
    with reading() as session:
        taken = set(drafting.files_of(session, drafting.require(session, slug).id))
    free = next(
        name for name in (path, *(f"{stem}-{n}.{ending}" for n in range(2, rules.MOST_FILES))) if name not in taken
    )
    _add(author_id, slug, free, body, now)
    return free


def rename(author_id: str, slug: str, path: str, to: str, now: datetime) -> None:
    """Another name for a file; its history stays under the old one."""
    (rules.text_path if rules.is_text(path) else _image_path)(to)
    with writing() as session:
        draft = drafting.require(session, slug)
        row = _row(session, draft.id, path, locked=True)
        if path == "course.md":
            raise Refusal("course-file-stays")
        if session.get(DraftFile, (draft.id, to)) is not None:
            raise Refusal("path-taken", field="path")
        draft_locks.keep(session, author_id, draft.id, path, now)
        _insert(session, draft.id, to, row.body, author_id, now)
        _end(session, row, author_id, now, "renamed")


def delete(author_id: str, slug: str, path: str, now: datetime) -> None:
    """Takes a file away; it can be restored from the history."""
    with writing() as session:
        draft = drafting.require(session, slug)
        row = _row(session, draft.id, path, locked=True)
        if path == "course.md":
            raise Refusal("course-file-stays")
        draft_locks.keep(session, author_id, draft.id, path, now)
        _end(session, row, author_id, now, "deleted")


def change_all(author_id: str, slug: str, changed: Mapping[str, bytes], how: str, now: datetime) -> list[str]:
    """Writes what a button computed for several files; returns those that differ.

    Raises Refusal("draft-held") when somebody else is writing in one of them: then none is changed.
    """
    with writing() as session:
        draft = drafting.require(session, slug)
        names = []
        for path, body in sorted(changed.items()):
            row = _row(session, draft.id, path, locked=True)
            if row.body != body:
                rules.refuse_size(path, len(body))
                draft_locks.keep(session, author_id, draft.id, path, now)
                _put(session, row, body, author_id, now, how)
                names.append(path)
        _refuse_total(session, draft.id)
        return names


def restore(author_id: str, slug: str, path: str, version: int, now: datetime) -> None:
    """Makes a former text the present one; what is there now goes into the history."""
    with writing() as session:
        draft = drafting.require(session, slug)
        former = session.get(DraftRevision, (draft.id, path, version))
        if former is None:
            raise Refusal("not-found")
        row = session.get(DraftFile, (draft.id, path))
        draft_locks.keep(session, author_id, draft.id, path, now)
        if row is None:
            _insert(session, draft.id, path, former.body, author_id, now)
        elif row.body != former.body:
            _put(session, row, former.body, author_id, now, "restored")
        _refuse_total(session, draft.id)


def history(slug: str, path: str | None = None) -> list[Former]:
    """What files of the open draft were, the latest first; of all files, or of one."""
    with reading() as session:
        draft = drafting.require(session, slug)
        query = sa.select(DraftRevision).where(DraftRevision.draft_id == draft.id)
        query = query.where(DraftRevision.path == path) if path else query
        query = query.order_by(DraftRevision.ended_at.desc(), DraftRevision.version.desc()).limit(200)
        query = query.options(sa.orm.defer(DraftRevision.body))
        return [
            Former(
                row.path, row.version, drafting.somebody(session, row.edited_by), row.edited_at,
                drafting.somebody(session, row.ended_by), row.ended_at, row.how,
            )
            for row in session.scalars(query)
        ]  # fmt: skip


def former(slug: str, path: str, version: int) -> bytes:
    """The bytes of a former text. Raises Refusal("not-found")."""
    with reading() as session:
        found = session.get(DraftRevision, (drafting.require(session, slug).id, path, version))
        if found is None:
            raise Refusal("not-found")
        return found.body


def _add(author_id: str, slug: str, path: str, body: bytes, now: datetime) -> None:
    rules.refuse_size(path, len(body))
    with writing() as session:
        draft = drafting.require(session, slug)
        if session.get(DraftFile, (draft.id, path)) is not None:
            raise Refusal("path-taken", field="path")
        _insert(session, draft.id, path, body, author_id, now)
        _refuse_total(session, draft.id)


def _image_path(path: str) -> str:
    if not rules.IMAGE_PATH.match(path) or len(path) > rules.LONGEST_PATH:
        raise Refusal("path-invalid", field="path")
    return path


def _row(session: Session, draft_id: str, path: str, *, locked: bool = False) -> DraftFile:
    row = session.get(DraftFile, (draft_id, path), with_for_update=locked)
    if row is None:
        raise Refusal("not-found")
    return row


def _insert(session: Session, draft_id: str, path: str, body: bytes, author_id: str, now: datetime) -> None:
    query = sa.select(sa.func.max(DraftRevision.version)).where(
        DraftRevision.draft_id == draft_id, DraftRevision.path == path
    )
    version = (session.execute(query).scalar() or 0) + 1  # a name used again goes on counting
    session.add(DraftFile(draft_id=draft_id, path=path, body=body, version=version, edited_by=author_id, edited_at=now))
    session.flush()


def _put(session: Session, row: DraftFile, body: bytes, author_id: str, now: datetime, how: str) -> None:
    _remember(session, row, author_id, now, how)
    row.body, row.version, row.edited_by, row.edited_at = body, row.version + 1, author_id, now
    session.flush()


def _end(session: Session, row: DraftFile, author_id: str, now: datetime, how: str) -> None:
    _remember(session, row, author_id, now, how)
    session.execute(sa.delete(DraftLock).where(DraftLock.draft_id == row.draft_id, DraftLock.path == row.path))
    session.delete(row)
    session.flush()


def _remember(session: Session, row: DraftFile, author_id: str, now: datetime, how: str) -> None:
    session.add(
        DraftRevision(
            draft_id=row.draft_id, path=row.path, version=row.version, body=row.body, edited_by=row.edited_by,
            edited_at=row.edited_at, ended_by=author_id, ended_at=now, how=how,
        )
    )  # fmt: skip


def _refuse_total(session: Session, draft_id: str) -> None:
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(sa.func.length(DraftFile.body)), 0))
    number, size = session.execute(query.where(DraftFile.draft_id == draft_id)).one()
    rules.refuse_total(number, size)
