"""The courses that are shipped are sound: the checker has nothing to say about them."""

from pathlib import Path

import pytest

from lms.domain.course import report
from lms.domain.course.kinds import kind_of
from lms.domain.course.model import ChoiceQuestion
from lms.domain.course.parse import parse_course
from lms.store.folder import read_folder

COURSES = sorted(path.parent for path in (Path(__file__).parents[2] / "courses").glob("*/course.md"))


def test_there_is_a_course() -> None:
    assert [path.name for path in COURSES] == ["social-media"]


@pytest.mark.parametrize("folder", COURSES, ids=lambda path: path.name)
def test_the_checker_is_silent(folder: Path) -> None:
    files = read_folder(folder)
    found = parse_course(files)
    assert found.diagnostics == (), report.text(found.diagnostics, files, "en")


@pytest.mark.parametrize("folder", COURSES, ids=lambda path: path.name)
def test_every_answer_says_why_in_every_language(folder: Path) -> None:
    course = parse_course(read_folder(folder)).course
    assert course is not None
    assert course.langs == ("en", "fr")
    for question in course.questions():
        assert kind_of(question).name in ("single", "multiple", "truefalse")
        assert isinstance(question, ChoiceQuestion)
        for option in question.options:
            assert option.feedback is not None and set(option.feedback) == {"en", "fr"}, (question.id, option.key)


def test_the_social_media_course_is_whole() -> None:
    course = parse_course(read_folder(COURSES[0])).course
    assert course is not None and course.acknowledgement is not None
    assert len(course.modules) >= 5
    assert len(list(course.questions())) >= 20
    assert len(course.acknowledgement.ticks) >= 5
    assert all(120 <= module.reading_seconds <= 240 for module in course.modules)
