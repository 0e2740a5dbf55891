"""An edition beside an earlier one: what became of each section."""

from lms.domain.course.model import Course
from lms.domain.course.parse import parse_course
from lms.domain.course.render import view
from lms.domain.course.since import Chapter, language, since
from tests.domain.course.small import small_files

SECTION = "## What stays inside <!-- #what-stays-inside -->"


def course_of(*edits: tuple[str, str]) -> Course:
    files = small_files()
    text = files["10-posting.md"].decode()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    course = parse_course(files | {"10-posting.md": text.encode()}).course
    assert course is not None
    return course


def beside(before: Course, after: Course) -> tuple[Chapter, ...]:
    return since(before, after, view(before, "en"), view(after, "en"))


def verbs(chapters: tuple[Chapter, ...]) -> list[tuple[str, str]]:
    return [(part.id, part.verb) for chapter in chapters for part in chapter.told]


def test_two_equal_editions_have_nothing_to_tell() -> None:
    assert verbs(beside(course_of(), course_of())) == []


def test_a_reworded_section_a_new_one_and_one_that_is_gone() -> None:
    more = f"## Before all <!-- #before-all -->\n\nBreathe.\n\n{SECTION}"
    after = course_of((SECTION, more), ("So does a guess.", "So does a hunch."))
    assert verbs(beside(course_of(), after)) == [("before-all", "added"), ("what-stays-inside", "changed")]
    assert verbs(beside(after, course_of())) == [("before-all", "removed"), ("what-stays-inside", "changed")]


def test_another_heading_is_marked_in_the_heading() -> None:
    after = course_of((SECTION, SECTION.replace("What stays inside", "What stays in the house")))
    (part,) = (part for chapter in beside(course_of(), after) for part in chapter.told)
    assert part.heading == "What stays <del>inside</del><ins>in the house</ins>"


def test_another_module_title_is_told_as_its_beginning() -> None:
    chapters = beside(course_of(), course_of(("# Before you post\n", "# Before you send\n")))
    assert verbs(chapters) == [("posting", "changed")]


def test_of_a_quiz_no_word_is_shown() -> None:
    (part,) = (
        part
        for chapter in beside(course_of(), course_of(("Answer in one line", "Answer in two lines")))
        for part in chapter.told
    )
    assert (part.kind, part.heading, part.html) == ("quiz", "", "")


def test_the_language_is_the_readers_own_then_that_of_the_signature() -> None:
    course = course_of()
    assert language(course, course, "fr", "en") == "fr"
    assert language(course, course, "de", "fr") == "fr"
    assert language(course, course, "de", "de") == "en"
