"""QTI 2.1 and 3: well-formed, our own comes back equal, items of others are read."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from lms.domain.course.exchange import qti, qti_reader
from lms.domain.course.exchange.losses import Losses
from lms.domain.course.exchange.package import BadPackage, pack, unpack
from lms.domain.course.exchange.parts import Page, Parcel, Part, Quiz, Story, Text, Turn
from lms.domain.course.exchange.qti_names import V2, V3, Version
from lms.domain.course.exchange.question import Exchanged
from lms.domain.course.exchange.xml import BadXml
from tests.domain.course.exchange.test_gift import QUESTIONS
from tests.domain.course.exchange.test_moodle import MORE

STORY = Story(
    "friday",
    "Friday",
    "It is late.",
    (
        Page("start", "A post", "You read:\n\n> **Post** by Sam", (Turn("a", "Like it", "Hm.", "end", "poor"),)),
        Page("end", "Done", "All well.", outcome="good"),
    ),
)


def parcel(*parts: Part) -> Parcel:
    return Parcel("c", "C", "en", parts)


def back(version: Version, *parts: Part) -> tuple[Part, ...]:
    files = unpack(pack(qti.write(parcel(*parts), version, Losses())))
    return qti_reader.read(files, "q.zip", "en", Losses()).parts


@pytest.mark.parametrize("version", [V2, V3], ids=lambda version: version.name)
@pytest.mark.parametrize("question", (*QUESTIONS, *MORE), ids=lambda question: question.id)
def test_a_question_comes_back_as_it_went(question: Exchanged, version: Version) -> None:
    (quiz,) = back(version, Quiz("quiz-a", "A", (question,)))
    assert isinstance(quiz, Quiz) and quiz.id == "quiz-a"
    assert replace(quiz.questions[0], file="", line=0) == question


@pytest.mark.parametrize("version", [V2, V3], ids=lambda version: version.name)
def test_settings_scenarios_and_texts_come_back(version: Version) -> None:
    quiz = Quiz("quiz-a", "A", QUESTIONS[:3], settings=("pass 90%", "pick 2", "pick 1 from colours", "attempts 3"))
    text = Text("why", "Why", "Because **so**.\n\n- one\n- two")
    found = back(version, quiz, STORY, text)
    assert isinstance(found[0], Quiz) and found[0].settings == quiz.settings
    assert [replace(part, file="") for part in found[1:] if isinstance(part, Story | Text)] == [STORY, text]


@pytest.mark.parametrize("version", [V2, V3], ids=lambda version: version.name)
def test_every_file_is_well_formed_and_named_in_the_manifest(version: Version) -> None:
    files = qti.write(parcel(Quiz("quiz-a", "A", (*QUESTIONS, *MORE[:2])), STORY), version, Losses())
    for path in files:
        if path.endswith(".xml"):
            assert ElementTree.fromstring(files[path]).tag.startswith("{http://www.imsglobal.org/xsd/")
    manifest = files["imsmanifest.xml"].decode()
    assert all(f'href="{path}"' in manifest for path in files if path != "imsmanifest.xml")


def test_the_same_parcel_gives_the_same_bytes() -> None:
    files = qti.write(parcel(Quiz("quiz-a", "A", QUESTIONS)), V2, Losses())
    assert pack(files) == pack(dict(reversed(files.items())))


FOREIGN = b"""<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="ITEM_7" title="Luggage" adaptive="false">
  <responseDeclaration identifier="R1" cardinality="single" baseType="identifier">
    <correctResponse><value>ChoiceA</value></correctResponse>
  </responseDeclaration>
  <itemBody>
    <p>Look at the sign.</p>
    <choiceInteraction responseIdentifier="R1" shuffle="false" maxChoices="1">
      <prompt>What does it <em>say</em>?</prompt>
      <simpleChoice identifier="ChoiceA">Stay with your luggage.
        <feedbackInline outcomeIdentifier="F" identifier="ChoiceA" showHide="show">Yes.</feedbackInline></simpleChoice>
      <simpleChoice identifier="ChoiceB">Let somebody look after it.</simpleChoice>
    </choiceInteraction>
  </itemBody>
</assessmentItem>
"""


def test_an_item_written_elsewhere_is_read() -> None:
    losses = Losses()
    (quiz,) = qti_reader.read({"item.xml": FOREIGN}, "item.xml", "en", losses).parts
    assert isinstance(quiz, Quiz)
    question = quiz.questions[0]
    assert (question.kind, question.prompt, question.flags) == ("single", "What does it *say*?", {"keep order"})
    assert [(row.key, row.text, row.right) for row in question.answers.rows] == [
        ("a", "Stay with your luggage.", True),
        ("b", "Let somebody look after it.", False),
    ]
    assert question.answers.rows[0].feedback == "Yes."
    assert [loss.code for loss in losses.found] == ["id"]


def test_an_interaction_we_do_not_know_is_kept_and_said() -> None:
    body = FOREIGN.replace(b"choiceInteraction", b"hotspotInteraction")
    losses = Losses()
    (quiz,) = qti_reader.read({"item.xml": body}, "item.xml", "en", losses).parts
    assert isinstance(quiz, Quiz) and quiz.questions[0].imported == ("hotspotInteraction",)
    assert "unknown" in [loss.code for loss in losses.found]


def test_what_is_no_package_is_refused() -> None:
    with pytest.raises(BadPackage):
        unpack(b"no zip")
    with pytest.raises(BadXml):
        qti_reader.read({"a.xml": b"<other/>"}, "a.zip", "en", Losses())


def test_a_zip_that_grows_without_end_is_refused() -> None:
    with pytest.raises(BadPackage):
        unpack(pack({"bomb.xml": b"0" * 30_000_000}))
