"""Granting: when the attempts at a quiz are used up, HR gives somebody one more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.course.model import Course, QuizSection
from lms.domain.course.places import T
from lms.domain.course.render import plain, view
from lms.domain.ids import known
from lms.domain.kinds import AttemptGranted
from lms.domain.refusal import Refusal
from lms.services import progress, projection
from lms.services.progress import Progress
from lms.services.record import About, draft, person, seal
from lms.store import writing
from lms.store.models import Enrolment
from lms.store.record import lock_head


@dataclass(frozen=True, slots=True)
class UsedUp:
    """A quiz that stops somebody: every attempt was taken and none passed it."""

    enrolment: str
    course: str
    course_titles: Mapping[str, str]
    quiz: str
    quiz_titles: Mapping[str, str]
    used: int


def used_up(person_id: str) -> tuple[UsedUp, ...]:
    """The quizzes of a person's open courses without an attempt left: no score and no answer is told."""
    return tuple(
        UsedUp(
            stand.enrolment.id,
            stand.edition.slug,
            _titles(stand.course, stand.course.title),
            quiz.id,
            _titles(stand.course, quiz.title),
            stand.quizzes[quiz.id].used,
        )
        for stand in progress.of_all(person_id)
        if stand.open and stand.enrolment is not None
        for quiz in stand.course.quizzes()
        if stand.quizzes[quiz.id].exhausted
    )


def grant_attempt(actor: str, enrolment_id: str, quiz: str, now: datetime) -> None:
    """Gives one more attempt, once the last one is used.

    The fact is sealed for every open enrolment of that person in the course: attempts count for all of them, and
    whichever is due first must know it. Raises Refusal: not-found, not-open, attempts-left.
    """
    with writing() as session:
        lock_head(session)
        row = session.get(Enrolment, known(enrolment_id))
        if row is None:
            raise Refusal("not-found")
        if row.state != "open":
            raise Refusal("not-open")
        _must_be_exhausted(progress.within(session, row.person_id, row.course), quiz)
        drafts = [
            draft(
                AttemptGranted(quiz),
                actor=person(actor),
                now=now,
                **About(subject=row.person_id, course=row.course, enrolment=id),
            )
            for id in _open_ids(session, row)
        ]
        seal(session, *drafts)
        projection.refresh(session, row.person_id, row.course)


def _titles(course: Course, title: T) -> dict[str, str]:
    return {language: plain(title, view(course, language)) for language in title}


def _must_be_exhausted(stand: Progress, quiz: str) -> None:
    if not isinstance(stand.course.section(quiz), QuizSection):
        raise Refusal("not-found")
    if not stand.quizzes[quiz].exhausted:
        raise Refusal("attempts-left")


def _open_ids(session: Session, row: Enrolment) -> list[str]:
    mine = (Enrolment.person_id == row.person_id, Enrolment.course == row.course, Enrolment.state == "open")
    return list(session.scalars(sa.select(Enrolment.id).where(*mine).order_by(Enrolment.assigned_at, Enrolment.id)))
