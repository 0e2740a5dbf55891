"""Assignments as lists and pages: what HR has given to whom, and how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.audience import Audience, from_data
from lms.domain.house import House
from lms.domain.ids import known
from lms.domain.refusal import Refusal
from lms.domain.somebody import Somebody
from lms.domain.standing import Standing, standing
from lms.services.directory import PAGE
from lms.store import reading
from lms.store.models import Assignment, Course, Edition, Enrolment, Person

STATES = ("has_not", "has", "waived")
_MEANING = {"has_not": "open", "has": "completed", "waived": "waived"}


@dataclass(frozen=True, slots=True)
class Assigned:
    """One assignment with its numbers."""

    id: str
    course: str
    titles: Mapping[str, str]
    minutes: int
    audience: Audience
    due_on: date | None
    created_at: datetime
    created_by: Somebody
    withdrawn_at: datetime | None
    version: int
    open: int
    completed: int
    waived: int
    overdue: int

    @property
    def total(self) -> int:
        return self.open + self.completed

    @property
    def percent(self) -> int:
        return 100 * self.completed // self.total if self.total else 0


@dataclass(frozen=True, slots=True)
class Concerned(Somebody):
    """Somebody an assignment concerns."""

    department: str
    enrolment: str
    standing: Standing
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Owed(Concerned):
    """One enrolment with its course."""

    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """An assignment and one page of its people."""

    assignment: Assigned
    people: tuple[Concerned, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of assignments, the newest first."""

    assignments: tuple[Assigned, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def listing(page: int, now: datetime) -> Listing:
    """All assignments, withdrawn ones too."""
    with reading() as session:
        total = session.execute(sa.select(sa.func.count()).select_from(Assignment)).scalar_one()
        page = min(max(page, 1), max(1, -(-total // PAGE)))
        query = _query().order_by(Assignment.created_at.desc(), Assignment.id)
        rows = session.execute(query.limit(PAGE).offset((page - 1) * PAGE)).all()
        return Listing(tuple(_assigned(session, rows, now)), total, page)


def one(house: House, assignment_id: str, state: str, page: int, now: datetime) -> Page:
    """One assignment with who has or has not. Raises Refusal("not-found")."""
    with reading() as session:
        rows = session.execute(_query().where(Assignment.id == known(assignment_id))).all()
        if not rows:
            raise Refusal("not-found")
        found = next(iter(_assigned(session, rows, now)))
        meaning = _MEANING.get(state, "open")
        total = getattr(found, meaning)
        page = min(max(page, 1), max(1, -(-total // PAGE)))
        people = _people(session, house, found.id, meaning, page, now)
        return Page(found, tuple(people), total, page)


def enrolment(house: House, enrolment_id: str, now: datetime) -> Owed:
    """One enrolment and whose it is. Raises Refusal("not-found")."""
    query = (
        sa.select(Enrolment, Person, Edition.titles)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Course, Course.slug == Enrolment.course)
        .join(Edition, Edition.id == Course.edition_id)
        .where(Enrolment.id == known(enrolment_id))
    )
    with reading() as session:
        found = session.execute(query).one_or_none()
        if found is None:
            raise Refusal("not-found")
        row, person, titles = found
        return Owed(**_concerned(house, row, person, now), titles=titles)


def _query() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Assignment, Edition.titles, Edition.minutes, Person)
        .join(Course, Course.slug == Assignment.course)
        .join(Edition, Edition.id == Course.edition_id)
        .join(Person, Person.id == Assignment.created_by)
    )


def _assigned(session: Session, rows: Any, now: datetime) -> list[Assigned]:
    numbers = _numbers(session, [row.Assignment.id for row in rows], now)
    return [
        Assigned(
            id=row.id,
            course=row.course,
            titles=titles,
            minutes=minutes,
            audience=from_data(row.audience),
            due_on=row.due_on,
            created_at=row.created_at,
            created_by=Somebody(author.id, author.given_name, author.family_name),
            withdrawn_at=row.withdrawn_at,
            version=row.version,
            **numbers.get(row.id, _NONE),
        )
        for row, titles, minutes, author in rows
    ]


_NONE = {"open": 0, "completed": 0, "waived": 0, "overdue": 0}


def _numbers(session: Session, ids: list[str], now: datetime) -> dict[str, dict[str, int]]:
    late = sa.and_(Enrolment.state == "open", Enrolment.due_at <= now)
    query = (
        sa.select(Enrolment.assignment_id, Enrolment.state, sa.func.count(), sa.func.sum(sa.case((late, 1), else_=0)))
        .where(Enrolment.assignment_id.in_(ids), Enrolment.state != "withdrawn")
        .group_by(Enrolment.assignment_id, Enrolment.state)
    )
    numbers: dict[str, dict[str, int]] = {}
    for assignment_id, state, count, overdue in session.execute(query):
        mine = numbers.setdefault(assignment_id, dict(_NONE))
        mine[state] = count
        mine["overdue"] += int(overdue)
    return numbers


def _people(
    session: Session, house: House, assignment_id: str, state: str, page: int, now: datetime
) -> list[Concerned]:
    query = (
        sa.select(Enrolment, Person)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.assignment_id == assignment_id, Enrolment.state == state)
        .order_by(Enrolment.due_at, Person.name_key, Person.id)
    )
    rows = session.execute(query.limit(PAGE).offset((page - 1) * PAGE))
    return [Concerned(**_concerned(house, row, person, now)) for row, person in rows]


def _concerned(house: House, row: Enrolment, person: Person, now: datetime) -> dict[str, Any]:
    stands = standing(row.state, row.opened_at is not None, row.due_on, now, house.zone_of(person.timezone))
    return {
        "id": person.id,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "department": person.department,
        "enrolment": row.id,
        "standing": stands,
        "completed_at": row.completed_at,
    }
