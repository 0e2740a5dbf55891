"""The nightly purge: rows whose time is over go, a portion at a time, and the record says how many of which kind.

The record itself is never touched. What somebody is still doing is never touched either: answers and sections of a
course go only when nothing of it is open for that person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain import retention as rules
from lms.domain.facts import SYSTEM, timestamp
from lms.domain.kinds import DataPurged
from lms.services import retention
from lms.services.record import draft, seal
from lms.store import reading, writing
from lms.store import record as log
from lms.store.models import (
    Answer,
    Attempt,
    CourseDraft,
    DraftRevision,
    Enrolment,
    FactPii,
    Job,
    Mail,
    OneTimeLink,
    Person,
    RecordEntry,
    ScenarioRun,
    SectionView,
    SignIn,
    Throttle,
)

BATCH = 2_000
TESTED = ("quiz taken", "scenario finished")  # what their side rows hold are answers and choices

Due = Callable[[datetime], sa.ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table that go with a kind, once `due` says so of an instant."""

    model: type[Any]
    due: Due


def look(now: datetime) -> dict[str, int]:
    """Kind → how many rows the purge would take at this instant; changes nothing."""
    with reading() as session:
        cuts = _cuts(retention.changed(session), now)
        return {kind: sum(_count(session, rows, cut) for rows in GOING[kind]) for kind, cut in cuts.items()}


def purge(now: datetime) -> dict[str, int]:
    """Deletes what is due; kind → how many rows went. Each portion and its fact are one transaction."""
    with reading() as session:
        cuts = _cuts(retention.changed(session), now)
    gone = dict.fromkeys(cuts, 0)
    for kind, cut in cuts.items():
        for rows in GOING[kind]:
            while count := _portion(kind, rows, cut, now):
                gone[kind] += count
    return gone


def _cuts(changed: Mapping[str, int | None], now: datetime) -> dict[str, datetime]:
    """Kind → what ended before this instant goes; kinds that are kept for ever are left out."""
    days = {kind: rules.period(kind, changed) for kind in GOING}
    return {kind: now - timedelta(days=number) for kind, number in days.items() if number is not None}


def _count(session: Session, rows: Rows, cut: datetime) -> int:
    query = sa.select(sa.func.count()).select_from(rows.model).where(rows.due(cut))
    return session.scalar(query) or 0


def _portion(kind: str, rows: Rows, cut: datetime, now: datetime) -> int:
    key = tuple(sa.inspect(rows.model).primary_key)
    with writing() as session:
        log.lock_head(session)
        found = session.execute(sa.select(*key).where(rows.due(cut)).limit(BATCH)).all()
        if not found:
            return 0
        these = key[0].in_([row[0] for row in found]) if len(key) == 1 else sa.tuple_(*key).in_(map(tuple, found))
        session.execute(sa.delete(rows.model).where(these).execution_options(synchronize_session=False))
        seal(session, draft(DataPurged(kind, len(found), timestamp(cut)), actor=SYSTEM, now=now))
        return len(found)


def _over(person: Any, course: Any, cut: datetime) -> sa.ColumnElement[bool]:
    """Nothing of this course is open for the person, and what was ended before the cut."""
    ended = sa.func.coalesce(Enrolment.completed_at, Enrolment.ended_at)
    young = sa.or_(Enrolment.state == "open", ended >= cut)
    return ~sa.exists().where(Enrolment.person_id == person, Enrolment.course == course, young)


def _past(model: Any, cut: datetime) -> sa.ColumnElement[bool]:
    """Its cycle was followed by another one, or the person has left: no page counts on the row any more."""
    later = sa.exists().where(
        Enrolment.person_id == model.person_id,
        Enrolment.course == model.course,
        Enrolment.cycle_start > model.cycle_start,
    )
    left = sa.exists().where(Person.id == model.person_id, ~Person.active)
    return sa.and_(_over(model.person_id, model.course, cut), sa.or_(later, left))


def _answers(cut: datetime) -> sa.ColumnElement[bool]:
    done = sa.select(Attempt.id).where(Attempt.finished_at < cut, _over(Attempt.person_id, Attempt.course, cut))
    return Answer.attempt_id.in_(done)


def _told(cut: datetime) -> sa.ColumnElement[bool]:
    facts = sa.select(RecordEntry.id).where(
        RecordEntry.kind.in_(TESTED), _over(RecordEntry.subject, RecordEntry.course, cut)
    )
    return FactPii.fact_id.in_(facts)


def _closed(cut: datetime) -> sa.ColumnElement[bool]:
    return DraftRevision.draft_id.in_(sa.select(CourseDraft.id).where(CourseDraft.closed_at < cut))


GOING: Mapping[str, tuple[Rows, ...]] = {
    "sign-ins": (Rows(SignIn, lambda cut: SignIn.expires_at < cut),),
    "throttle": (Rows(Throttle, lambda cut: Throttle.window_started_at < cut),),
    "links": (Rows(OneTimeLink, lambda cut: sa.or_(OneTimeLink.used_at < cut, OneTimeLink.expires_at < cut)),),
    "mail": (Rows(Mail, lambda cut: sa.or_(Mail.sent_at < cut, Mail.dropped_at < cut)),),
    "jobs": (Rows(Job, lambda cut: sa.and_(Job.state.not_in(("waiting", "running")), Job.created_at < cut)),),
    "views": (Rows(SectionView, lambda cut: sa.and_(SectionView.displayed_at < cut, _past(SectionView, cut))),),
    "answers": (
        Rows(Answer, _answers),
        Rows(FactPii, _told),
        Rows(ScenarioRun, lambda cut: sa.and_(ScenarioRun.finished_at < cut, _past(ScenarioRun, cut))),
    ),
    "drafts": (Rows(DraftRevision, _closed),),
}
"""What goes with each kind that the purge takes."""
