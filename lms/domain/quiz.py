"""A whole quiz: what an attempt asks, what a retry asks again, and when it is passed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from lms.domain.course.drawing import fixed, groups
from lms.domain.course.edition import marked
from lms.domain.course.kinds import kind_of
from lms.domain.course.model import Question, QuizSection


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an attempt with the order its answers are shown in; empty where there is nothing to shuffle."""

    id: str
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """Points in thousandths: of this attempt alone, and finally held over all questions asked in this quiz."""

    got: int
    of: int
    held: int
    total: int
    passed: bool


def draw(quiz: QuizSection, random: Random) -> tuple[Question, ...]:
    """The questions of a first attempt, in the order of the file: the fixed ones, and by lot as many as `pick` says."""
    chosen: set[str] = set()
    for pick, questions in groups(quiz):
        by_lot = sorted(questions, key=lambda question: (not fixed(question), random.random()))
        count = len(questions) if pick is None else max(pick.count, sum(map(fixed, questions)))
        chosen |= {question.id for question in by_lot[:count]}
    return tuple(question for question in quiz.questions if question.id in chosen)


def asked_in_order(question: Question, random: Random) -> Asked:
    """The question with what it shows in a random order, as its kind and `keep order` allow."""
    return Asked(question.id, kind_of(question).shuffled(question, random))


def missed(asked: Iterable[str], points: Mapping[str, tuple[int, int]]) -> list[str]:
    """The questions without full points so far, in the order they were asked: what a retry asks."""
    return [id for id in asked if id not in points or points[id][0] < points[id][1]]


def judge(
    questions: Sequence[Question],
    first_asked: Sequence[str],
    now_asked: Sequence[str],
    best: Mapping[str, tuple[int, int]],
    last: Mapping[str, tuple[int, int]],
    pass_mark: Fraction,
) -> Result:
    """Judges a finished attempt.

    `best` holds the points (got, of) each question finally has, `last` those of this attempt. Passed means the share
    of counted points held reaches the pass mark and every critical question has all its points.
    """
    counted = {question.id for question in questions if marked(question)}
    critical = {question.id for question in questions if question.critical and marked(question)}
    got, of = _sum(last, [id for id in now_asked if id in counted])
    held, total = _sum(best, [id for id in first_asked if id in counted])
    complete = all(best[id][0] == best[id][1] for id in first_asked if id in critical and id in best)
    return Result(got, of, held, total, passed=(total == 0 or Fraction(held, total) >= pass_mark) and complete)


def _sum(points: Mapping[str, tuple[int, int]], ids: Iterable[str]) -> tuple[int, int]:
    rows = [points[id] for id in ids if id in points]
    return sum(got for got, _ in rows), sum(of for _, of in rows)
