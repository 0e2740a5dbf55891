"""The courses that are shipped are sound: the checker has nothing to say about them."""

from pathlib import Path

import pytest

from lms.domain.course import report
from lms.domain.course.adapting import adapted
from lms.domain.course.model import ChoiceQuestion, Course
from lms.domain.course.parse import parse_course
from lms.domain.course.reading_time import course_minutes
from lms.store.folder import read_folder

COURSES = sorted(path.parent for path in (Path(__file__).parents[2] / "courses").glob("*/course.md"))
PROFILES = [path for folder in COURSES for path in sorted(folder.glob("profiles/*.md")) if path.stem.count(".") == 0]


def course_in(folder: Path) -> Course:
    course = parse_course(read_folder(folder)).course
    assert course is not None
    return course


def test_these_courses_are_shipped() -> None:
    assert [path.name for path in COURSES] == ["code-of-conduct", "information-security", "social-media"]


@pytest.mark.parametrize("folder", COURSES, ids=lambda path: path.name)
def test_the_checker_is_silent(folder: Path) -> None:
    files = read_folder(folder)
    found = parse_course(files)
    assert found.diagnostics == (), report.text(found.diagnostics, files, "en")


@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_the_checker_is_silent_about_every_adaptation(profile: Path) -> None:
    files = adapted(read_folder(profile.parents[1]), profile.stem)
    found = parse_course(files)
    assert found.diagnostics == (), report.text(found.diagnostics, files, "en")


@pytest.mark.parametrize("folder", COURSES, ids=lambda path: path.name)
def test_every_answer_says_why_in_every_language(folder: Path) -> None:
    course = course_in(folder)
    assert course.langs == ("en", "fr")
    for question in course.questions():
        if isinstance(question, ChoiceQuestion) and question.kind != "survey":
            for option in question.options:
                assert option.feedback is not None and set(option.feedback) == {"en", "fr"}, (question.id, option.key)


@pytest.mark.parametrize("folder", COURSES, ids=lambda path: path.name)
def test_a_course_is_short_modules_and_a_handful_of_promises(folder: Path) -> None:
    course = course_in(folder)
    assert course.acknowledgement is not None and 5 <= len(course.acknowledgement.ticks) <= 7
    assert len([module for module in course.modules if not module.optional]) >= 5
    assert all(100 <= module.reading_seconds <= 300 for module in course.modules if not module.optional)


def test_the_social_media_course_is_whole() -> None:
    course = course_in(COURSES[-1])
    assert len(list(course.questions())) >= 20
    assert all(120 <= module.reading_seconds <= 300 for module in course.modules if not module.optional)


def test_the_information_security_course_takes_a_quarter_of_an_hour() -> None:
    assert 12 <= course_minutes(course_in(COURSES[-2])) <= 16


def test_the_code_of_conduct_takes_a_quarter_of_an_hour() -> None:
    assert 12 <= course_minutes(course_in(COURSES[0])) <= 16
