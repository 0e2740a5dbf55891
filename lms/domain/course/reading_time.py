"""How long reading takes: counted once, from the source text, and the same for every language.

238 words a minute is the average of adults reading non-fiction silently; 12 seconds an image and 40 a question are
assumptions until they are measured.
"""

import math
import re
from collections.abc import Iterable, Iterator

from lms.domain.course.drawing import asked
from lms.domain.course.model import AckSection, CardSection, Course, Module, QuizSection, Section
from lms.domain.course.places import T, texts

WORDS_PER_MINUTE = 238
IMAGE_SECONDS = 12
QUESTION_SECONDS = 40

WORD = re.compile(r"\w+(?:['’-]\w+)*")
IMAGE = re.compile(r"!\[")
ADDRESS = re.compile(r"\]\([^()\s]*\)")


def reading_seconds(intro: T | None, sections: Iterable[Section]) -> int:
    """Seconds to read a module and answer its questions."""
    opening = math.ceil(words_seconds([source_text(intro)])) if intro else 0
    return opening + sum(map(section_seconds, sections))


def section_seconds(section: Section) -> int:
    """Seconds to read a section, or to answer one attempt of a quiz."""
    seconds = math.ceil(words_seconds(map(source_text, section_words(section))))
    return seconds + (QUESTION_SECONDS * asked(section) if isinstance(section, QuizSection) else 0)


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
    return texts(*parts)


def minutes(seconds: int) -> int:
    """Whole minutes, rounded up."""
    return math.ceil(seconds / 60)


def module_minutes(module: Module) -> int:
    """Minutes for one module."""
    return minutes(module.reading_seconds)


def course_minutes(course: Course, *, optional: bool = False) -> int:
    """Minutes for the whole course, without its optional modules unless they are asked for."""
    return minutes(sum(module.reading_seconds for module in course.modules if optional or not module.optional))
