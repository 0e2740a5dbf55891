"""Opening a course: the first rung that a person climbs herself."""

from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.kinds import Assigned, Opened
from lms.domain.refusal import Refusal
from lms.services import progress, projection
from lms.services.record import draft, person, seal
from lms.store import library, new_id, writing
from lms.store.models import Enrolment
from lms.store.record import lock_head


def open_course(person_id: str, slug: str, language: str, now: datetime) -> None:
    """Starts a course, or a new cycle of a finished one; opening an opened course changes nothing.

    Without an open enrolment the person gets one of her own, which names no assignment and has no due date.
    """
    with writing() as session:
        position = lock_head(session)
        stand = progress.within(session, person_id, slug)
        if stand.open and stand.started:
            return
        drafts = []
        enrolment = stand.enrolment.id if stand.open and stand.enrolment else None
        if enrolment is None:
            if not library.current_ids(session, [slug]):  # what she signed is still there, but nobody may begin it
                raise Refusal("course-withdrawn")
            enrolment = _enrol(session, person_id, slug, position, now)
            fact = Assigned(cycle=1, cycle_start=position)
            drafts.append(
                draft(fact, actor=person(person_id), now=now, subject=person_id, course=slug, enrolment=enrolment)
            )
        drafts.append(
            draft(
                Opened(language),
                actor=person(person_id),
                now=now,
                subject=person_id,
                course=slug,
                edition=stand.edition.id,
                enrolment=enrolment,
            )
        )
        seal(session, *drafts)
        projection.refresh(session, person_id, slug)


def require_started(stand: progress.Progress) -> progress.Obligation:
    """The open enrolment that learning counts for. Raises Refusal("not-started") without one."""
    if not stand.open or not stand.started or stand.enrolment is None:
        raise Refusal("not-started")
    return stand.enrolment


def _enrol(session: Session, person_id: str, slug: str, position: int, now: datetime) -> str:
    row = Enrolment(id=new_id(), person_id=person_id, course=slug, cycle=1, cycle_start=position, assigned_at=now)
    row.extra_attempts = {}
    session.add(row)
    session.flush()
    return row.id
