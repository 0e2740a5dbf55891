"""Quizzes written for text2qti."""

from decimal import Decimal
from fractions import Fraction

import pytest

from lms.domain.course.exchange import text2qti
from lms.domain.course.exchange.losses import Losses
from lms.domain.course.exchange.parts import Parcel, Quiz, Text, module
from lms.domain.course.exchange.question import Exchanged

QUIZ = """\
Quiz title: Storms
Quiz description: What to do when the *sirens* go.
shuffle answers: true

% a remark of the author
Title: Shelter
Points: 2
1.  Where do you go
    when it hails?
... Under a roof, always.
+   Well done.
*a) Inside
... Yes.
b)  Under a tree
... It may be struck.

COMMENT
1. Not a question
END_COMMENT

2.  Thunder comes first.
a) True
*b) False

3.  What do you take along?
[*] A torch
[*] Water
[ ] A ladder

4.  How long does it last, in minutes?
=   20 +- 10%

5.  Who is called first?
*   the fire service
*   firefighters

6.  What did you see?
____

7.  Send a picture.
^^^^

GROUP
pick: 1
8.  Between?
=   [4, 6]
9.  Exactly?
=   7
END_GROUP
"""


def read(text: str) -> tuple[Parcel, Losses]:
    losses = Losses()
    return text2qti.read(text, "quiz.txt", "en", losses), losses


def questions(text: str) -> tuple[Exchanged, ...]:
    return next(part for part in read(text)[0].parts if isinstance(part, Quiz)).questions


def test_every_kind_is_read() -> None:
    kinds = [question.kind for question in questions(QUIZ)]
    assert kinds == [
        "single", "truefalse", "multiple", "number", "short", "reflect", "reflect", "number", "number",
    ]  # fmt: skip


def test_answers_feedback_and_points_come_along() -> None:
    first = questions(QUIZ)[0]
    assert (first.prompt, first.points) == ("Where do you go when it hails?", Fraction(2))
    assert [(row.key, row.right, row.feedback) for row in first.answers.rows] == [
        ("a", True, "Yes."),
        ("b", False, "It may be struck."),
    ]
    assert first.why == "Under a roof, always.\n\nWell done."


def test_margins_become_bounds() -> None:
    found = [(one.answers.low, one.answers.high) for one in questions(QUIZ) if one.kind == "number"]
    assert found == [(Decimal(18), Decimal(22)), (Decimal(4), Decimal(6)), (Decimal(7), Decimal(7))]


def test_true_and_false_keep_their_side() -> None:
    assert [(row.key, row.right) for row in questions(QUIZ)[1].answers.rows] == [("T", False), ("F", True)]


def test_groups_become_pools_and_what_is_lost_is_said_with_its_line() -> None:
    parcel, losses = read(QUIZ)
    quiz = next(part for part in parcel.parts if isinstance(part, Quiz))
    assert quiz.settings == ("pick 1 from group-1",)
    assert [question.pool for question in quiz.questions][-2:] == ["group-1", "group-1"]
    assert [(loss.code, loss.line) for loss in losses.found] == [("text", 2), ("pick", 44), ("unknown", 40)]
    assert [part.text for part in parcel.parts if isinstance(part, Text)] == ["What to do when the *sirens* go."]


@pytest.mark.parametrize("text", ["", "%", "GROUP", "1. ", "*a) x", "1. x\n= many", "COMMENT\n1. x"])
def test_odd_files_are_no_trouble(text: str) -> None:
    assert module(read(text)[0]).startswith("---\nid: imported\n")
