"""What first attempts tell about the questions of a course: how hard each is and what was answered, never by whom."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from lms.domain.course.edition import marked
from lms.domain.course.kinds import Given, kind_of
from lms.domain.course.kinds.base import Count
from lms.domain.course.model import Question, QuizSection, ReflectQuestion
from lms.domain.refusal import Refusal
from lms.store import library, reading
from lms.store.library import Published
from lms.store.models import Answer, Attempt

FEWEST_ATTEMPTS = 20
FEWEST_WORDINGS = 5  # a wording fewer people wrote might say who they are
MOST_WORDINGS = 10
WRITTEN = ("number", "short")


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question: how many answered it in a first attempt, and what; nothing but the number below the least."""

    question: Question
    number: int
    percent: int | None = None  # of the points; None where nothing is marked or too few have answered
    counts: tuple[Count, ...] = ()
    others: int = 0  # answers in wordings that too few people gave

    @property
    def hidden(self) -> bool:
        return self.number < FEWEST_ATTEMPTS


@dataclass(frozen=True, slots=True)
class QuizLines:
    """One quiz with its questions, reflections left out."""

    quiz: QuizSection
    lines: tuple[QuestionLine, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    given: Given
    got: int
    of: int
    people: int


def of_course(slug: str) -> tuple[Published, list[QuizLines]]:
    """The current edition and its quizzes, in one query. Raises Refusal("not-found") without an edition."""
    with reading() as session:
        edition = library.current(session, slug)
        if edition is None:
            raise Refusal("not-found")
        quizzes = list(edition.course.quizzes())
        rows: dict[tuple[str, str], list[_Row]] = defaultdict(list)
        for row in session.execute(_answers(slug, quizzes)) if quizzes else ():
            rows[row.quiz, row.question].append(_Row(json.loads(row.given), row.got, row.of, row.people))
    return edition, [QuizLines(quiz, tuple(_lines(quiz, rows))) for quiz in quizzes]


def _answers(slug: str, quizzes: Iterable[QuizSection]) -> sa.Select[*tuple[Any, ...]]:
    """Equal answers of finished first attempts, counted; what people wrote for themselves is not even read."""
    earlier = aliased(Attempt)
    first = ~sa.exists().where(
        earlier.person_id == Attempt.person_id,
        earlier.course == Attempt.course,
        earlier.quiz == Attempt.quiz,
        earlier.key_print == Attempt.key_print,
        earlier.started_at < Attempt.started_at,
    )
    asked = [question for quiz in quizzes for question in quiz.questions if not isinstance(question, ReflectQuestion)]
    given = sa.cast(Answer.given, sa.Text)
    people = sa.func.count().label("people")
    columns = (Attempt.quiz, Answer.question, given, Answer.got, Answer.of)
    return (
        sa.select(Attempt.quiz, Answer.question, given.label("given"), Answer.got, Answer.of, people)
        .join(Answer, Answer.attempt_id == Attempt.id)
        .where(Attempt.course == slug, Attempt.finished_at.is_not(None), first)
        .where(Attempt.key_print.in_([quiz.key_print for quiz in quizzes]))
        .where(Answer.question.in_([question.id for question in asked]))
        .group_by(*columns)
    )


def _lines(quiz: QuizSection, rows: dict[tuple[str, str], list[_Row]]) -> Iterable[QuestionLine]:
    for question in quiz.questions:
        if not isinstance(question, ReflectQuestion):
            yield _line(question, rows.get((quiz.id, question.id), []))


def _line(question: Question, rows: list[_Row]) -> QuestionLine:
    number = sum(row.people for row in rows)
    if number < FEWEST_ATTEMPTS:
        return QuestionLine(question, number)
    got, of = (sum(getattr(row, name) * row.people for row in rows) for name in ("got", "of"))
    percent = int(Fraction(100 * got, of)) if of and (marked(question) or question.practice) else None
    counts = kind_of(question).statistics(question, (row.given for row in rows for _ in range(row.people)))
    if question.kind not in WRITTEN:
        return QuestionLine(question, number, percent, counts)
    shown = [count for count in counts if count.right or count.count >= FEWEST_WORDINGS][:MOST_WORDINGS]
    return QuestionLine(question, number, percent, tuple(shown), number - sum(count.count for count in shown))
