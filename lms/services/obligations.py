"""Ending open enrolments and moving their due dates: what HR's verbs share, inside the caller's transaction."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.dates import end_of
from lms.domain.facts import Actor
from lms.domain.house import House
from lms.domain.kinds import DueMoved, Waived, Withdrawn
from lms.services.record import draft, seal
from lms.store.models import Enrolment, Person

CHUNK = 500  # ids in one statement: SQLite allows 32,766 variables, older builds 999

Where = sa.ColumnElement[bool]


def end(
    session: Session,
    which: Where,
    fact: Withdrawn | Waived,
    *,
    actor: Actor,
    now: datetime,
    pii: dict[str, str] | None = None,
) -> int:
    """Seals one fact for each open enrolment that `which` selects and ends their rows; returns how many."""
    rows = _open(session, which)
    seal(
        session,
        *(
            draft(fact, actor=actor, now=now, subject=row.person_id, course=row.course, enrolment=row.id, pii=pii)
            for row in rows
        ),
    )
    _update(session, [row.id for row in rows], {"state": fact.kind, "ended_at": now})
    return len(rows)


def move(session: Session, house: House, which: Where, due_on: date | None, *, actor: Actor, now: datetime) -> int:
    """Moves the due date of each open enrolment that `which` selects; returns how many had another one."""
    rows = [row for row in _open(session, which) if row.due_on != due_on]
    fact = DueMoved(due_on.isoformat() if due_on else None)
    seal(
        session,
        *(
            draft(fact, actor=actor, now=now, subject=row.person_id, course=row.course, enrolment=row.id)
            for row in rows
        ),
    )
    for zone in {row.timezone for row in rows}:
        ids = [row.id for row in rows if row.timezone == zone]
        _update(session, ids, {"due_on": due_on, "due_at": due_at(due_on, house.zone_of(zone))})
    return len(rows)


def follow_zone(session: Session, person_id: str, zone: ZoneInfo) -> None:
    """A person moved to another time zone: her open due dates stay, the instants at which they end move."""
    mine = sa.and_(Enrolment.person_id == person_id, Enrolment.state == "open", Enrolment.due_on.is_not(None))
    for day in session.scalars(sa.select(Enrolment.due_on).where(mine).distinct()).all():
        session.execute(sa.update(Enrolment).where(mine, Enrolment.due_on == day).values(due_at=due_at(day, zone)))


def due_at(day: date | None, zone: ZoneInfo) -> datetime | None:
    """The instant at which a due date has passed; None without one."""
    return end_of(day, zone) if day else None


def _open(session: Session, which: Where) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    query = (
        sa.select(Enrolment.id, Enrolment.person_id, Enrolment.course, Enrolment.due_on, Person.timezone)
        .join(Person, Person.id == Enrolment.person_id)
        .where(which, Enrolment.state == "open")
        .order_by(Person.name_key, Enrolment.id)
    )
    return session.execute(query).all()


def _update(session: Session, ids: Sequence[str], values: dict[str, Any]) -> None:
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        session.execute(
            sa.update(Enrolment)
            .where(Enrolment.id.in_(chunk))
            .values(values)
            .execution_options(synchronize_session=False)
        )
