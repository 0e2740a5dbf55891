"""Moodle XML: well-formed, our own comes back equal, a Moodle's is read as it was meant."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from lms.domain.course.exchange import moodle, moodle_reader
from lms.domain.course.exchange.losses import Losses
from lms.domain.course.exchange.parts import Parcel, Quiz, Text
from lms.domain.course.exchange.question import Exchanged
from lms.domain.course.exchange.xml import BadXml
from lms.domain.course.kinds.base import Exchange, Row
from tests.domain.course.exchange.test_gift import QUESTIONS

MORE = (
    Exchanged("q-order", "order", "First?", Exchange("order", (Row("b", "Delete"), Row("a", "Tell")))),
    Exchanged("q-often", "survey", "How often?", Exchange("choice", (Row("a", "Often"), Row("b", "Never")))),
    replace(QUESTIONS[0], hints=("Look & see.", "Ask."), flags=frozenset({"keep order", "always"})),
)


def written(*questions: Exchanged) -> str:
    return moodle.write(Parcel("c", "C", "en", (Quiz("quiz-a", "A / B", questions),)), Losses())


def read(text: str) -> tuple[Parcel, Losses]:
    losses = Losses()
    return moodle_reader.read(text.encode(), "q.xml", "en", losses), losses


@pytest.mark.parametrize("question", (*QUESTIONS, *MORE), ids=lambda question: question.id)
def test_a_question_comes_back_as_it_went(question: Exchanged) -> None:
    parcel, losses = read(written(question))
    (quiz,) = parcel.parts
    assert isinstance(quiz, Quiz) and losses.found == []
    assert (quiz.id, quiz.title) == ("quiz-a", "A / B")
    assert replace(quiz.questions[0], file="", line=0) == question


def test_the_file_is_well_formed_and_starts_with_its_declaration() -> None:
    text = written(*QUESTIONS, *MORE)
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>')
    assert len(ElementTree.fromstring(text)) == len(QUESTIONS) + len(MORE) + 1


FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="multichoice">
    <name><text>Q1</text></name>
    <questiontext format="html"><text><![CDATA[<p>Which <b>two</b>?</p><p>Look well.</p>]]></text>
      <file name="a.png" path="/" encoding="base64">AAAA</file></questiontext>
    <defaultgrade>2.0000000</defaultgrade>
    <single>false</single><shuffleanswers>true</shuffleanswers>
    <answer fraction="70" format="html"><text><![CDATA[<p>Most</p>]]></text>
      <feedback format="html"><text>&lt;p&gt;Yes&lt;/p&gt;</text></feedback></answer>
    <answer fraction="30" format="html"><text>Some</text></answer>
    <answer fraction="-100" format="html"><text>None</text></answer>
    <hint format="html"><text>Read again.</text></hint>
  </question>
  <question type="shortanswer">
    <name><text>Q2</text></name><questiontext format="html"><text>Capital?</text></questiontext>
    <answer fraction="100"><text>Paris</text></answer>
    <answer fraction="50"><text>Paname</text></answer>
    <answer fraction="0"><text>Lyon</text><feedback><text>No.</text></feedback></answer>
  </question>
  <question type="ddwtos"><name><text>Q3</text></name>
    <questiontext format="html"><text>Drag</text></questiontext></question>
</quiz>
"""


def test_a_file_of_a_moodle_is_read_and_every_loss_has_its_line() -> None:
    parcel, losses = read(FOREIGN)
    (quiz,) = parcel.parts
    assert isinstance(quiz, Quiz)
    first, second, third = quiz.questions
    assert (first.kind, first.part_marks) == ("multiple", True)
    assert (first.prompt, first.body) == ("Which **two**?", "Look well.")
    assert [row.right for row in first.answers.rows] == [True, True, False]
    assert first.hints == ("Read again.",) and first.answers.rows[0].feedback == "Yes"
    assert (second.answers.accepted, second.imported) == (("Paris", "Paname"), ("Lyon – No.",))
    assert third.imported == ("ddwtos: Q3",)
    assert [(loss.code, loss.line) for loss in losses.found] == [
        ("file", 6), ("weights", 3), ("wording", 15), ("wrong-wording", 15), ("unknown", 21),
    ]  # fmt: skip


def test_a_description_becomes_a_part_to_read() -> None:
    text = Text("why", "Why", "Because **so**.\n\n- one\n- two")
    parcel, _ = read(moodle.write(Parcel("c", "C", "en", (text,)), Losses()))
    assert [replace(part, file="", line=0) for part in parcel.parts] == [text]


@pytest.mark.parametrize(
    "text",
    ["", "<quiz>", "<other/>", '<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>', "<a>" * 101, "no xml"],
)
def test_what_is_no_moodle_xml_is_refused(text: str) -> None:
    with pytest.raises(BadXml):
        read(text)
