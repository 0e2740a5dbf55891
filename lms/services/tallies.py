"""Each published course in numbers: how many people have signed it and how many have not, and its versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.domain.names import full_name
from lms.domain.refusal import Refusal
from lms.store import reading
from lms.store.models import Course, Edition, Enrolment, Person

STATES = ("has_not", "overdue", "has", "waived", "declined")


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A published course with how many have and have not; the people, not the enrolments, are counted."""

    slug: str
    titles: Mapping[str, str]
    number: str
    minutes: int
    published_at: datetime
    numbers: Mapping[str, int]

    @property
    def obliged(self) -> int:
        return self.numbers["has"] + self.numbers["has_not"]

    @property
    def percent(self) -> int:
        """Rounded down: 100 only when nobody is missing."""
        return 100 * self.numbers["has"] // self.obliged if self.obliged else 0


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One published version of a course."""

    number: str
    kind: str
    published_at: datetime
    publisher: str
    approver: str
    current: bool
    id: str
    languages: tuple[str, ...]


def courses(now: datetime) -> list[CourseLine]:
    """Every published course, those with the most people overdue first."""
    with reading() as session:
        return course_lines(session, now)


def require(slug: str) -> None:
    """Raises Refusal("not-found") unless the course is published."""
    with reading() as session:
        published = sa.select(Course.slug).where(Course.slug == slug, Course.edition_id.is_not(None))
        if session.execute(published).first() is None:
            raise Refusal("not-found")


def editions(slug: str) -> list[EditionLine]:
    """The versions of a course, the newest first."""
    publisher, approver = aliased(Person), aliased(Person)
    query = (
        sa.select(Edition, publisher, approver, Course.edition_id)
        .join(publisher, publisher.id == Edition.published_by)
        .join(approver, approver.id == Edition.approved_by)
        .join(Course, Course.slug == Edition.course)
        .where(Edition.course == slug)
        .order_by(Edition.major.desc(), Edition.minor.desc())
    )
    with reading() as session:
        return [
            EditionLine(
                *(edition.number, edition.kind, edition.published_at, _name(by), _name(ok), edition.id == current),
                id=edition.id,
                languages=tuple(sorted(edition.documents)),
            )
            for edition, by, ok, current in session.execute(query)
        ]


def course_lines(session: Session, now: datetime, slug: str | None = None, department: str = "") -> list[CourseLine]:
    """The courses with their numbers, inside the caller's transaction."""
    query = sa.select(Edition).join(Course, Course.edition_id == Edition.id)
    query = query.where(Course.slug == slug) if slug is not None else query
    published = session.scalars(query).all()
    numbers = _numbers(session, now, slug, department)
    lines = [
        CourseLine(row.course, row.titles, row.number, row.minutes, row.published_at, numbers.get(row.course, _NOBODY))
        for row in published
    ]
    return sorted(lines, key=lambda line: (-line.numbers["overdue"], -line.numbers["has_not"], line.slug))


_NOBODY = dict.fromkeys(STATES, 0)


def stands_of(now: datetime) -> dict[str, sa.ColumnElement[Any]]:
    """Per person and course: 1 or 0 for each question that the states are made of."""

    def any_of(*when: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.max(sa.case((sa.and_(*when), 1), else_=0))

    is_open = Enrolment.state == "open"
    return {
        "open": any_of(is_open),
        "overdue": any_of(is_open, Enrolment.due_at <= now),
        "done": any_of(Enrolment.state == "completed"),
        "waived": any_of(Enrolment.state == "waived"),
        "declined": any_of(is_open, Enrolment.declined_at.is_not(None)),
        "due_at": sa.func.min(sa.case((is_open, Enrolment.due_at), else_=None)),
    }


def _numbers(session: Session, now: datetime, slug: str | None, department: str) -> dict[str, dict[str, int]]:
    stands = stands_of(now)
    asked = ("open", "overdue", "done", "waived", "declined")
    each = (
        sa.select(Enrolment.course, *(stands[name].label(name) for name in asked))
        .join(Person, Person.id == Enrolment.person_id)
        .where(Person.active)
        .group_by(Enrolment.course, Enrolment.person_id)
    )
    each = each.where(Enrolment.course == slug) if slug is not None else each
    each = each.where(Person.department == department) if department else each
    one = each.subquery()
    c = one.c
    has = sa.case((sa.and_(c.open == 0, c.done == 1), 1), else_=0)
    freed = sa.case((sa.and_(c.open == 0, c.done == 0, c.waived == 1), 1), else_=0)
    query = sa.select(c.course, *map(sa.func.sum, (c.open, c.overdue, has, freed, c.declined))).group_by(c.course)
    return {row[0]: {name: int(row[at + 1]) for at, name in enumerate(STATES)} for row in session.execute(query)}


def _name(person: Person) -> str:
    return full_name(person.given_name, person.family_name)
