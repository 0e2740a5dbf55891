"""A GIFT parser written elsewhere understands every GIFT file that we write."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from lms.domain.course.exchange import formats, gift
from lms.domain.course.exchange.losses import Losses
from lms.domain.course.exchange.parts import Parcel, Quiz
from lms.domain.course.parse import parse_course
from lms.store.folder import read_folder
from tests.domain.course.exchange.test_gift import QUESTIONS

ROOT = Path(__file__).parents[2]
PARSER = (ROOT / "tests" / "oracles" / "gift-pegjs" / "gift-parser-globals.js").read_text()
COURSES = sorted(path.parent for path in (ROOT / "courses").glob("*/course.md"))
TYPES = {"single": "MC", "multiple": "MC", "truefalse": "TF", "match": "Matching", "sort": "Matching"} | {
    "number": "Numerical", "short": "Short", "reflect": "Essay",
}  # fmt: skip


def parsed(browser: Browser, text: str) -> list[dict[str, Any]]:
    page = browser.new_page()
    page.evaluate(PARSER)
    found: list[dict[str, Any]] = page.evaluate("text => giftParser.parse(text)", text)
    page.close()
    return found


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("folder", COURSES, ids=lambda path: path.name)
def test_every_question_of_a_course_is_understood(browser: Browser, folder: Path, language: str) -> None:
    course = parse_course(read_folder(folder)).course
    assert course is not None
    found = parsed(browser, formats.export(course, "gift", language, Losses()).decode())
    sent = [question for question in course.questions() if question.kind in TYPES]
    assert [(one["title"], one["type"]) for one in found if one["type"] != "Category"] == [
        (question.id, TYPES[question.kind]) for question in sent
    ]


def test_signs_and_feedback_arrive(browser: Browser) -> None:
    text = gift.write(Parcel("c", "C", "en", (Quiz("quiz", "Quiz", QUESTIONS),)), Losses())
    colour = parsed(browser, text)[1]
    assert colour["stem"]["text"] == "Which colour: {red} ~ #1 = 50%?\n\nA second paragraph.\n\nA third one."
    assert [(one["isCorrect"], one["text"]["text"]) for one in colour["choices"]] == [
        (False, "Red"),
        (True, "Blue = calm"),
    ]
    assert colour["globalFeedback"]["text"] == "It is calm."
