"""Answers and marks of each kind of question."""

import pytest

from lms.domain.course.kinds import Unacceptable, kind_of
from lms.domain.course.kinds.base import Given, Mark
from lms.domain.course.model import ChoiceQuestion
from tests.domain.course.small import small_course

COURSE = small_course()


def question(id: str) -> ChoiceQuestion:
    found = COURSE.question(id)
    assert isinstance(found, ChoiceQuestion)
    return found


def marked(id: str, given: Given, part_marks: bool = False) -> Mark:
    return kind_of(question(id)).mark(question(id), given, part_marks=part_marks)


@pytest.mark.parametrize(
    ("id", "given", "got", "of"),
    [
        ("q-journalist", ["b"], 1000, 1000),
        ("q-journalist", ["a"], 0, 1000),
        ("q-own-views", ["F"], 1000, 1000),
        ("q-own-views", ["T"], 0, 1000),
        ("q-share", ["a", "c"], 2000, 2000),
        ("q-share", ["a"], 0, 2000),
        ("q-share", ["a", "b", "c"], 0, 2000),
    ],
)
def test_all_or_nothing(id: str, given: Given, got: int, of: int) -> None:
    mark = marked(id, given)
    assert (mark.got, mark.of, mark.right) == (got, of, got == of)


@pytest.mark.parametrize(
    ("given", "got"), [(["a"], 1000), (["a", "b"], 0), (["a", "b", "c"], 1000), (["b", "d"], 0), (["a", "c"], 2000)]
)
def test_part_marks_take_off_for_wrong_choices(given: Given, got: int) -> None:
    assert marked("q-share", given, part_marks=True).got == got


def test_each_answer_has_its_verdict() -> None:
    mark = marked("q-share", ["a", "b"])
    assert mark.verdicts == {"a": "right", "b": "wrong", "c": "missed", "d": "left"}


def test_nothing_chosen_is_no_answer() -> None:
    assert kind_of(question("q-share")).given_from_form(question("q-share"), {}) is None


def test_an_answer_from_a_form_is_sorted_and_unique() -> None:
    given = kind_of(question("q-share")).given_from_form(question("q-share"), {"q-share": ["c", "a", "c"]})
    assert given == ["a", "c"]


@pytest.mark.parametrize(("id", "chosen"), [("q-share", ["z"]), ("q-journalist", ["a", "b"]), ("q-own-views", ["a"])])
def test_what_no_page_can_have_sent_is_refused(id: str, chosen: list[str]) -> None:
    with pytest.raises(Unacceptable):
        kind_of(question(id)).given_from_form(question(id), {id: chosen})


@pytest.mark.parametrize("id", ["q-journalist", "q-share", "q-own-views"])
def test_before_the_answer_a_question_gives_nothing_away(id: str) -> None:
    bare = kind_of(question(id)).without_answers(question(id))
    assert all(option.right is None and option.feedback is None for option in bare.options)
    assert (bare.why, bare.key_print) == (None, "")
