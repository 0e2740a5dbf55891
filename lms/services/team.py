"""A manager's people at every level below, and nobody else: the scope is inside every query."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.house import House
from lms.domain.ids import known
from lms.domain.refusal import Refusal
from lms.domain.somebody import Somebody
from lms.domain.standing import SOON_DAYS
from lms.services.directory import PAGE, matches
from lms.services.duties import Duty, Held, certificates_of, duties_of
from lms.services.organisation import below
from lms.store import reading
from lms.store.models import Course, Edition, Enrolment, Person

STATES = ("", "overdue", "soon", "done")
BATCH = 500
FINISHED = ("completed", "waived")


@dataclass(frozen=True, slots=True)
class Column:
    """One course of the table."""

    slug: str
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row(Somebody):
    """One person of the team; `cells` holds the duty that counts for each course."""

    email: str
    job_title: str
    department: str
    location: str
    group: int  # 0 overdue, 1 due this week, 2 on track
    cells: Mapping[str, Duty]

    @property
    def done(self) -> int:
        return sum(duty.standing.word == "completed" for duty in self.cells.values())

    @property
    def total(self) -> int:
        return sum(duty.standing.word != "waived" for duty in self.cells.values())


@dataclass(frozen=True, slots=True)
class Figures:
    """The strip over the table."""

    people: int
    overdue: int
    soon: int
    done: int  # people with nothing open
    signed: int  # courses signed …
    duties: int  # … of so many
    minutes: int  # of everything still open


@dataclass(frozen=True, slots=True)
class Team:
    """One page of the table."""

    figures: Figures
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class TeamMember(Somebody):
    """One person's page for a manager above them."""

    email: str
    job_title: str
    department: str
    location: str
    duties: tuple[Duty, ...]
    certificates: tuple[Held, ...]


