"""Whole courses there and back: what comes back is equal, in every question and every language."""

from pathlib import Path

import pytest

from lms.domain.course import schema
from lms.domain.course.exchange import formats
from lms.domain.course.exchange.losses import Losses
from lms.domain.course.kinds import kind_of
from lms.domain.course.markdown_text import View, to_html
from lms.domain.course.model import Course, Question, QuizSection, ScenarioSection
from lms.domain.course.parse import parse_course
from lms.store.folder import read_folder

ROOT = Path(__file__).parents[4]
FOLDERS = [
    *sorted(path.parent for path in (ROOT / "courses").glob("*/course.md")),
    *sorted(path.parent for path in (ROOT / "tests" / "courses").glob("*/course.md")),
]
BACK = {"moodle": "moodle", "qti2": "qti", "qti3": "qti"}


def parsed(files: dict[str, bytes]) -> Course:
    course = parse_course(files).course
    assert course is not None
    return course


def seen(question: Question, lang: str) -> dict[str, str]:
    """Every text of a question in one language, as its reader sees it: line breaks of the source make no difference."""
    texts = {name: text[lang].text for name, text in kind_of(question).all_texts(question) if text and lang in text}
    return {name: " ".join(to_html(text, View("")).split()) for name, text in texts.items()}


def back(course: Course, form: str, lang: str) -> Course:
    data = formats.export(course, form, lang, Losses())
    parcel = formats.bring("q", data, BACK[form], lang, Losses())
    return parsed(formats.course_of(parcel, course.id, schema.read_date("2026-11-02") or pytest.fail("no date")))


@pytest.mark.parametrize("form", BACK)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_question_comes_back_equal(folder: Path, form: str) -> None:
    course = parsed(read_folder(folder))
    for lang in course.langs:
        returned = back(course, form, lang)
        sent = list(course.questions())
        assert [(one.id, one.kind) for one in returned.questions()] == [(one.id, one.kind) for one in sent]
        for was, now in zip(sent, returned.questions(), strict=True):
            assert seen(now, lang) == seen(was, lang), was.id
            if was.kind != "short" or lang == course.source_lang:  # only the wordings of one language travel
                assert now.key_print == was.key_print, was.id


@pytest.mark.parametrize("form", ["qti2", "qti3"])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_quizzes_and_scenarios_come_back_with_their_rules(folder: Path, form: str) -> None:
    course = parsed(read_folder(folder))
    returned = back(course, form, course.source_lang)
    wanted = {one.id: one.key_print for _, one in course.sections() if isinstance(one, QuizSection | ScenarioSection)}
    assert {id: returned.section(id) and getattr(returned.section(id), "key_print", "") for id in wanted} == wanted
