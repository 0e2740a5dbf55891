"""Keeping enrolment rows equal to what their facts fold to, inside the transaction that appended the facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, attributes

from lms.domain.enrolment import State, fold
from lms.domain.facts import Entry, Fact, foreseen
from lms.store import library
from lms.store import record as log
from lms.store.library import Published
from lms.store.models import Enrolment

# Plain rows and updates: what objects and a flush cost is paid while everybody else waits for the record's head.
_enrolment = Enrolment.__table__
_OPEN = (
    sa.select(*_enrolment.c)
    .where(
        _enrolment.c.person_id == sa.bindparam("person", type_=_enrolment.c.person_id.type),
        _enrolment.c.course == sa.bindparam("slug", type_=_enrolment.c.course.type),
        _enrolment.c.state == "open",
    )
    .order_by(_enrolment.c.assigned_at, _enrolment.c.id)
)
_UPDATE = sa.update(Enrolment).where(_enrolment.c.id == sa.bindparam("row", type_=_enrolment.c.id.type))


@dataclass(frozen=True, slots=True)
class Folded:
    """Which rows of a person and a course were open, in the order they were assigned, and what each folded to."""

    rows: Sequence[dict[str, Any]]  # by column, as they stand in the database
    states: Sequence[State]
    entries: list[Entry]
    measured_by: Published


def refresh(session: Session, person_id: str, slug: str, since: Folded | None = None) -> Folded:
    """Folds a person's facts of a course anew and writes what changed to the rows that were open.

    `since` is what an earlier call in the same transaction gave: only the facts sealed after it are read.
    """
    if since is None:
        since = Folded(_open(session, person_id, slug), (), [], _current(session, slug))
    if not since.rows:
        return since
    read = since.entries[-1].seq if since.entries else -1
    return write(session, _on(session, since, log.entries_of(session, person_id, slug, after=read)))


def measured(session: Session, person_id: str, slug: str, edition: Published) -> Folded:
    """The same, measured by an edition that need not be the current one: for an act that names its edition."""
    return refresh(session, person_id, slug, Folded(_open(session, person_id, slug), (), [], edition))


def standing(session: Session, person_id: str, slug: str, edition: Published) -> Folded:
    """What the facts fold to so far; nothing is written yet."""
    rows = _open(session, person_id, slug)
    return _on(session, Folded(rows, (), [], edition), log.entries_of(session, person_id, slug))


def onward(session: Session, since: Folded, position: int, facts: Sequence[Fact]) -> Folded:
    """Folds on with facts of this person and course that stand, or will stand, from this position of the record on.

    Nothing is written: see `write`.
    """
    return _on(session, since, [foreseen(seq, fact) for seq, fact in enumerate(facts, position)])


def write(session: Session, folded: Folded) -> Folded:
    """Writes what differs to the rows as they were read; call it once for what they fold to in the end."""
    for row, state in zip(folded.rows, folded.states, strict=True):
        changed = {column: value for column, value in columns(state).items() if row[column] != value}
        if changed:
            session.connection().execute(_UPDATE, {"row": row["id"], **changed})
            row.update(changed)
            _tell(session, row["id"], changed)
    return folded


def _tell(session: Session, enrolment: str, changed: dict[str, Any]) -> None:
    """An object that the session holds of the same row learns what was written past it."""
    held = session.identity_map.get(Enrolment.__mapper__.identity_key_from_primary_key((enrolment,)))
    if held is not None:
        for column, value in changed.items():
            attributes.set_committed_value(held, column, value)


def _open(session: Session, person_id: str, slug: str) -> list[dict[str, Any]]:
    session.flush()  # the connection knows nothing of what is still pending in the session
    found = session.connection().execute(_OPEN, {"person": person_id, "slug": slug})
    return [dict(row) for row in found.mappings()]


def _on(session: Session, since: Folded, more: list[Entry]) -> Folded:
    entries = since.entries + more
    states = [_state(session, row["id"], entries, since.measured_by) for row in since.rows]
    return Folded(since.rows, states, entries, since.measured_by)


def state_of(session: Session, row: Enrolment, entries: list[Entry]) -> State:
    """What the facts say about one enrolment, measured by the edition that is current now."""
    return _state(session, row.id, entries, _current(session, row.course))


def _state(session: Session, enrolment: str, entries: list[Entry], measured_by: Published) -> State:
    return fold(enrolment, entries, lambda edition: library.plan(session, edition), measured_by.plan)


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
