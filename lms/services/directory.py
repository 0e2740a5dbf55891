"""The list of people: searching, filtering, one page at a time; and one person's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.domain.house import House
from lms.domain.ids import known
from lms.domain.names import email_key, name_key
from lms.domain.refusal import Refusal
from lms.domain.somebody import Somebody
from lms.domain.standing import SOON_DAYS, Standing
from lms.services import audiences
from lms.services.duties import Duty, duties_of
from lms.services.people import Details
from lms.store import reading
from lms.store.models import Enrolment, Password, Person, Role

PAGE = 25
QUERY_LIMIT = 200
STATES = ("", "overdue", "soon", "left")


@dataclass(frozen=True, slots=True)
class Listed(Somebody):
    """A line of the list."""

    email: str
    department: str
    location: str
    active: bool
    done: int = 0
    total: int = 0
    minutes: int = 0  # of what is open
    next: Standing | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of people; `numbers` counts everybody of each state, whatever the search."""

    people: tuple[Listed, ...]
    total: int
    page: int
    numbers: Mapping[str, int]
    departments: tuple[tuple[str, int], ...]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class Card(Somebody):
    """Everything on one person's page."""

    details: Details
    active: bool
    version: int
    roles: frozenset[str]
    has_password: bool
    manager: Somebody | None
    duties: tuple[Duty, ...]
    erased_at: datetime | None = None


def find(house: House, query: str, department: str, state: str, page: int, now: datetime) -> Page:
    """People whose name or address holds what was typed, accents and case aside, in the order of their names."""
    with reading() as session:
        which = _which(query[:QUERY_LIMIT], department, state, now)
        total = session.execute(sa.select(sa.func.count()).select_from(Person).where(which)).scalar_one()
        page = min(max(page, 1), max(1, -(-total // PAGE)))
        listed = sa.select(Person).where(which).order_by(Person.name_key, Person.id)
        people = session.scalars(listed.limit(PAGE).offset((page - 1) * PAGE)).all()
        duties = duties_of(session, house, [person.id for person in people], now)
        lines = tuple(_line(person, duties.get(person.id, [])) for person in people)
        return Page(lines, total, page, _numbers(session, now), tuple(audiences.departments(session)))


def card(house: House, person_id: str, now: datetime) -> Card:
    """One person with roles and enrolments. Raises Refusal("not-found")."""
    boss = aliased(Person)
    query = (
        sa.select(Person, boss, sa.exists().where(Password.person_id == Person.id))
        .outerjoin(boss, boss.id == Person.manager_id)
        .where(Person.id == known(person_id))
    )
    with reading() as session:
        found = session.execute(query).one_or_none()
        if found is None:
            raise Refusal("not-found")
        row, manager, has_password = found
        roles = frozenset(session.scalars(sa.select(Role.name).where(Role.person_id == row.id)))
        duties = duties_of(session, house, [row.id], now).get(row.id, [])
        return Card(
            *(row.id, row.given_name, row.family_name),
            details=_details(row, manager),
            active=row.active,
            version=row.version,
            roles=roles,
            has_password=has_password,
            manager=Somebody(manager.id, manager.given_name, manager.family_name) if manager else None,
            duties=tuple(duties),
            erased_at=row.erased_at,
        )


def managers() -> list[tuple[str, str]]:
    """Addresses and names of those somebody reports to, for the form to suggest; at most 200."""
    report = aliased(Person)
    query = sa.select(Person.email, Person.given_name, Person.family_name).where(
        Person.active, sa.exists().where(report.manager_id == Person.id)
    )
    with reading() as session:
        rows = session.execute(query.order_by(Person.name_key).limit(200))
        return [(email, f"{given} {family}") for email, given, family in rows]


def chosen(ids: list[str]) -> list[Somebody]:
    """The active ones among these people, in the order of their names."""
    with reading() as session:
        query = sa.select(Person.id, Person.given_name, Person.family_name).where(Person.active, Person.id.in_(ids))
        return [Somebody(*row) for row in session.execute(query.order_by(Person.name_key))]


def by_email(emails: list[str]) -> list[str]:
    """Ids of the active people with these addresses. Raises Refusal("people-unknown") that names the others."""
    keys = {email_key(email): email for email in emails}
    with reading() as session:
        query = sa.select(Person.email_key, Person.id).where(Person.active, Person.email_key.in_(keys))
        found = {key: person_id for key, person_id in session.execute(query)}
    unknown = [email for key, email in keys.items() if key not in found]
    if unknown:
        raise Refusal("people-unknown", emails=", ".join(unknown[:5]))
    return list(found.values())


def departments() -> list[tuple[str, int]]:
    """Each department that has active people, with their number."""
    with reading() as session:
        return audiences.departments(session)


def matches(query: str) -> sa.ColumnElement[bool]:
    """Every word in the name, or the whole in the address."""
    query = query.replace("\0", " ")  # PostgreSQL takes no NUL in a text
    words = name_key(query).split()
    named = sa.and_(*(Person.name_key.contains(word, autoescape=True) for word in words)) if words else sa.false()
    return sa.or_(named, Person.email_key.contains(email_key(query), autoescape=True))


def _which(query: str, department: str, state: str, now: datetime) -> sa.ColumnElement[bool]:
    which: list[sa.ColumnElement[bool]] = [Person.active.is_(state != "left"), Person.erased_at.is_(None)]
    if query.strip():
        which.append(matches(query))
    if department:
        which.append(Person.department == department.replace("\0", ""))
    if state == "overdue":
        which.append(_has_open(Enrolment.due_at <= now))
    if state == "soon":
        which.append(_has_open(Enrolment.due_at > now, Enrolment.due_at <= now + timedelta(days=SOON_DAYS + 1)))
    return sa.and_(*which)


def _has_open(*when: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(Enrolment.person_id == Person.id, Enrolment.state == "open", *when)


def _numbers(session: Session, now: datetime) -> dict[str, int]:
    counts = [
        sa.select(sa.func.count()).select_from(Person).where(_which("", "", state, now)).scalar_subquery()
        for state in STATES
    ]
    return dict(zip(STATES, session.execute(sa.select(*counts)).one(), strict=True))


def _line(person: Person, duties: list[Duty]) -> Listed:
    waiting = [duty for duty in duties if duty.standing.word not in ("completed", "waived")]
    return Listed(
        *(person.id, person.given_name, person.family_name),
        email=person.email,
        department=person.department,
        location=person.location,
        active=person.active,
        done=sum(duty.standing.word == "completed" for duty in duties),
        total=sum(duty.standing.word != "waived" for duty in duties),
        minutes=sum({duty.course: duty.minutes for duty in waiting}.values()),
        next=waiting[0].standing if waiting else None,
    )


def _details(row: Person, manager: Person | None) -> Details:
    return Details(
        email=row.email,
        given_name=row.given_name,
        family_name=row.family_name,
        department=row.department,
        location=row.location,
        job_title=row.job_title,
        manager_email=manager.email if manager else "",
        language=row.language,
        timezone=row.timezone,
    )
