"""After a material edition: who must do what again, counted beforehand and opened in the transaction that publishes.

Nothing is reset. The finished enrolment stays; the next cycle is a new one, whose path is only what changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain import change
from lms.domain.course import model
from lms.domain.course.compare import compare
from lms.domain.course.render import plain, view
from lms.domain.dates import today
from lms.domain.facts import Actor
from lms.domain.house import House
from lms.domain.kinds import Assigned, PathWidened
from lms.domain.plan import Plan, minutes_of, plan_of
from lms.services import obligations
from lms.services.record import draft, seal
from lms.store import library, new_id
from lms.store import record as log
from lms.store.library import Published
from lms.store.models import Assignment, Edition, Enrolment, Mail, Person

DAYS = 30  # to do it again, unless the approver gives a date
CHUNK = 500

Path = tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Group:
    """People who signed the same version and are asked the same."""

    signed: str  # the number of that version
    people: int
    path: Path  # None: the whole course
    minutes: int  # for each of them


@dataclass(frozen=True, slots=True)
class Impact:
    """What an edition would mean for people."""

    signed: int = 0  # active people who have signed any version
    reading: int = 0  # active people who have it open: they go on with the new text
    groups: tuple[Group, ...] = ()  # who is asked again

    @property
    def asked(self) -> int:
        return sum(group.people for group in self.groups)

    @property
    def stay(self) -> int:
        """How many are asked nothing, because their signature is enough."""
        return self.signed - self.asked

    @property
    def minutes_in_all(self) -> int:
        return sum(group.people * group.minutes for group in self.groups)


@dataclass(frozen=True, slots=True)
class _Again:
    """Somebody who fulfilled an assignment with an earlier edition and is still obliged by it."""

    person: str
    assignment: str
    cycle: int  # the next one
    timezone: str | None


@dataclass(slots=True)
class _Standing:
    """Where a person stands in a course over all her enrolments."""

    timezone: str | None
    signed: str | None = None  # the newest edition she signed
    open_paths: dict[str, Path] = field(default_factory=dict)  # open enrolment → its path
    assignments: dict[str, tuple[int, str]] = field(default_factory=dict)  # → last cycle, last state that counts


def impact(session: Session, course: model.Course, kind: model.ChangeKind) -> Impact:
    """How many signatures stay and how many people would be asked what."""
    everyone = _standings(session, course.id)
    reading = sum(bool(one.open_paths) for one in everyone.values())
    signed = [one for one in everyone.values() if one.signed]
    if kind != model.ChangeKind.MATERIAL:
        return Impact(len(signed), reading)
    paths = _paths(session, course, {one.signed for one in signed if one.signed})
    people: dict[str, set[str]] = {}
    for again, edition in _again(everyone):
        people.setdefault(edition, set()).add(again.person)
    plan, groups = plan_of("", course), []
    for edition, persons in people.items():
        number = library.published(session, edition).number
        groups.append(Group(number, len(persons), paths[edition], minutes_of(plan.only(paths[edition]))))
    return Impact(len(signed), reading, tuple(sorted(groups, key=lambda group: (-group.people, group.signed))))


def reopen(
    session: Session, house: House, edition: Published, actor: Actor, due_on: date | None, now: datetime
) -> int:
    """Opens the next cycle for everybody who must do a part again; returns for how many people.

    Needs the record's lock. One fact and one row for each assignment, one mail for each person, in a handful of
    statements whatever their number.
    """
    everyone = _standings(session, edition.slug)
    signed = {one.signed for one in everyone.values() if one.signed}
    paths = _paths(session, edition.course, signed)
    _widen(session, edition, everyone, paths, actor, now)
    asked = [(again, paths[signed]) for again, signed in _again(everyone)]
    rows = _rows(session, house, edition, asked, due_on, now)
    if not rows:
        return 0
    facts = [
        draft(
            Assigned(row["cycle"], row["cycle_start"], row["assignment_id"], row["due_on"].isoformat(), _listed(row)),
            actor=actor,
            now=now,
            subject=row["person_id"],
            course=edition.slug,
            edition=edition.id,
            enrolment=row["id"],
        )
        for row in rows
    ]
    seal(session, *facts)
    session.execute(sa.insert(Enrolment), rows)
    mails = _mails(edition, rows, now)
    session.execute(sa.insert(Mail), mails)
    return len(mails)


def _standings(session: Session, slug: str) -> dict[str, _Standing]:
    """Every active person with an enrolment of the course, in one query and plain rows."""
    query = (
        sa.select(
            *(Enrolment.person_id, Enrolment.id, Enrolment.assignment_id, Enrolment.cycle, Enrolment.state),
            *(Enrolment.edition_id, Enrolment.path, Person.timezone, Assignment.withdrawn_at),
        )
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Assignment, Assignment.id == Enrolment.assignment_id)
        .where(Enrolment.course == slug, Person.active)
        .order_by(Enrolment.person_id, Enrolment.cycle, Enrolment.assigned_at)
    )
    versions = _versions(session, slug)
    found: dict[str, _Standing] = {}
    for row in session.execute(query):
        one = found.setdefault(row.person_id, _Standing(row.timezone))
        if row.state == "open":
            one.open_paths[row.id] = None if row.path is None else tuple(row.path)
        if row.edition_id and (one.signed is None or versions[row.edition_id] > versions[one.signed]):
            one.signed = row.edition_id
        if row.assignment_id and row.withdrawn_at is None:
            before = one.assignments.get(row.assignment_id, (0, ""))
            # A cycle that ended because its edition was withdrawn says nothing about the obligation itself.
            one.assignments[row.assignment_id] = (row.cycle, before[1] if row.state == "withdrawn" else row.state)
    return found


def _versions(session: Session, slug: str) -> dict[str, tuple[int, int]]:
    query = sa.select(Edition.id, Edition.major, Edition.minor).where(Edition.course == slug)
    return {row.id: (row.major, row.minor) for row in session.execute(query)}


def _again(everyone: Mapping[str, _Standing]) -> list[tuple[_Again, str]]:
    """Each obligation to open again, with the edition that was signed. Who has the course open goes on with that."""
    return [
        (_Again(person, assignment, cycle + 1, one.timezone), one.signed)
        for person, one in everyone.items()
        if one.signed and not one.open_paths
        for assignment, (cycle, state) in one.assignments.items()
        if state == "completed"
    ]


def _paths(session: Session, course: model.Course, signed: set[str]) -> dict[str, Path]:
    """Signed edition → what differs since then and must be done again."""
    found: dict[str, Path] = {}
    for id in signed:
        before = library.published(session, id).course
        found[id] = change.path(compare(before, course), course, before.version)
    return found


def _rows(
    session: Session,
    house: House,
    edition: Published,
    asked: Sequence[tuple[_Again, Path]],
    due_on: date | None,
    now: datetime,
) -> list[dict[str, Any]]:
    """Enrolments exactly as the fold gives them. All of one person start together: one act closes them all."""
    position = log.lock_head(session)
    starts: dict[str, int] = {}
    rows = []
    for offset, (again, path) in enumerate(asked):
        zone = house.zone_of(again.timezone)
        day = due_on or today(now, zone) + timedelta(days=DAYS)
        rows.append(
            {
                "id": new_id(),
                "person_id": again.person,
                "course": edition.slug,
                "assignment_id": again.assignment,
                "cycle": again.cycle,
                "cycle_start": starts.setdefault(again.person, position + offset),
                "state": "open",
                "due_on": day,
                "due_at": obligations.due_at(day, zone),
                "assigned_at": now,
                "extra_attempts": {},
                "path": None if path is None else list(path),
                "reopened_for": edition.id,
            }
        )
    return rows


def _listed(row: Mapping[str, Any]) -> Path:
    return None if row["path"] is None else tuple(row["path"])


def _widen(
    session: Session,
    edition: Published,
    everyone: Mapping[str, _Standing],
    paths: Mapping[str, Path],
    actor: Actor,
    now: datetime,
) -> None:
    """Who is still busy with an earlier change does this one with it."""
    wider: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for person, one in everyone.items():
        more = paths.get(one.signed or "")
        for id, path in one.open_paths.items():
            whole = tuple(sorted(edition.plan.seconds)) if more is None else more
            if path is not None and not set(whole) <= set(path):
                wider.setdefault(tuple(sorted({*path, *whole})), []).append((person, id))
    for path, some in wider.items():
        about = {"actor": actor, "now": now, "course": edition.slug, "edition": edition.id}
        seal(session, *(draft(PathWidened(path), subject=person, enrolment=id, **about) for person, id in some))  # type: ignore[arg-type]
        ids = [id for _, id in some]
        for start in range(0, len(ids), CHUNK):
            chunk = Enrolment.id.in_(ids[start : start + CHUNK])
            update = sa.update(Enrolment).where(chunk).values(path=list(path))
            session.execute(update.execution_options(synchronize_session=False))


def _mails(edition: Published, rows: Sequence[Mapping[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """One for each person, saying what changed; it ends the rung *assigned* of the first of her enrolments."""
    notes, minutes = what_changed(edition), _minutes(edition.plan, rows)
    firsts = {row["person_id"]: row for row in reversed(rows)}
    return [
        {
            "id": new_id(),
            "dedupe_key": f"changed/{row['id']}",
            "person_id": person,
            "kind": "changed",
            "values": {
                "enrolment": row["id"],
                "course": edition.slug,
                "due": row["due_on"].isoformat(),
                "minutes": minutes[_listed(row)],
                "notes": notes,
            },
            "created_at": now,
            "due_at": now,
            "tries": 0,
        }
        for person, row in firsts.items()
    ]


def _minutes(plan: Plan, rows: Sequence[Mapping[str, Any]]) -> dict[Path, int]:
    return {path: minutes_of(plan.only(path)) for path in {_listed(row) for row in rows}}


def what_changed(edition: Published) -> dict[str, str]:
    """Language → the author's note on this version."""
    course = edition.course
    change = next((change for change in course.changes if change.version == course.version), None)
    return {lang: plain(change.note, view(course, lang)) for lang in course.langs} if change else {}
