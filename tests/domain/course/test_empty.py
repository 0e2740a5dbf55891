"""Q34: an answer, a card or a promise without a word is reported once, whatever it belongs to."""

import pytest

from lms.domain.course import report
from lms.domain.course.parse import parse_course
from tests.domain.course.cases import COURSE, HEAD
from tests.domain.course.one import codes, files

QUIZ = "## Quiz: Q <!-- #quiz -->\n\n### {}: Which? <!-- #q-w -->\n\n"
CHOICES = "- [x] a) Red\n  > Yes.\n- [ ] b)\n  > No.\n"
STORY = (
    "## Scenario: S <!-- #s -->\n\n### Step one: One\n\n- a) -> well\n- b) Go -> well\n\n"
    "### End well (good): Good\n"
)


@pytest.mark.parametrize(
    "lines",
    [
        QUIZ.format("Choose one") + CHOICES,
        QUIZ.format("Choose all that apply") + CHOICES + "- [x] c) Blue\n  > Yes.\n",
        QUIZ.format("Survey") + "- a) Red\n- b)\n",
        QUIZ.format("Put in order") + "1. a) First\n2. b)\n3. c) Last\n",
        QUIZ.format("Number") + "- Answer:\n",
        QUIZ.format("Short answer") + "- Answer: desk\n- Answer:\n",
        STORY,
        "## Do and don't: D <!-- #d -->\n\n- a) Do:\n  > Because.\n- b) Do: Ask\n  > Because.\n",
        "## Acknowledgement: A <!-- #a -->\n\n- [ ] a) I will ask.\n- [ ] b)\n",
    ],
)
def test_nothing_behind_a_letter_is_reported(lines: str) -> None:
    found = parse_course({"course.md": COURSE.encode(), "10-m.md": (HEAD + lines).encode()}).diagnostics
    assert [note.code for note in found if note.code == "Q34"] == ["Q34"]


def test_a_translation_is_read_with_the_same_eyes() -> None:
    asked = "### Choose one: Which? <!-- #q-w -->\n\n"
    answers = "- a) Rouge\n  > Oui.\n- b)\n  > Non.\n"
    french = "### Laquelle ? <!-- #q-w -->\n\n" + answers
    assert codes(asked + CHOICES.replace("b)", "b) Blue"), french) == ["Q34"]


@pytest.mark.parametrize(("lang", "better"), [("en", "- Answer: …"), ("fr", "- Réponse : …")])
def test_the_line_to_try_is_in_the_language_of_the_file(lang: str, better: str) -> None:
    found = parse_course(files("### Short answer: Who? <!-- #q-w -->\n\n- Answer:\n", lang=lang)).diagnostics
    assert [report.attempt(note, lang) for note in found if note.code == "Q34"] == [better]
