"""Who has signed a course and, first of all, who has not: one line a person, whatever the number of enrolments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.domain.house import House
from lms.domain.names import full_name
from lms.domain.refusal import Refusal
from lms.domain.somebody import Somebody
from lms.domain.standing import Standing, standing
from lms.services import audiences, short_paths
from lms.services.directory import PAGE, matches
from lms.services.tallies import CourseLine, course_lines, stands_of
from lms.store import reading
from lms.store.models import Edition, Enrolment, Person

BATCH = 1_000
_RUNGS = ("assigned_at", "notified_at", "opened_at", "displayed_at", "tested_at", "signed_at", "completed_at")


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show: one of STATES or "" for all; a department or "" for all; words of a name or address."""

    state: str = ""
    department: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Line(Somebody):
    """One person in one course, told by the enrolment that counts: what is open before what is done."""

    hr_id: str | None
    email: str
    department: str
    location: str
    manager: str
    enrolment: str
    standing: Standing
    rungs: Mapping[str, datetime | None]
    version: str  # of the edition that was signed; empty until then
    declined_at: datetime | None  # the signature was declined, and has not been given since
    paper_on: date | None = None  # the day on the paper, where it was signed by hand
    again: int | None = None  # minutes of a short path; None for a whole course

    @property
    def rung(self) -> str:
        """The highest rung of the evidence ladder: assigned, notified, opened, displayed, tested, signed, completed."""
        return next(name for name in reversed(_RUNGS) if self.rungs[name] is not None).removesuffix("_at")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of lines; `course.numbers` counts within the department only, not the search."""

    course: CourseLine
    lines: tuple[Line, ...]
    total: int
    page: int
    departments: tuple[tuple[str, int], ...]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def course(house: House, slug: str, filters: Filters, page: int, now: datetime) -> Page:
    """One page of a course's people, overdue first. Raises Refusal("not-found")."""
    with reading() as session:
        found = course_lines(session, now, slug, filters.department)
        if not found:
            raise Refusal("not-found")
        people = _people(slug, filters, now)
        total = session.execute(sa.select(sa.func.count()).select_from(people.subquery())).scalar_one()
        page = min(max(page, 1), max(1, -(-total // PAGE)))
        pressing = (people.selected_columns.rank, people.selected_columns.due_at, Person.name_key, Person.id)
        ids = list(session.scalars(people.order_by(*pressing).limit(PAGE).offset((page - 1) * PAGE)))
        lines = _lines(session, house, slug, ids, now)
        return Page(found[0], tuple(lines), total, page, tuple(audiences.departments(session)))


def every_line(house: House, slug: str, filters: Filters, now: datetime) -> Iterator[Line]:
    """All lines in the order of the names, in portions that each are a short transaction: for exports of any size."""
    after: tuple[str, str] | None = None
    while True:
        with reading() as session:
            people = _people(slug, filters, now).add_columns(Person.name_key).order_by(Person.name_key, Person.id)
            if after is not None:
                people = people.where(sa.tuple_(Person.name_key, Person.id) > _both(*after))
            rows = session.execute(people.limit(BATCH)).all()
            lines = _lines(session, house, slug, [row.id for row in rows], now)
        yield from lines
        if len(rows) < BATCH:
            return
        after = (rows[-1].name_key, rows[-1].id)


def _both(name_key: str, person_id: str) -> sa.ColumnElement[Any]:
    """A pair typed as its columns are: PostgreSQL compares no uuid with text."""
    return sa.tuple_(sa.literal(name_key), sa.literal(person_id, Person.id.type))


def _people(slug: str, filters: Filters, now: datetime) -> sa.Select[*tuple[Any, ...]]:
    """Ids of the people a filter selects, each with what it is sorted by."""
    stands = stands_of(now)
    is_open, late, done, waived = (stands[name] for name in ("open", "overdue", "done", "waived"))
    having = {
        "": sa.or_(is_open == 1, done == 1, waived == 1),
        "has_not": is_open == 1,
        "overdue": late == 1,
        "has": sa.and_(is_open == 0, done == 1),
        "declined": stands["declined"] == 1,
        "waived": sa.and_(is_open == 0, done == 0, waived == 1),
    }
    rank = sa.case(
        (late == 1, 0), (sa.and_(is_open == 1, stands["due_at"].is_not(None)), 1), (is_open == 1, 2), else_=3
    )
    query = (
        sa.select(Person.id, rank.label("rank"), stands["due_at"].label("due_at"))
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Person.active, Enrolment.course == slug)
        .group_by(Person.id, Person.name_key)
        .having(having.get(filters.state, having[""]))
    )
    query = query.where(Person.department == filters.department) if filters.department else query
    return query.where(matches(filters.query)) if filters.query.strip() else query


def _lines(session: Session, house: House, slug: str, ids: list[str], now: datetime) -> list[Line]:
    """The lines of these people in the order of `ids`."""
    boss = aliased(Person)
    query = (
        sa.select(Enrolment, Person, boss.given_name, boss.family_name, Edition.major, Edition.minor)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(boss, boss.id == Person.manager_id)
        .outerjoin(Edition, Edition.id == Enrolment.edition_id)
        .where(Enrolment.course == slug, Enrolment.person_id.in_(ids), Enrolment.state != "withdrawn")
    )
    counts: dict[str, sa.Row[*tuple[Any, ...]]] = {}
    for row in session.execute(query):
        best = counts.get(row.Person.id)
        if best is None or _weight(row.Enrolment) < _weight(best[0]):
            counts[row.Person.id] = row
    again = short_paths.minutes(session, [counts[one].Enrolment for one in ids])
    return [replace(_line(house, counts[one], now), again=again.get(counts[one].Enrolment.id)) for one in ids]


def _weight(row: Enrolment) -> tuple[Any, ...]:
    """Open before completed before waived; the earliest due, the latest done."""
    order = {"open": 0, "completed": 1, "waived": 2}[row.state]
    done = -row.completed_at.timestamp() if row.completed_at else 0
    return order, row.due_on or date.max, done, row.id


def _line(house: House, found: sa.Row[*tuple[Any, ...]], now: datetime) -> Line:
    row, person, given, family, major, minor = found
    stands = standing(row.state, row.opened_at is not None, row.due_on, now, house.zone_of(person.timezone))
    return Line(
        *(person.id, person.given_name, person.family_name),
        hr_id=person.hr_id,
        email=person.email,
        department=person.department,
        location=person.location,
        manager=full_name(given or "", family or ""),
        enrolment=row.id,
        standing=stands,
        rungs={name: getattr(row, name) for name in _RUNGS},
        version="" if major is None else f"{major}.{minor}",
        declined_at=row.declined_at if row.state == "open" else None,
        paper_on=row.paper_on,
    )
