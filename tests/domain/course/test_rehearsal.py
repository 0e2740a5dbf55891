"""Answers at will: what is called right earns everything, what is called wrong does not."""

from pathlib import Path
from random import Random

import pytest

from lms.domain.course import rehearsal
from lms.domain.course.kinds import KINDS, kind_of
from lms.domain.course.model import Question
from lms.domain.course.parse import parse_course
from lms.store.folder import read_folder

COURSES = sorted(path.parent for path in (Path(__file__).parents[3] / "courses").glob("*/course.md"))
PARSED = [course for folder in COURSES if (course := parse_course(read_folder(folder)).course)]
QUESTIONS = [question for course in PARSED for question in course.questions()]


def test_every_kind_can_be_rehearsed() -> None:
    assert set(rehearsal.FORMS) == set(KINDS)


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_an_answer_is_as_right_as_it_was_asked_to_be(question: Question, right: bool) -> None:
    kind = kind_of(question)
    order = kind.shuffled(question, Random(7))
    given = kind.given_from_form(question, rehearsal.form(question, order, right=right), order)
    assert given is not None
    assert kind.mark(question, given).right is (right or not kind.counted)
