"""Alarms: what a verification found is told to everybody who must know, until one of them settles it with a reason."""

import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from lms.domain.facts import SYSTEM, read
from lms.domain.ids import known
from lms.domain.integrity import Problem
from lms.domain.kinds import IntegrityAlarm, IntegrityAlarmSettled
from lms.domain.names import clean_lines, full_name
from lms.domain.refusal import Refusal
from lms.services.record import draft, person, seal
from lms.store import new_id, reading, writing
from lms.store.models import FactPii, Mail, Person, RecordAlarm, RecordEntry, RecordVerification, Role

TOLD = ("admin", "auditor")
AT_ONCE = 10  # new alarms of one verification; where more is broken, the next one tells the rest
REASON_LIMIT = 2_000
PAST = 10
log = logging.getLogger("lms.integrity")


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm as its readers see it; `settled_at` is None while it is open."""

    id: str
    problem: str
    entry: int | None
    found_at: datetime
    seen_at: datetime
    settled_at: datetime | None
    settled_by: str  # a name; empty while open, or when that person was erased
    reason: str


def sound(found: Sequence[Problem], now: datetime) -> int:
    """Raises an alarm for each problem that has none; the number of new ones. Known ones are only seen again.

    A settled problem is quiet as long as every verification of everything finds it again. Once one did not, the same
    problem is a new one.
    """
    if not found:
        return 0
    for one in found:
        log.critical("The record does not hold: %s (%s, entry %s)", one.sentence, one.code, one.entry)
    with writing() as session:
        _alone(session)
        fresh = _unknown(session, found, now)[:AT_ONCE]
        ids = [_raise(session, one, now) for one in fresh]
        if ids:
            _tell(session, ids[0], fresh, now)
        return len(ids)


def settle(actor: str, alarm_id: str, reason: str, now: datetime) -> None:
    """Somebody took note and says why the alarm may rest; nothing about the record changes.

    Raises Refusal: not-found, alarm-settled, alarm-reason-missing, text-too-long, name-invalid, record-cannot-grow.
    """
    reason = clean_lines(reason, REASON_LIMIT)
    if not any(char.isalnum() for char in reason):
        raise Refusal("alarm-reason-missing")
    with writing() as session:
        _alone(session)
        row = session.get(RecordAlarm, known(alarm_id), with_for_update=True)
        if row is None:
            raise Refusal("not-found")
        if row.settled_at is not None:
            raise Refusal("alarm-settled")
        row.settled_at, row.settled_by = now, actor
        try:
            seal(session, draft(IntegrityAlarmSettled(row.id), actor=person(actor), now=now, pii={"reason": reason}))
        except SQLAlchemyError as error:
            raise Refusal("record-cannot-grow") from error


def count_open() -> int:
    """How many alarms wait for somebody."""
    with reading() as session:
        return open_within(session)


def open_within(session: Session) -> int:
    """The same, inside the caller's transaction."""
    query = sa.select(sa.func.count()).select_from(RecordAlarm).where(RecordAlarm.settled_at.is_(None))
    return session.scalar(query) or 0


def listed(session: Session) -> list[Alarm]:
    """Every open alarm, then the last settled ones, newest first."""
    query = sa.select(RecordAlarm, Person).outerjoin(Person, Person.id == RecordAlarm.settled_by)
    newest = query.order_by(RecordAlarm.found_at.desc(), RecordAlarm.id)
    waiting = session.execute(newest.where(RecordAlarm.settled_at.is_(None))).all()
    past = session.execute(newest.where(RecordAlarm.settled_at.is_not(None)).limit(PAST)).all()
    reasons = _reasons(session) if past else {}
    return [_alarm(row, by, reasons) for row, by in (*waiting, *past)]


def _alarm(row: RecordAlarm, by: Person | None, reasons: dict[str, str]) -> Alarm:
    name = full_name(by.given_name, by.family_name) if by else ""
    reason = reasons.get(row.id, "")
    return Alarm(row.id, row.problem, row.entry, row.found_at, row.seen_at, row.settled_at, name, reason)


def _reasons(session: Session) -> dict[str, str]:
    """Alarm → why it rests, from the side rows of the newest facts that settled one; erased ones are left out."""
    query = (
        sa.select(RecordEntry.seq, RecordEntry.body, FactPii.body)
        .join(FactPii, FactPii.fact_id == RecordEntry.id)
        .where(RecordEntry.kind == IntegrityAlarmSettled.kind)
        .order_by(RecordEntry.seq.desc())
        .limit(5 * PAST)
    )
    found: dict[str, str] = {}
    for seq, body, side in session.execute(query):
        with suppress(ValueError, KeyError):  # damaged ones are what alarms are for
            found.setdefault(read(seq, body).data["alarm"], json.loads(side)["reason"])
    return found


def _unknown(session: Session, found: Sequence[Problem], now: datetime) -> list[Problem]:
    """Those without an alarm; the alarms of the others are marked as seen."""
    query = sa.select(RecordAlarm).order_by(RecordAlarm.found_at, RecordAlarm.id)
    rows = {Problem(row.problem, row.entry): row for row in session.scalars(query)}
    before = session.scalar(
        sa.select(sa.func.max(RecordVerification.started_at)).where(RecordVerification.finished_at.is_not(None))
    )
    fresh = []
    for one in dict.fromkeys(found):
        row = rows.get(one)
        gone = row is not None and row.settled_at is not None and before is not None and row.seen_at < before
        if row is None or gone:
            fresh.append(one)
        else:
            row.seen_at = now
    return fresh


def _raise(session: Session, one: Problem, now: datetime) -> str:
    """The row, and its fact where the damaged record still takes one."""
    row = RecordAlarm(id=new_id(), problem=one.code, entry=one.entry, found_at=now, seen_at=now)
    session.add(row)
    session.flush()
    try:
        with session.begin_nested():
            seal(session, draft(IntegrityAlarm(row.id, one.code, one.entry), actor=SYSTEM, now=now))
    except SQLAlchemyError:
        log.critical("The record takes no entry any more; alarm %s stands beside it only.", row.id, exc_info=True)
    return row.id


def _tell(session: Session, alarm_id: str, fresh: Sequence[Problem], now: datetime) -> None:
    """One mail to each of those who must know, however much was found; it names no person."""
    query = sa.select(Person.id).join(Role, Role.person_id == Person.id)
    people = set(session.scalars(query.where(Role.name.in_(TOLD), Person.active)))
    values = {"alarm": alarm_id, "problem": fresh[0].code, "entry": fresh[0].entry}
    rows = [
        {
            "id": new_id(),
            "dedupe_key": f"integrity-alarm/{alarm_id}/{who}",
            "person_id": who,
            "kind": "integrity-alarm",
            "values": values,
            "created_at": now,
            "due_at": now,
            "tries": 0,
        }
        for who in sorted(people)
    ]
    if rows:
        session.execute(sa.insert(Mail), rows)


def _alone(session: Session) -> None:
    """One at a time, even where the head that others wait for is gone; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("LOCK TABLE record_alarm IN SHARE ROW EXCLUSIVE MODE"))
