"""What HR sees first: the figures of today, who is overdue, each course, and the next deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.dates import today
from lms.domain.house import House
from lms.domain.somebody import Somebody
from lms.domain.standing import Standing, standing
from lms.services.tallies import CourseLine, course_lines
from lms.store import reading
from lms.store.models import Course, Edition, Enrolment, Person

SHOWN = 8
DEADLINES = 4


@dataclass(frozen=True, slots=True)
class Late(Somebody):
    """Somebody overdue with a course."""

    department: str
    course: str
    titles: Mapping[str, str]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day on which a course is due, and for how many people."""

    day: date
    course: str
    titles: Mapping[str, str]
    people: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on HR's first page."""

    people: int
    open: int
    overdue: int
    signed_this_month: int
    declined: int
    late: tuple[Late, ...]
    courses: tuple[CourseLine, ...]
    deadlines: tuple[Deadline, ...]


def overview(house: House, now: datetime) -> Overview:
    """One snapshot of all of it."""
    with reading() as session:
        return Overview(
            **_figures(session, house, now),
            late=tuple(_late(session, house, now)),
            courses=tuple(course_lines(session, now)),
            deadlines=tuple(_deadlines(session, house, now)),
        )


def _figures(session: Session, house: House, now: datetime) -> dict[str, int]:
    month = datetime.combine(today(now, house.timezone).replace(day=1), time(), house.timezone)
    open_ones = sa.and_(Enrolment.state == "open", Enrolment.person_id == Person.id, Person.active)
    people = sa.func.count(sa.distinct(Enrolment.person_id))
    figures = {
        "people": sa.select(sa.func.count()).select_from(Person).where(Person.active),
        "open": sa.select(sa.func.count(Enrolment.id)).where(open_ones),
        "overdue": sa.select(people).where(open_ones, Enrolment.due_at <= now),
        "declined": sa.select(people).where(open_ones, Enrolment.declined_at.is_not(None)),
        "signed_this_month": sa.select(sa.func.count(Enrolment.id)).where(Enrolment.completed_at >= month),
    }
    row = session.execute(sa.select(*(query.scalar_subquery() for query in figures.values()))).one()
    return dict(zip(figures, row, strict=True))


def _late(session: Session, house: House, now: datetime) -> list[Late]:
    query = (
        sa.select(Person, Edition.course, Edition.titles, sa.func.min(Enrolment.due_on).label("due_on"))
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(Course, Course.slug == Enrolment.course)
        .join(Edition, Edition.id == Course.edition_id)
        .where(Person.active, Enrolment.state == "open", Enrolment.due_at <= now)
        .group_by(Person.id, Edition.id)
    )
    rows = session.execute(query.order_by("due_on", Person.name_key, Edition.course).limit(SHOWN))
    return [
        Late(
            *(person.id, person.given_name, person.family_name),
            department=person.department,
            course=course,
            titles=titles,
            standing=standing("open", True, due_on, now, house.zone_of(person.timezone)),
        )
        for person, course, titles, due_on in rows
    ]


def _deadlines(session: Session, house: House, now: datetime) -> list[Deadline]:
    query = (
        sa.select(Enrolment.due_on, Edition.course, Edition.titles, sa.func.count(sa.distinct(Person.id)))
        .join(Person, Person.id == Enrolment.person_id)
        .join(Course, Course.slug == Enrolment.course)
        .join(Edition, Edition.id == Course.edition_id)
        .where(Person.active, Enrolment.state == "open", Enrolment.due_on >= today(now, house.timezone))
        .group_by(Enrolment.due_on, Edition.id)
        .order_by(Enrolment.due_on, Edition.course)
        .limit(DEADLINES)
    )
    return [Deadline(*row) for row in session.execute(query)]
