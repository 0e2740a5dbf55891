"""Which questions an attempt asks, and in which order its answers stand: drawn from a seed, so it can be shown again."""

import hashlib
from collections.abc import Sequence

from lms.domain.course.model import ChoiceQuestion, Option, Pick, Question, QuizSection


def groups(quiz: QuizSection) -> list[tuple[Pick | None, list[Question]]]:
    """What each pick draws from; a pick without a pool draws from the questions no other pick draws from.

    Questions no pick draws from are all asked: they stand behind None.
    """
    pools = {pick.pool for pick in quiz.picks if pick.pool}
    rest = [question for question in quiz.questions if question.pool not in pools]
    found: list[tuple[Pick | None, list[Question]]] = []
    general = None
    for pick in quiz.picks:
        if pick.pool:
            found.append((pick, [question for question in quiz.questions if question.pool == pick.pool]))
        else:
            general = pick
    return [*found, (general, rest)]


def asked(quiz: QuizSection) -> int:
    """How many questions one attempt asks; critical and `always` questions are never left out."""
    return sum(
        len(questions) if pick is None else max(min(pick.count, len(questions)), sum(map(fixed, questions)))
        for pick, questions in groups(quiz)
    )


def fixed(question: Question) -> bool:
    """Whether a draw may never leave the question out."""
    return question.always or question.critical


def draw(quiz: QuizSection, seed: str) -> tuple[Question, ...]:
    """The questions of one attempt, in the order of the file."""
    chosen: set[str] = set()
    for pick, questions in groups(quiz):
        ordered = sorted(questions, key=lambda question: (not fixed(question), _lot(seed, question.id)))
        count = len(questions) if pick is None else max(pick.count, sum(map(fixed, questions)))
        chosen |= {question.id for question in ordered[:count]}
    return tuple(question for question in quiz.questions if question.id in chosen)


def shuffled(question: ChoiceQuestion, seed: str) -> Sequence[Option]:
    """The answers as one attempt shows them; True stays before False, and `keep order` keeps the order."""
    if question.keep_order or question.kind == "truefalse":
        return question.options
    return sorted(question.options, key=lambda option: _lot(seed, f"{question.id}/{option.key}"))


def _lot(seed: str, name: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{name}".encode()).digest()
