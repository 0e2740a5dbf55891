"""Every text of a course, for checks that do not care where it stands."""

from collections.abc import Iterator

from lms.domain.course.kinds import kind_of
from lms.domain.course.model import (
    AckSection,
    CardSection,
    ChoiceQuestion,
    Course,
    MatchQuestion,
    Module,
    OrderQuestion,
    QuizSection,
    ScenarioSection,
    Section,
    Step,
)
from lms.domain.course.places import Id, Letter, Span, T
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


def quiet(course: Course) -> dict[Id, frozenset[str]]:
    """What the author silenced, by the name of the part or question."""
    found = {section.id: section.quiet for _, section in course.sections()}
    return found | {question.id: question.quiet for question in course.questions()}


def answers(course: Course) -> Iterator[tuple[Letter, T]]:
    """What people choose, put in order, read on a card or promise, with its letter."""
    for _, section in course.sections():
        if isinstance(section, CardSection):
            yield from ((card.key, card.text) for card in section.cards)
        elif isinstance(section, AckSection):
            yield from ((tick.key, tick.text) for tick in section.ticks)
        elif isinstance(section, ScenarioSection):
            steps = (node for node in section.nodes.values() if isinstance(node, Step))
            yield from ((choice.key, choice.text) for step in steps for choice in step.choices)
    for question in course.questions():
        if isinstance(question, ChoiceQuestion | OrderQuestion):
            yield from ((option.key, option.text) for option in question.options)


def lettered(course: Course) -> Iterator[tuple[Id, list[tuple[Letter, Span]]]]:
    """The letters in use with their places, by the name of their item; those of a step under `scenario/step`.

    An end has no letters and stands here all the same, for its name.
    """
    for _, section in course.sections():
        if isinstance(section, CardSection):
            yield section.id, [(card.key, card.span) for card in section.cards]
        elif isinstance(section, AckSection):
            yield section.id, [(tick.key, tick.span) for tick in section.ticks]
        elif isinstance(section, ScenarioSection):
            for name, node in section.nodes.items():
                choices = node.choices if isinstance(node, Step) else ()
                yield f"{section.id}/{name}", [(choice.key, choice.span) for choice in choices]
    for question in course.questions():
        if isinstance(question, ChoiceQuestion | OrderQuestion):
            yield question.id, [(option.key, option.span) for option in question.options]
        elif isinstance(question, MatchQuestion):
            yield question.id, [(pair.key, pair.span) for pair in question.pairs]
