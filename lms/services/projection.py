"""Keeping enrolment rows equal to what their facts fold to, inside the transaction that appended the facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.enrolment import State, fold
from lms.domain.facts import Entry
from lms.store import library
from lms.store import record as log
from lms.store.library import Published
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


@dataclass(frozen=True, slots=True)
class Folded:
    """Which rows of a person and a course were open, in the order they were assigned, and what each folded to."""

    rows: Sequence[Enrolment]
    states: Sequence[State]
    entries: list[Entry]
    measured_by: Published


def refresh(session: Session, person_id: str, slug: str, since: Folded | None = None) -> Folded:
    """Folds a person's facts of a course anew and writes what changed to the rows that were open.

    `since` is what an earlier call in the same transaction gave: only the facts sealed after it are read.
    """
    if since is None:
        rows = session.scalars(_OPEN, {"person": person_id, "slug": slug}).all()
        since = Folded(rows, (), [], _current(session, slug))
    if not since.rows:
        return since
    read = since.entries[-1].seq if since.entries else -1
    entries = since.entries + log.entries_of(session, person_id, slug, after=read)
    states = [_state(session, row, entries, since.measured_by) for row in since.rows]
    for row, state in zip(since.rows, states, strict=True):
        for column, value in columns(state).items():
            if getattr(row, column) != value:
                setattr(row, column, value)
    session.flush()
    return Folded(since.rows, states, entries, since.measured_by)


def measured(session: Session, person_id: str, slug: str, edition: Published) -> Folded:
    """The same, measured by an edition that need not be the current one: for an act that names its edition."""
    rows = session.scalars(_OPEN, {"person": person_id, "slug": slug}).all()
    return refresh(session, person_id, slug, Folded(rows, (), [], edition))


def state_of(session: Session, row: Enrolment, entries: list[Entry]) -> State:
    """What the facts say about one enrolment, measured by the edition that is current now."""
    return _state(session, row, entries, _current(session, row.course))


def _state(session: Session, row: Enrolment, entries: list[Entry], measured_by: Published) -> State:
    return fold(row.id, entries, lambda edition: library.plan(session, edition), measured_by.plan)


def _current(session: Session, slug: str) -> Published:
    edition = library.current(session, slug)
    if edition is None:
        raise LookupError(f"course {slug} has no edition")
    return edition


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
        "walked_at": state.walked_at,
        "signed_at": state.signed_at,
        "declined_at": state.declined_at,
        "paper_on": state.paper_on,
        "completed_at": state.completed_at,
        "ended_at": state.ended_at,
        "edition_id": state.edition,
        "score_got": got,
        "score_of": of,
        "extra_attempts": dict(state.extra_attempts),
        "path": None if state.path is None else list(state.path),
        "reopened_for": state.reopened_for,
    }
