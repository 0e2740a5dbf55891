"""Keeping enrolment rows equal to what their facts fold to, inside the transaction that appended the facts."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.enrolment import State, fold
from lms.domain.facts import Entry
from lms.store import library
from lms.store import record as log
from lms.store.models import Enrolment

_OPEN = (
    sa.select(Enrolment)
    .where(
        Enrolment.person_id == sa.bindparam("person", type_=Enrolment.person_id.type),
        Enrolment.course == sa.bindparam("slug", type_=Enrolment.course.type),
        Enrolment.state == "open",
    )
    .order_by(Enrolment.assigned_at, Enrolment.id)
)


def refresh(session: Session, person_id: str, slug: str) -> list[tuple[Enrolment, State]]:
    """Folds a person's facts of a course anew and writes what changed to the rows that were open.

    Returns those rows with their states, in the order they were assigned.
    """
    rows = session.scalars(_OPEN, {"person": person_id, "slug": slug}).all()
    if not rows:
        return []
    entries = log.entries_of(session, person_id, slug)
    folded = [(row, state_of(session, row, entries)) for row in rows]
    for row, state in folded:
        for column, value in columns(state).items():
            if getattr(row, column) != value:
                setattr(row, column, value)
    session.flush()
    return folded


def state_of(session: Session, row: Enrolment, entries: list[Entry]) -> State:
    """What the facts say about one enrolment, measured by the edition that is current now."""
    measured_by = library.current(session, row.course)
    if measured_by is None:
        raise LookupError(f"course {row.course} has no edition")
    return fold(row.id, entries, lambda edition: library.plan(session, edition), measured_by.plan)


def columns(state: State) -> dict[str, Any]:
    """The projection: column → value, as the row must hold it (`due_at` follows from the zone of the person)."""
    got, of = state.score or (None, None)
    return {
        "cycle": state.cycle,
        "cycle_start": state.cycle_start,
        "state": state.state,
        "due_on": state.due,
        "assigned_at": state.assigned_at,
        "notified_at": state.notified_at,
        "opened_at": state.opened_at,
        "displayed_at": state.displayed_at,
        "tested_at": state.tested_at,
        "signed_at": state.signed_at,
        "completed_at": state.completed_at,
        "ended_at": state.ended_at,
        "edition_id": state.edition,
        "score_got": got,
        "score_of": of,
        "extra_attempts": dict(state.extra_attempts),
    }
