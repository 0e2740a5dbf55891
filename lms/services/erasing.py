"""Erasing somebody: one person asks, another confirms, and what names them is gone while the record stays whole."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.domain import retention as rules
from lms.domain.dates import today
from lms.domain.facts import OPERATOR
from lms.domain.house import House
from lms.domain.ids import known
from lms.domain.kinds import ErasureAsked, ErasureRefused, PersonErased, Withdrawn
from lms.domain.names import email_key, full_name
from lms.domain.refusal import Refusal
from lms.services import erased_rows, obligations, organisation, retention
from lms.services.record import draft, person, seal
from lms.store import new_id, reading, writing
from lms.store import record as log
from lms.store.models import Certificate, Enrolment, Erasure, Person, RecordEntry, Role
from lms.store.tombstones import Tombstone

MAY_ERASE = ("hr", "admin")
SIGNATURES = ("signed", "declined", "paper signature recorded")


@dataclass(frozen=True, slots=True)
class Request:
    """One request as its page shows it."""

    id: str
    reason: str
    asked_by: str
    asked_by_id: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """What there is to decide about one person; `bar` says why it cannot be done, or None."""

    person_id: str
    name: str
    active: bool
    left_on: date | None
    bar: Refusal | None
    request: Request | None
    erased_at: datetime | None


def case(house: House, actor: str, person_id: str, now: datetime) -> Case:
    """For the page where it is asked and decided. Raises Refusal("not-found")."""
    with reading() as session:
        row = session.get(Person, known(person_id))
        if row is None:
            raise Refusal("not-found")
        left = None if row.active else today(_left_at(session, row), house.timezone)
        bar = None
        try:
            _require_possible(session, house, actor, row, now)
        except Refusal as refusal:
            bar = refusal
        name = full_name(row.given_name, row.family_name)
        return Case(row.id, name, row.active, left, bar, _request(session, row.id), row.erased_at)


def ask(house: House, actor: str, person_id: str, reason: str, now: datetime) -> str:
    """Asks for it; nothing is erased yet. Returns the id of the request.

    Raises Refusal: not-found, erased, not-yourself, forbidden, roles-beyond, erasure-active, erasure-reason,
    erasure-open, erasure-too-early, erasure-never.
    """
    if reason not in rules.ERASURE_REASONS:
        raise Refusal("erasure-reason")
    with writing() as session:
        log.lock_head(session)
        row = organisation.person(session, person_id)
        _require_possible(session, house, actor, row, now)
        return _file(session, row, actor, reason, now).id


def confirm(house: House, actor: str, erasure_id: str, now: datetime) -> str:
    """Erases; the worker then cleans the files. Returns the person's id. Raises Refusal as `ask`, and own-erasure."""
    with writing() as session:
        log.lock_head(session)
        request = _open(session, erasure_id)
        row = organisation.person(session, request.person_id)
        if request.asked_by == actor:
            raise Refusal("own-erasure")
        _require_possible(session, house, actor, row, now)
        _carry_out(session, request, actor, now)
        return row.id


def drop(actor: str, erasure_id: str, now: datetime) -> str:
    """Whoever asked thinks better of it, or somebody else says no. Returns the person's id."""
    with writing() as session:
        log.lock_head(session)
        request = _open(session, erasure_id)
        organisation.require_role(session, actor, *MAY_ERASE)
        request.state = "withdrawn" if request.asked_by == actor else "refused"
        request.decided_by, request.decided_at = actor, now
        session.flush()
        seal(session, draft(ErasureRefused(request.id), actor=person(actor), now=now, subject=request.person_id))
        return request.person_id


def erase(house: House, person_id: str, reason: str, *, by: str, approved_by: str, now: datetime) -> None:
    """Both steps at once, by the e-mail addresses of two people who may. Raises Refusal as they do, and not-erasing."""
    if reason not in rules.ERASURE_REASONS:
        raise Refusal("erasure-reason")
    with writing() as session:
        log.lock_head(session)
        asker, approver = _holder(session, by), _holder(session, approved_by)
        if asker == approver:
            raise Refusal("own-erasure")
        row = organisation.person(session, person_id)
        for actor in (asker, approver):
            _require_possible(session, house, actor, row, now)
        open_one = _open_of(session, row.id)
        request = open_one if open_one and open_one.asked_by == asker else _file(session, row, asker, reason, now)
        _carry_out(session, request, approver, now)


def replay(stones: Sequence[Tombstone], now: datetime) -> int:
    """Erases again who had been erased before an older backup was put back; returns how many. Safe to repeat."""
    newest = {stone.person: stone for stone in stones}
    with reading() as session:
        query = sa.select(Person.id).where(Person.id.in_(newest), Person.erased_at.is_(None))
        back = session.scalars(query).all() if newest else []
    for person_id in back:
        with writing() as session:
            log.lock_head(session)
            _again(session, newest[person_id], now)
    return len(back)


