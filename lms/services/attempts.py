"""One's own earlier attempts at a quiz, shown again as they were: the same texts, order, answers and verdicts."""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from lms.domain.course.model import QuizSection
from lms.domain.quiz import Asked, Result
from lms.domain.refusal import Refusal
from lms.services import progress
from lms.services.progress import QuizState
from lms.services.quiz import QuizPage, item_of
from lms.store import library, reading
from lms.store.models import Answer, Attempt


@dataclass(frozen=True, slots=True)
class Sitting:
    """A finished attempt; points in thousandths."""

    id: str
    number: int
    finished_at: datetime
    got: int
    of: int


def finished(person_id: str, slug: str, quiz: str) -> list[Sitting]:
    """All of a person's finished attempts at a quiz, of earlier cycles too, the latest first."""
    query = (
        sa.select(Attempt.id, Attempt.number, Attempt.finished_at, Attempt.got, Attempt.of)
        .where(Attempt.person_id == person_id, Attempt.course == slug, Attempt.quiz == quiz)
        .where(Attempt.finished_at.is_not(None))
        .order_by(Attempt.finished_at.desc(), Attempt.number.desc())
    )
    with reading() as session:
        return [
            Sitting(row.id, row.number, row.finished_at, row.got or 0, row.of or 0) for row in session.execute(query)
        ]


def again(person_id: str, slug: str, quiz: str, attempt_id: str) -> QuizPage:
    """A finished attempt in the edition it was made in. Raises Refusal("not-found") for anybody else's."""
    mine = sa.select(Attempt).where(
        Attempt.id == attempt_id,
        Attempt.person_id == person_id,
        Attempt.course == slug,
        Attempt.quiz == quiz,
        Attempt.finished_at.is_not(None),
    )
    with reading() as session:
        attempt = session.scalars(mine).one_or_none()
        if attempt is None:
            raise Refusal("not-found")
        stand = progress.within(session, person_id, slug)
        edition = library.published(session, attempt.edition_id)
        section = edition.course.section(quiz)
        if not isinstance(section, QuizSection):
            raise Refusal("not-found")
        answers = session.scalars(sa.select(Answer).where(Answer.attempt_id == attempt.id))
        given = {answer.question: answer.given for answer in answers}
        asked = [Asked(raw["id"], tuple(raw["order"])) for raw in attempt.questions]
        return QuizPage(
            replace(stand, edition=edition),
            section,
            stand.quizzes.get(quiz, QuizState(quiz)),
            attempt.id,
            attempt.number,
            tuple(item_of(section, each, given.get(each.id)) for each in asked),
            Result(attempt.got or 0, attempt.of or 0, attempt.held or 0, attempt.total or 0, bool(attempt.passed)),
            finished=True,
        )
