"""What people have to do, have done and hold, as HR and managers see it: no score, no answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.house import House
from lms.domain.standing import Standing, standing
from lms.services import short_paths
from lms.services.certificates import superseded
from lms.store.models import Certificate, Course, Edition, Enrolment, Person


@dataclass(frozen=True, slots=True)
class Duty:
    """One enrolment of a person."""

    id: str
    course: str
    titles: Mapping[str, str]
    minutes: int
    standing: Standing
    assignment: str | None
    assigned_at: datetime
    notified_at: datetime | None
    opened_at: datetime | None
    completed_at: datetime | None
    paper_on: date | None = None  # the day on the paper, where it was signed by hand
    declined_at: datetime | None = None
    again: int | None = None  # minutes of a short path; None for a whole course


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate somebody holds."""

    code: str
    course: str
    titles: Mapping[str, str]
    issued_at: datetime
    expires_on: date | None


def duties_of(session: Session, house: House, people: list[str], now: datetime) -> dict[str, list[Duty]]:
    """What these people have to do and have done, what presses most first, withdrawn left out."""
    query = (
        sa.select(Enrolment, Edition.titles, Edition.minutes, Person.timezone)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Course, Course.slug == Enrolment.course)
        .join(Edition, Edition.id == Course.edition_id)
        .where(Enrolment.person_id.in_(people), Enrolment.state != "withdrawn")
        .order_by(Enrolment.assigned_at, Enrolment.id)
    )
    duties: dict[str, list[Duty]] = {}
    rows = session.execute(query).all()
    again = short_paths.minutes(session, [row.Enrolment for row in rows])
    for row, titles, minutes, zone in rows:
        duty = replace(_duty(row, titles, minutes, house.zone_of(zone), now), again=again.get(row.id))
        duties.setdefault(row.person_id, []).append(duty)
    for mine in duties.values():
        mine.sort(key=lambda duty: (duty.standing.word in ("completed", "waived"), duty.standing.due_on or date.max))
    return duties


def certificates_of(session: Session, person_id: str) -> tuple[Held, ...]:
    """The certificates somebody holds, the newest first; without those revoked or issued anew."""
    query = (
        sa.select(Certificate.code, Certificate.course, Edition.titles, Certificate.issued_at, Certificate.expires_on)
        .join(Edition, Edition.id == Certificate.edition_id)
        .where(Certificate.person_id == person_id, Certificate.revoked_at.is_(None), ~superseded())
        .order_by(Certificate.issued_at.desc())
    )
    return tuple(Held(*row) for row in session.execute(query))


def _duty(row: Enrolment, titles: Mapping[str, str], minutes: int, zone: ZoneInfo, now: datetime) -> Duty:
    stands = standing(row.state, row.opened_at is not None, row.due_on, now, zone)
    moments = (row.assigned_at, row.notified_at, row.opened_at, row.completed_at)
    return Duty(row.id, row.course, titles, minutes, stands, row.assignment_id, *moments, row.paper_on, row.declined_at)
