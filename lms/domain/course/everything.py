"""Every text of a course, for checks that do not care where it stands."""

from collections.abc import Iterator

from lms.domain.course.kinds import kind_of
from lms.domain.course.model import Course, Module, QuizSection, Section
from lms.domain.course.places import Id, T
from lms.domain.course.sections import SECTIONS


def section_texts(section: Section) -> Iterator[T]:
    """The texts of a section, those of its questions included."""
    yield from (text for _, text in SECTIONS[section.kind].all_texts(section) if text)
    if isinstance(section, QuizSection):
        for question in section.questions:
            yield from (text for _, text in kind_of(question).all_texts(question) if text)


def module_texts(module: Module) -> Iterator[T]:
    """The texts of a module."""
    yield module.title
    if module.intro:
        yield module.intro
    for section in module.sections:
        yield from section_texts(section)


def course_texts(course: Course) -> Iterator[T]:
    """The texts of a course, settings included."""
    yield course.title
    if course.intro:
        yield course.intro
    for change in course.changes:
        yield change.note
    for module in course.modules:
        yield from module_texts(module)


def items(course: Course) -> Iterator[tuple[Id, Iterator[T]]]:
    """Every section and every question by its name, each with the texts that are its own."""
    for _, section in course.sections():
        yield section.id, (text for _, text in SECTIONS[section.kind].all_texts(section) if text)
    for question in course.questions():
        yield question.id, (text for _, text in kind_of(question).all_texts(question) if text)
