"""The course library: editions as they were published, parsed once per process (they never change)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from threading import Lock

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.course.model import Course as CourseModel
from lms.domain.course.parse import parse_course
from lms.domain.plan import Plan, plan_of
from lms.store.models import Course, Document, Edition, EditionFile

KEPT = 64  # parsed editions per process, the least recently used go first


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """One edition: its own row, as plain values, with the course it parses to and the plan it makes.

    It is itself and no other, so that what follows from it alone can be kept by it (`functools.lru_cache`).
    """

    id: str
    slug: str
    number: str
    sha256: str
    kind: str
    published_at: datetime
    minutes: int
    documents: Mapping[str, str]  # language → SHA-256 of the text shown at signing
    course: CourseModel
    plan: Plan


class _Shelf:
    """The parsed editions of this process by id; safe to share because editions are immutable."""

    def __init__(self) -> None:
        self.books: dict[str, Published] = {}
        self._turn = Lock()  # threads of one process put books here at the same time

    def put(self, book: Published) -> Published:
        with self._turn:
            while len(self.books) >= KEPT:
                self.books.pop(next(iter(self.books)))
            self.books[book.id] = book
        return book


_shelf = _Shelf()
_course = Course.__table__.c
_CURRENT = sa.select(_course.slug, _course.edition_id).where(_course.edition_id.is_not(None)).order_by(_course.slug)
_CURRENT_OF = _CURRENT.where(_course.slug.in_(sa.bindparam("slugs", expanding=True)))


def current_ids(session: Session, slugs: Iterable[str] | None = None) -> dict[str, str]:
    """Slug → id of the edition that learners read now; of all published courses when `slugs` is None."""
    session.flush()
    query, asked = (_CURRENT, {}) if slugs is None else (_CURRENT_OF, {"slugs": list(slugs)})
    return {row.slug: row.edition_id for row in session.connection().execute(query, asked)}


def current(session: Session, slug: str) -> Published | None:
    """The edition that learners of this course read now."""
    edition_id = current_ids(session, [slug]).get(slug)
    return published(session, edition_id) if edition_id else None


def published(session: Session, edition_id: str) -> Published:
    """An edition by its id. Raises LookupError when there is none."""
    return _shelf.books.get(edition_id) or _shelf.put(_load(session, edition_id))


def plan(session: Session, edition_id: str) -> Plan:
    """The plan of an edition."""
    return published(session, edition_id).plan


@lru_cache(maxsize=4 * KEPT)
def plan_along(edition: Published, path: tuple[str, ...] | None) -> Plan:
    """The part of an edition's plan that a short path asks for; all of it without one."""
    return edition.plan.only(path)


def latest(session: Session, slug: str) -> Edition | None:
    """The row of the highest version published of a course."""
    query = sa.select(Edition).where(Edition.course == slug).order_by(Edition.major.desc(), Edition.minor.desc())
    return session.scalars(query.limit(1)).first()


def as_good_as(session: Session, edition_id: str) -> set[str]:
    """The editions whose signature is enough while this one is read: back to the last material change, itself too."""
    slug = sa.select(Edition.course).where(Edition.id == edition_id).scalar_subquery()
    query = sa.select(Edition.id, Edition.kind).where(Edition.course == slug)
    rows = session.execute(query.order_by(Edition.major.desc(), Edition.minor.desc())).all()
    ids = [row.id for row in rows]
    here = ids.index(edition_id)
    end = next((at for at in range(here, len(rows)) if rows[at].kind == "material"), len(rows) - 1)
    return set(ids[here : end + 1])


def file(session: Session, edition_id: str, path: str) -> bytes | None:
    """The bytes of one file of an edition."""
    return session.execute(
        sa.select(EditionFile.body).where(EditionFile.edition_id == edition_id, EditionFile.path == path)
    ).scalar_one_or_none()


def document(session: Session, sha256: str) -> Document | None:
    """The text that was shown at signing, by its SHA-256."""
    return session.get(Document, sha256)


def _load(session: Session, edition_id: str) -> Published:
    row = session.get(Edition, edition_id)
    if row is None:
        raise LookupError(f"no edition {edition_id}")
    files = session.execute(sa.select(EditionFile.path, EditionFile.body).where(EditionFile.edition_id == edition_id))
    course = parse_course({file.path: file.body for file in files}).course
    if course is None:
        raise LookupError(f"edition {edition_id} cannot be parsed")
    return Published(
        row.id,
        row.course,
        row.number,
        row.sha256,
        row.kind,
        row.published_at,
        row.minutes,
        row.documents,
        course,
        plan_of(row.id, course),
    )