def team(house: House, manager: str, query: str, state: str, page: int, now: datetime) -> Team:
    """One page of everybody below this person, overdue first."""
    with reading() as session:
        people = _filtered(_scope(manager, now), query, state)
        total = session.execute(sa.select(sa.func.count()).select_from(people.subquery())).scalar_one()
        page = min(max(page, 1), max(1, -(-total // PAGE)))
        found = session.execute(people.limit(PAGE).offset((page - 1) * PAGE)).all()
        rows = _rows(session, house, found, now)
        figures = _figures(session, manager, now)
        return Team(figures, _columns(rows), tuple(rows), total, page)


def every_row(house: House, manager: str, now: datetime) -> Iterator[Row]:
    """Everybody below this person for an export; who they are is settled first, then each portion is read by itself."""
    with reading() as session:
        scope = _scope(manager, now)
        ids = scope.with_only_columns(Person.id, scope.selected_columns["group"], maintain_column_froms=True)
        everybody = session.execute(ids).all()
    for start in range(0, len(everybody), BATCH):
        groups = {person_id: group for person_id, group in everybody[start : start + BATCH]}
        with reading() as session:
            people = {row.id: row for row in session.scalars(sa.select(Person).where(Person.id.in_(groups)))}
            duties = duties_of(session, house, list(groups), now)
            rows = [_row(people[one], group, duties.get(one, [])) for one, group in groups.items()]
        yield from rows


def member(house: House, manager: str, person_id: str, now: datetime) -> TeamMember:
    """One person below this manager. Anybody else is Refusal("not-found"), exactly like nobody."""
    with reading() as session:
        tree = below(manager)
        query = (
            sa.select(Person)
            .join(tree, tree.c.id == Person.id)
            .where(Person.id == known(person_id), Person.id != manager, Person.active)
        )
        row = session.scalars(query).one_or_none()
        if row is None:
            raise Refusal("not-found")
        duties = duties_of(session, house, [row.id], now).get(row.id, [])
        return TeamMember(
            *(row.id, row.given_name, row.family_name, row.email, row.job_title, row.department, row.location),
            duties=tuple(duties),
            certificates=certificates_of(session, row.id),
        )


def _scope(manager: str, now: datetime) -> sa.Select[*tuple[Any, ...]]:
    """The people below, each with the earliest date they owe something and the group it puts them in."""
    tree = below(manager)
    is_open = sa.and_(Enrolment.person_id == Person.id, Enrolment.state == "open")
    due = sa.func.min(Enrolment.due_at)
    soon = now + timedelta(days=SOON_DAYS + 1)
    group = sa.case((due <= now, 0), (due <= soon, 1), else_=2)
    return (
        sa.select(
            Person,
            due.label("due_at"),
            group.label("group"),
            sa.func.count(Enrolment.id).label("open"),
        )
        .join(tree, tree.c.id == Person.id)
        .outerjoin(Enrolment, is_open)
        .where(Person.active, Person.id != manager)
        .group_by(Person.id)
        .order_by(sa.text('"group"'), sa.case((due.is_(None), 1), else_=0), due, Person.name_key, Person.id)
    )


def _filtered(people: sa.Select[*tuple[Any, ...]], query: str, state: str) -> sa.Select[*tuple[Any, ...]]:
    counted = people.selected_columns
    if query.strip():
        people = people.where(matches(query))
    if state in ("overdue", "soon"):
        return people.having(_aggregate(counted["group"]) == STATES.index(state) - 1)
    if state == "done":
        return people.having(_aggregate(counted["open"]) == 0)
    return people


def _aggregate(column: Any) -> sa.ColumnElement[Any]:
    """The expression behind a label: PostgreSQL takes no label in HAVING."""
    expression: sa.ColumnElement[Any] = column.element
    return expression


def _rows(session: Session, house: House, found: Any, now: datetime) -> list[Row]:
    duties = duties_of(session, house, [row.Person.id for row in found], now)
    return [_row(row.Person, row.group, duties.get(row.Person.id, [])) for row in found]


def _row(person: Person, group: int, duties: list[Duty]) -> Row:
    cells: dict[str, Duty] = {}
    for duty in duties:  # what is open and presses most comes first, then the newest of what is done
        there = cells.get(duty.course)
        if there is None or (there.standing.word in FINISHED and duty.assigned_at > there.assigned_at):
            cells[duty.course] = duty
    return Row(
        *(person.id, person.given_name, person.family_name, person.email),
        job_title=person.job_title,
        department=person.department,
        location=person.location,
        group=group,
        cells=cells,
    )


def _columns(rows: list[Row]) -> tuple[Column, ...]:
    titles = {slug: duty.titles for row in rows for slug, duty in row.cells.items()}
    return tuple(Column(slug, titles[slug]) for slug in sorted(titles))


def _figures(session: Session, manager: str, now: datetime) -> Figures:
    each = _scope(manager, now).order_by(None).subquery().c
    people = [sa.func.count(), *map(_how_many, (each.group == 0, each.group == 1, each.open == 0))]
    pairs = _pairs(manager).subquery().c
    is_open, done = pairs.open == 1, sa.and_(pairs.open == 0, pairs.done == 1)
    minutes = sa.func.sum(sa.case((is_open, pairs.minutes), else_=0))
    courses = [_how_many(done), _how_many(sa.or_(is_open, done)), minutes]
    first, second = session.execute(sa.select(*people)).one(), session.execute(sa.select(*courses)).one()
    return Figures(*(int(number or 0) for number in (*first, *second)))


def _pairs(manager: str) -> sa.Select[*tuple[Any, ...]]:
    """Each person below with each course: whether something of it is open, whether something is done."""
    tree = below(manager)
    return (
        sa.select(
            sa.func.max(sa.case((Enrolment.state == "open", 1), else_=0)).label("open"),
            sa.func.max(sa.case((Enrolment.state == "completed", 1), else_=0)).label("done"),
            sa.func.max(Edition.minutes).label("minutes"),
        )
        .join(tree, tree.c.id == Enrolment.person_id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Course, Course.slug == Enrolment.course)
        .join(Edition, Edition.id == Course.edition_id)
        .where(Person.active, Person.id != manager)
        .group_by(Enrolment.person_id, Enrolment.course)
    )


def _how_many(when: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((when, 1), else_=0))
