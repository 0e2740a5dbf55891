"""What an edition is and how much of it there is: fingerprint, minutes, questions."""

import hashlib

from lms.domain.course import reading_time
from lms.domain.course.drawing import asked
from lms.domain.course.edition import counted_questions, edition_sha256, points
from lms.domain.course.parse import parse_course
from tests.domain.course.small import changed, small_course, small_files


def test_the_fingerprint_of_an_edition_has_the_form_it_promises() -> None:
    inner = hashlib.sha256(b"x").hexdigest()
    expected = hashlib.sha256(f'[["a.md","{inner}"],["é.md","{inner}"]]'.encode()).hexdigest()
    assert edition_sha256({"é.md": b"x", "a.md": b"x", "published.json": b"{}"}) == expected


def test_one_byte_makes_another_edition() -> None:
    files = small_files()
    assert edition_sha256(files) != edition_sha256(files | {"course.md": files["course.md"] + b" "})


def test_reading_takes_a_minute_for_238_words_and_time_for_images() -> None:
    assert round(reading_time.words_seconds(["word " * 238])) == 60
    assert reading_time.words_seconds(["![](x.png)"]) - reading_time.words_seconds(["[](x.png)"]) == 12


def test_a_question_takes_forty_seconds() -> None:
    quiz = next(small_course().quizzes())
    assert reading_time.section_seconds(quiz) >= 3 * 40


def test_optional_modules_are_not_counted_unless_asked_for() -> None:
    course = parse_course(changed("10-posting.md", "id: posting", "id: posting\noptional: yes")).course
    assert course and reading_time.course_minutes(course) < reading_time.course_minutes(course, optional=True)


def test_practice_does_not_count() -> None:
    course = parse_course(changed("10-posting.md", "(2 points)", "(2 points, practice)")).course
    assert course
    assert [question.id for question in counted_questions(course)] == ["q-journalist", "q-own-views"]
    assert points(counted_questions(small_course())) == 4


def test_a_draw_never_leaves_out_what_is_critical() -> None:
    course = parse_course(changed("10-posting.md", "## Quiz:", "## Quiz (pick 2):")).course
    assert course and asked(next(course.quizzes())) == 2
