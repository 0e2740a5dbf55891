"""GIFT: what we write comes back, and what others wrote is read as they meant it."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from lms.domain.course.exchange import gift, gift_reader
from lms.domain.course.exchange.losses import Losses
from lms.domain.course.exchange.parts import Parcel, Quiz, Text
from lms.domain.course.exchange.question import Exchanged
from lms.domain.course.kinds.base import Exchange, Row


def read(text: str) -> tuple[Parcel, Losses]:
    losses = Losses()
    return gift_reader.read(text, "q.gift", "en", losses), losses


def one(text: str) -> Exchanged:
    parcel, _ = read(text)
    (quiz,) = parcel.parts
    assert isinstance(quiz, Quiz)
    return quiz.questions[0]


QUESTIONS = (
    Exchanged(
        "q-colour",
        "single",
        "Which colour: {red} ~ #1 = 50%?",
        Exchange("choice", (Row("a", "Red", False, "Too loud: no."), Row("b", "Blue = calm", True, "Yes."))),
        body="A second paragraph.\n\nA third one.",
        points=Fraction(2),
        flags=frozenset({"critical"}),
        pool="colours",
        why="It is calm.",
    ),
    Exchanged(
        "q-all",
        "multiple",
        "Which?",
        Exchange("choice", (Row("a", "One", True), Row("b", "Two", True), Row("c", "No", False)), many=True),
    ),
    Exchanged(
        "q-true",
        "truefalse",
        "Is it so?",
        Exchange("choice", (Row("T", "", False, "It is not."), Row("F", "", True, "Right."))),
    ),
    Exchanged(
        "q-who",
        "match",
        "Who?",
        Exchange("match", (Row("a", "Ana", partner="HR"), Row("b", "", partner="Pay")), heads=("Name", "Desk")),
    ),
    Exchanged(
        "q-sort",
        "sort",
        "Where?",
        Exchange("match", (Row("a", "Post", partner="Free"), Row("b", "Screen", partner="Inside"))),
    ),
    Exchanged("q-hours", "number", "How many?", Exchange("number", low=Decimal(24), high=Decimal(24), unit="hours")),
    Exchanged("q-range", "number", "About?", Exchange("number", low=Decimal("4.5"), high=Decimal(6))),
    Exchanged("q-team", "short", "Which team?", Exchange("text", accepted=("security desk", "the desk"))),
    Exchanged("q-think", "reflect", "What would you do?", Exchange("open")),
)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_a_question_comes_back_as_it_went(question: Exchanged) -> None:
    text = gift.write(Parcel("c", "C", "en", (Quiz("quiz", "Quiz", (question,)),)), Losses())
    assert replace(one(text), file="", line=0) == question


def test_what_gift_has_no_place_for_is_said() -> None:
    order = Exchanged("q-order", "order", "First?", Exchange("order", (Row("a", "1"), Row("b", "2"))), file="10-m.md")
    hinted = replace(QUESTIONS[0], hints=("Look up.",), file="10-m.md", line=9)
    losses = Losses()
    text = gift.write(Parcel("c", "C", "en", (Quiz("quiz", "Quiz", (order, hinted)),)), losses)
    assert [(loss.code, loss.line) for loss in losses.found] == [("kind", 0), ("hint", 9)]
    assert "// [id:q-order] First?" in text


FOREIGN = """\
// A comment at the top

Who's buried in Grant's tomb?{~Grant ~Jefferson =no one#Right}

Grant is {~buried =entombed ~living} in Grant's tomb.

Grant is buried in Grant's tomb.{FALSE#No\\, really.#Well seen.}

Who's buried in Grant's tomb?{=no one =nobody}

::Cities::[html]Match the <b>city</b>.{
=Paris -> France
=Rome -> Italy
####Well done.
}

When was Ulysses S. Grant born? {#1822:1}

What is pi? {#3.141..3.142}

Which two? {~%50%One ~%50%Two ~%-100%Three}

Weights {~%70%Most ~%30%Some ~%-100%None}

Write a short biography. {}

You can use your pencil for the next question.
"""


def test_files_written_elsewhere_are_read() -> None:
    parcel, losses = read(FOREIGN)
    quiz = next(part for part in parcel.parts if isinstance(part, Quiz))
    kinds = [question.kind for question in quiz.questions]
    assert kinds == [
        "single", "single", "truefalse", "short", "match", "number", "number", "multiple", "multiple", "reflect",
    ]  # fmt: skip
    assert [loss.code for loss in losses.found] == ["id", "weights", "text"]
    assert [part.text for part in parcel.parts if isinstance(part, Text)] == [
        "You can use your pencil for the next question."
    ]


def test_one_answer_with_all_the_points_is_the_right_one() -> None:
    parcel, losses = read("What? {~no ~%50%half =full}")
    (quiz,) = parcel.parts
    assert isinstance(quiz, Quiz) and quiz.questions[0].kind == "single"
    assert [row.right for row in quiz.questions[0].answers.rows] == [False, False, True]
    assert [(loss.code, loss.words["weight"]) for loss in losses.found] == [("partial", "50")]


def test_a_gap_stands_where_the_answers_stood() -> None:
    assert one("Grant is {~buried =entombed} in it.").prompt == "Grant is _____ in it."


def test_a_margin_becomes_bounds() -> None:
    answers = one("When? {#1822:1}").answers
    assert (answers.low, answers.high) == (Decimal(1821), Decimal(1823))


def test_feedback_of_true_and_false_stands_where_it_is_shown() -> None:
    rows = one("So? {T#no#yes}").answers.rows
    assert [(row.key, row.right, row.feedback) for row in rows] == [("T", True, "yes"), ("F", False, "no")]


@pytest.mark.parametrize("text", ["What? {", "How many? {#many}", "How many? {#1e999999}"])
def test_what_cannot_be_read_is_kept_and_said(text: str) -> None:
    parcel, losses = read(text)
    assert [loss.code for loss in losses.found] == ["unreadable", "text"]
    assert [part.text for part in parcel.parts if isinstance(part, Text)] == [text]


def test_two_questions_never_share_a_tag() -> None:
    parcel, _ = read("::q-a::One? {T}\n\n::q-a::Two? {F}\n")
    (quiz,) = parcel.parts
    assert isinstance(quiz, Quiz)
    assert [question.id for question in quiz.questions] == ["q-a", "q-a-2"]
