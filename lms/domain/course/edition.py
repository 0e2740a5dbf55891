"""What makes an edition: the fingerprint of its files and what counts in it."""

import hashlib
from collections.abc import Iterable, Mapping
from fractions import Fraction

import rfc8785

from lms.domain.course.kinds import kind_of
from lms.domain.course.model import Course, Question, QuizSection

SNAPSHOT = "published.json"


def edition_sha256(files: Mapping[str, bytes]) -> str:
    """The fingerprint of an edition, in lower-case hexadecimal.

    SHA-256 of the RFC 8785 (JCS) bytes of `[["path", "sha256 of its bytes in hex"], …]`, sorted by path as UTF-8
    bytes, with forward slashes, without `published.json`.
    """
    paths = sorted((path for path in files if path != SNAPSHOT), key=str.encode)
    rows = [[path, hashlib.sha256(files[path]).hexdigest()] for path in paths]
    return hashlib.sha256(rfc8785.dumps(rows)).hexdigest()


def marked(question: Question) -> bool:
    """Whether a question's points count in its quiz: not practice, and of a kind that is marked."""
    return not question.practice and kind_of(question).counted


def counts(quiz: QuizSection, question: Question) -> bool:
    """Whether a question's points count in the course: those of a quiz for practice do not."""
    return not quiz.practice and marked(question)


def counted_questions(course: Course) -> tuple[Question, ...]:
    """Every question whose points count, in reading order."""
    return tuple(question for quiz in course.quizzes() for question in quiz.questions if counts(quiz, question))


def points(questions: Iterable[Question]) -> Fraction:
    """The points these questions are worth together."""
    return sum((question.points for question in questions), Fraction(0))