def _again(session: Session, stone: Tombstone, now: datetime) -> None:
    obligations.end(session, Enrolment.person_id == stone.person, Withdrawn(), actor=OPERATOR, now=now)
    erased_rows.erase(session, stone.person, now)
    two = (stone.asked_by, stone.confirmed_by)
    known_two = set(session.scalars(sa.select(Person.id).where(Person.id.in_(two)))) == set(two)
    if known_two:  # the request as it was decided then; the worker cleans the files for it
        values = {"asked_by": stone.asked_by, "decided_by": stone.confirmed_by, "decided_at": now, "state": "confirmed"}
        request = session.get(Erasure, stone.erasure) or Erasure(
            id=stone.erasure, person_id=stone.person, reason="asked", asked_at=now, asked_by=stone.asked_by
        )
        for name, value in values.items():
            setattr(request, name, value)
        session.add(request)
        session.flush()
    fact = PersonErased(stone.erasure, stone.asked_by, stone.confirmed_by)
    seal(session, draft(fact, actor=OPERATOR, now=now, subject=stone.person))


def whose(erasure_id: str) -> str:
    """Whom a request is about. Raises Refusal("not-found")."""
    with reading() as session:
        person_id = session.scalar(sa.select(Erasure.person_id).where(Erasure.id == known(erasure_id)))
    if person_id is None:
        raise Refusal("not-found")
    return person_id


def waiting() -> list[tuple[str, str, Request]]:
    """(person's id, name, request) of everything that waits for a second person, the oldest first."""
    asker = aliased(Person)
    query = sa.select(Erasure, Person, asker).join(Person, Person.id == Erasure.person_id)
    query = query.join(asker, asker.id == Erasure.asked_by).where(Erasure.state == "open").order_by(Erasure.asked_at)
    with reading() as session:
        return [
            (who.id, full_name(who.given_name, who.family_name), _told(row, by))
            for row, who, by in session.execute(query)
        ]


def _require_possible(session: Session, house: House, actor: str, row: Person, now: datetime) -> None:
    if row.erased_at is not None:
        raise Refusal("erased")
    if row.id == actor:
        raise Refusal("not-yourself")
    organisation.require_role(session, actor, *MAY_ERASE)
    organisation.require_reach(session, actor, row.id)
    if row.active:
        raise Refusal("erasure-active")
    left_on = today(_left_at(session, row), house.timezone)
    rules.require_over(left_on, today(now, house.timezone), _held(session, row.id), retention.changed(session))


def _held(session: Session, person_id: str) -> dict[str, bool]:
    """Whether there is anything of the kinds whose time must be over first."""
    of_person = sa.select(RecordEntry.seq).where(RecordEntry.subject == person_id)
    signed = session.scalar(of_person.where(RecordEntry.kind.in_(SIGNATURES)).limit(1)) is not None
    certified = sa.select(Certificate.id).where(Certificate.person_id == person_id).limit(1)
    return {"signatures": signed, "certificates": session.scalar(certified) is not None}


def _left_at(session: Session, row: Person) -> datetime:
    """When employment ended, as the record knows it: the last deactivation; else when the account was made."""
    query = sa.select(RecordEntry.body).where(RecordEntry.subject == row.id, RecordEntry.kind == "person deactivated")
    body = session.scalar(query.order_by(RecordEntry.seq.desc()).limit(1))
    return datetime.fromisoformat(json.loads(body)["at"]) if body else row.created_at


def _open_of(session: Session, person_id: str) -> Erasure | None:
    query = sa.select(Erasure).where(Erasure.person_id == person_id, Erasure.state == "open")
    return session.scalars(query.with_for_update()).one_or_none()


def _file(session: Session, row: Person, asker: str, reason: str, now: datetime) -> Erasure:
    if _open_of(session, row.id) is not None:
        raise Refusal("erasure-open")
    request = Erasure(id=new_id(), person_id=row.id, reason=reason, asked_by=asker, asked_at=now, state="open")
    session.add(request)
    session.flush()
    seal(session, draft(ErasureAsked(request.id), actor=person(asker), now=now, subject=row.id))
    return request


def _open(session: Session, erasure_id: str) -> Erasure:
    request = session.get(Erasure, known(erasure_id), with_for_update=True)
    if request is None:
        raise Refusal("not-found")
    if request.state != "open":
        raise Refusal("erasure-decided")
    return request


def _carry_out(session: Session, request: Erasure, approver: str, now: datetime) -> None:
    request.state, request.decided_by, request.decided_at = "confirmed", approver, now
    erased_rows.erase(session, request.person_id, now)
    fact = PersonErased(request.id, request.asked_by, approver)
    seal(session, draft(fact, actor=person(approver), now=now, subject=request.person_id))


def _holder(session: Session, email: str) -> str:
    query = sa.select(Person.id).join(Role, Role.person_id == Person.id)
    query = query.where(Person.email_key == email_key(email), Person.active, Role.name.in_(MAY_ERASE))
    found = session.scalar(query.limit(1))
    if found is None:
        raise Refusal("not-erasing", email=email)
    return found


def _request(session: Session, person_id: str) -> Request | None:
    query = sa.select(Erasure, Person).join(Person, Person.id == Erasure.asked_by)
    row = session.execute(query.where(Erasure.person_id == person_id, Erasure.state == "open")).one_or_none()
    return _told(row[0], row[1]) if row else None


def _told(request: Erasure, asker: Person) -> Request:
    name = full_name(asker.given_name, asker.family_name)
    return Request(request.id, request.reason, name, asker.id, request.asked_at)
