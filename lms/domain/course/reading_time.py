"""How long reading takes: counted once, from the source text, and the same for every language.

238 words a minute is the average of adults reading non-fiction silently; 12 seconds an image and 40 a question are
assumptions until they are measured. A scenario counts the steps on the way of its best answers, read with all their
answers, the feedback of those taken and the end; and 10 seconds a step to make up one's mind, an assumption too.
"""

import math
import re
from collections.abc import Iterable, Iterator

from lms.domain.course.drawing import asked
from lms.domain.course.graph import best_way
from lms.domain.course.model import AckSection, CardSection, Course, Module, QuizSection, ScenarioSection, Section
from lms.domain.course.places import T, texts

WORDS_PER_MINUTE = 238
IMAGE_SECONDS = 12
QUESTION_SECONDS = 40
CHOICE_SECONDS = 10

WORD = re.compile(r"\w+(?:['’-]\w+)*")
IMAGE = re.compile(r"!\[")
ADDRESS = re.compile(r"\]\([^()\s]*\)")


def reading_seconds(intro: T | None, sections: Iterable[Section]) -> int:
    """Seconds to read a module and answer its questions."""
    opening = math.ceil(words_seconds([source_text(intro)])) if intro else 0
    return opening + sum(map(section_seconds, sections))


def section_seconds(section: Section) -> int:
    """Seconds to read a section, to answer one attempt of a quiz, or to walk a scenario once."""
    seconds = math.ceil(words_seconds(map(source_text, section_words(section))))
    if isinstance(section, QuizSection):
        return seconds + QUESTION_SECONDS * asked(section)
    if isinstance(section, ScenarioSection):
        return seconds + CHOICE_SECONDS * len(best_way(section.nodes, section.start)[0])
    return seconds


def words_seconds(texts: Iterable[str]) -> float:
    """Seconds to read these texts and look at their images."""
    seconds = 0.0
    for text in texts:
        seconds += len(WORD.findall(ADDRESS.sub("]", text))) * 60 / WORDS_PER_MINUTE
        seconds += len(IMAGE.findall(text)) * IMAGE_SECONDS
    return seconds


def source_text(text: T) -> str:
    """The text in its source language."""
    return next(iter(text.values())).text


def section_words(section: Section) -> Iterator[T]:
    """What is read in a section; questions are counted, not read."""
    parts: list[T | None] = [section.title, section.body]
    if isinstance(section, CardSection):
        parts += [text for card in section.cards for text in (card.text, card.reason)]
    if isinstance(section, AckSection):
        parts += [tick.text for tick in section.ticks]
    if isinstance(section, ScenarioSection):
        parts += _story(section)
    return texts(*parts)


def _story(section: ScenarioSection) -> Iterator[T | None]:
    way, end = best_way(section.nodes, section.start)
    for step, taken in way:
        yield from (step.title, step.body, *(choice.text for choice in step.choices), taken.feedback)
    if end:
        yield from (end.title, end.body)


def minutes(seconds: int) -> int:
    """Whole minutes, rounded up."""
    return math.ceil(seconds / 60)


def module_minutes(module: Module) -> int:
    """Minutes for one module."""
    return minutes(module.reading_seconds)


def course_minutes(course: Course, *, optional: bool = False) -> int:
    """Minutes for the whole course, without its optional modules unless they are asked for."""
    return minutes(sum(module.reading_seconds for module in course.modules if optional or not module.optional))
