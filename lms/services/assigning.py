"""Assigning a course: seeing who gets it and what it costs, doing it, moving its due date, taking it back, waiving."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.audience import Audience
from lms.domain.dates import today
from lms.domain.house import House
from lms.domain.ids import known
from lms.domain.kinds import Assigned, Waived, Withdrawn
from lms.domain.names import name_key
from lms.domain.refusal import Refusal
from lms.services import audiences, obligations, projection
from lms.services.audiences import Member
from lms.services.record import Draft, draft, person, seal
from lms.store import new_id, reading, writing
from lms.store import record as log
from lms.store.models import Assignment, Course, Edition, Enrolment, Mail

REASON_LIMIT = 500
_RUNGS = ("opened_at", "displayed_at", "tested_at", "walked_at", "signed_at")


@dataclass(frozen=True, slots=True)
class Preview:
    """What assigning would do, told before it is done; `seen` names exactly these people."""

    course: str
    titles: Mapping[str, str]
    number: str
    minutes: int
    people: tuple[Member, ...]
    seen: str

    @property
    def minutes_in_all(self) -> int:
        """Somebody who has it open already does it once for both."""
        return self.minutes * sum(not one.has_open for one in self.people)


def preview(house: House, course: str, audience: Audience, due_on: date | None, now: datetime) -> Preview:
    """Who would get the course and what it costs. Raises Refusal on a past date or when nobody would."""
    _not_past(due_on, now, house)
    with reading() as session:
        edition = _edition(session, course)
        members = audiences.members(session, audience, course, edition.id)
        if not members:
            raise Refusal("audience-empty")
        return Preview(course, edition.titles, edition.number, edition.minutes, tuple(members), fingerprint(members))


def assign(
    house: House,
    actor: str,
    course: str,
    audience: Audience,
    due_on: date | None,
    now: datetime,
    *,
    assignment_id: str | None = None,
    seen: str | None = None,
) -> str:
    """Gives everybody in the audience an enrolment, its fact and a mail; returns the assignment's id.

    `assignment_id` is made with the preview: the same form sent twice assigns once. `seen` is the preview's
    fingerprint: Refusal("audience-changed") when other people would get it now than were shown.
    """
    _not_past(due_on, now, house)
    assignment_id = _checked_id(assignment_id)
    with writing() as session:
        position = log.lock_head(session)
        if _exists(session, assignment_id, actor):
            return assignment_id
        edition = _edition(session, course)
        members = audiences.members(session, audience, course, edition.id)
        if not members:
            raise Refusal("audience-empty")
        if seen is not None and seen != fingerprint(members):
            raise Refusal("audience-changed")
        row = Assignment(id=assignment_id, course=course, audience=audience.data(), due_on=due_on)
        row.created_by, row.created_at = actor, now
        session.add(row)
        session.flush()
        _enrol(session, row, members, position, house)
        return assignment_id


def move_due(house: House, actor: str, assignment_id: str, due_on: date | None, version: int, now: datetime) -> int:
    """Moves the due date of what is still open in an assignment; returns how many people it concerns."""
    _not_past(due_on, now, house)
    with writing() as session:
        log.lock_head(session)
        row = _assignment(session, assignment_id)
        if row.version != version:
            raise Refusal("changed-meanwhile")
        row.due_on = due_on
        session.flush()
        mine = Enrolment.assignment_id == assignment_id
        return obligations.move(session, house, mine, due_on, actor=person(actor), now=now)


def withdraw(actor: str, assignment_id: str, now: datetime) -> int:
    """Takes an assignment back: what is open ends, what was done stays. Twice is once."""
    with writing() as session:
        log.lock_head(session)
        row = _assignment(session, assignment_id, withdrawn_too=True)
        if row.withdrawn_at is not None:
            return 0
        row.withdrawn_at = now
        session.flush()
        return obligations.end(
            session, Enrolment.assignment_id == assignment_id, Withdrawn(), actor=person(actor), now=now
        )


def waive(actor: str, enrolment_id: str, reason: str, now: datetime) -> None:
    """Frees one person from one enrolment; the reason is kept beside the fact, where it can be erased."""
    reason = " ".join(reason.split())
    if not name_key(reason):  # nothing but dots, blanks or letters that nobody can see
        raise Refusal("reason-missing")
    if len(reason) > REASON_LIMIT:
        raise Refusal("text-too-long", limit=REASON_LIMIT)
    with writing() as session:
        log.lock_head(session)
        row = session.get(Enrolment, known(enrolment_id))
        if row is None:
            raise Refusal("not-found")
        mine = Enrolment.id == row.id
        if not obligations.end(session, mine, Waived(), actor=person(actor), now=now, pii={"reason": reason}):
            raise Refusal("not-open")


def fingerprint(members: Iterable[Member]) -> str:
    """Stands for exactly these people, so that a confirmation can say whom it was shown."""
    return sha256("".join(sorted(member.id for member in members)).encode()).hexdigest()[:32]


def _checked_id(assignment_id: str | None) -> str:
    return known(assignment_id) if assignment_id else new_id()


def _exists(session: Session, assignment_id: str, actor: str) -> bool:
    made_by = session.execute(
        sa.select(Assignment.created_by).where(Assignment.id == assignment_id)
    ).scalar_one_or_none()
    if made_by not in (None, actor):
        raise Refusal("not-found")
    return made_by is not None


def _not_past(due_on: date | None, now: datetime, house: House) -> None:
    if due_on is not None and due_on < today(now, house.timezone):
        raise Refusal("due-past")


def _edition(session: Session, course: str) -> Edition:
    edition = session.scalars(
        sa.select(Edition).join(Course, Course.edition_id == Edition.id).where(Course.slug == course)
    ).one_or_none()
    if edition is None:
        raise Refusal("not-found")
    return edition


def _assignment(session: Session, assignment_id: str, withdrawn_too: bool = False) -> Assignment:
    row = session.get(Assignment, known(assignment_id), with_for_update=True)
    if row is None:
        raise Refusal("not-found")
    if row.withdrawn_at is not None and not withdrawn_too:
        raise Refusal("not-open")
    return row


def _enrol(session: Session, assignment: Assignment, members: list[Member], position: int, house: House) -> None:
    """One enrolment, one fact and one mail for each member, in three statements whatever their number."""
    begun = _begun(session, assignment.course, members)
    drafts: list[Draft] = []
    rows: list[dict[str, Any]] = []
    for offset, member in enumerate(members):
        row = _row(assignment, member, position + offset, begun.get(member.id), house)
        due = assignment.due_on.isoformat() if assignment.due_on else None
        fact = Assigned(cycle=1, cycle_start=row["cycle_start"], assignment=assignment.id, due=due)
        drafts.append(
            draft(
                fact,
                actor=person(assignment.created_by),
                now=assignment.created_at,
                subject=member.id,
                course=assignment.course,
                enrolment=row["id"],
            )
        )
        rows.append(row)
    seal(session, *drafts)
    session.execute(sa.insert(Enrolment), rows)
    session.execute(sa.insert(Mail), [_mail(assignment, row) for row in rows])
    for member in members:
        if begun.get(member.id, {}).get("path") is not None:  # her short path reached rungs that the whole has not
            projection.refresh(session, member.id, assignment.course)


def _row(
    assignment: Assignment, member: Member, position: int, begun: Mapping[str, Any] | None, house: House
) -> dict[str, Any]:
    """The enrolment exactly as the fold gives it: it starts with what counts since `cycle_start` already."""
    started = {"cycle_start": position} | dict.fromkeys(_RUNGS)
    started |= {name: value for name, value in (begun or {}).items() if name != "path"}
    return {
        "id": new_id(),
        "person_id": member.id,
        "course": assignment.course,
        "assignment_id": assignment.id,
        "cycle": 1,
        "state": "open",
        "due_on": assignment.due_on,
        "due_at": obligations.due_at(assignment.due_on, house.zone_of(member.timezone)),
        "assigned_at": assignment.created_at,
        "extra_attempts": {},
        **started,
    }


def _begun(session: Session, course: str, members: list[Member]) -> dict[str, dict[str, Any]]:
    """For those who have it open already: where their oldest open enrolment starts, and the rungs reached since.

    The new one starts there too, so that one act closes both.
    """
    if not any(member.has_open for member in members):
        return {}
    query = (
        sa.select(Enrolment.person_id, *(getattr(Enrolment, name) for name in ("cycle_start", "path", *_RUNGS)))
        .where(Enrolment.course == course, Enrolment.state == "open")
        .order_by(Enrolment.cycle_start.desc())
    )
    names = ("cycle_start", "path", *_RUNGS)
    return {row.person_id: dict(zip(names, row[1:], strict=True)) for row in session.execute(query)}


def _mail(assignment: Assignment, row: Mapping[str, Any]) -> dict[str, Any]:
    due = assignment.due_on.isoformat() if assignment.due_on else None
    return {
        "id": new_id(),
        "dedupe_key": f"assigned/{row['id']}",
        "person_id": row["person_id"],
        "kind": "assigned",
        "values": {"enrolment": row["id"], "course": assignment.course, "due": due},
        "created_at": assignment.created_at,
        "due_at": assignment.created_at,
        "tries": 0,
    }
