"""Giving courses to people in a test, and comparing every enrolment row with what its facts fold to."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from lms.domain.audience import People
from lms.domain.dates import end_of
from lms.domain.house import House
from lms.services import assigning, projection
from lms.store import reading
from lms.store import record as log
from lms.store.models import Enrolment, Person
from tests.cast import NOW, Cast

HOUSE = House("Ostrelle", "http://localhost", ZoneInfo("Europe/Paris"))
DUE = date(2026, 12, 14)


def assign_to(cast: Cast, course: str, *people: str, due: date | None = DUE, now: datetime = NOW) -> str:
    """Hana assigns the course to these people; the assignment's id."""
    return assigning.assign(HOUSE, cast.hana.id, course, People(ids=people), due, now)


def enrolment_of(person_id: str, number: int = 0) -> Enrolment:
    """The person's enrolments in the order in which they were assigned."""
    with reading() as session:
        query = sa.select(Enrolment).where(Enrolment.person_id == person_id)
        rows = session.scalars(query.order_by(Enrolment.assigned_at, Enrolment.id)).all()
        session.expunge_all()
        return rows[number]


def differences() -> list[str]:
    """Every column of every enrolment that is not what the facts say; empty when all is well."""
    found = []
    with reading() as session:
        for row, zone in session.execute(sa.select(Enrolment, Person.timezone).join(Person)).all():
            state = projection.state_of(session, row, log.entries_of(session, row.person_id, row.course))
            expected = projection.columns(state)
            expected["due_at"] = end_of(state.due, HOUSE.zone_of(zone)) if state.due else None
            found += [
                f"{name}: {getattr(row, name)!r}, not {value!r}"
                for name, value in expected.items()
                if getattr(row, name) != value
            ]
    return found
