"""How long reading takes: counted once, from the source text, and the same for every language.

238 words a minute is the average of adults reading non-fiction silently; 12 seconds an image and 40 a question are
assumptions until they are measured.
"""

import math
import re
from collections.abc import Iterable

from lms.domain.course.drawing import asked
from lms.domain.course.model import AckSection, CardSection, Course, Module, QuizSection, Section
from lms.domain.course.places import Lang, Md, T

WORDS_PER_MINUTE = 238
IMAGE_SECONDS = 12
QUESTION_SECONDS = 40

WORD = re.compile(r"\w+(?:['’-]\w+)*")
IMAGE = re.compile(r"!\[")
ADDRESS = re.compile(r"\]\([^()\s]*\)")


def reading_seconds(intro: Md | None, sections: Iterable[Section], lang: Lang) -> int:
    """Seconds to read a module and answer its questions."""
    texts = [intro.text] if intro else []
    questions = 0
    for section in sections:
        texts += _section_texts(section, lang)
        if isinstance(section, QuizSection):
            questions += asked(section)
    return math.ceil(words_seconds(texts)) + QUESTION_SECONDS * questions


def words_seconds(texts: Iterable[str]) -> float:
    """Seconds to read these texts and look at their images."""
    seconds = 0.0
    for text in texts:
        seconds += len(WORD.findall(ADDRESS.sub("]", text))) * 60 / WORDS_PER_MINUTE
        seconds += len(IMAGE.findall(text)) * IMAGE_SECONDS
    return seconds


def _section_texts(section: Section, lang: Lang) -> list[str]:
    parts: list[T | None] = [section.title, section.body]
    if isinstance(section, CardSection):
        parts += [text for card in section.cards for text in (card.text, card.reason)]
    if isinstance(section, AckSection):
        parts += [tick.text for tick in section.ticks]
    return [text[lang].text for text in parts if text]


def minutes(seconds: int) -> int:
    """Whole minutes, rounded up."""
    return math.ceil(seconds / 60)


def module_minutes(module: Module) -> int:
    """Minutes for one module."""
    return minutes(module.reading_seconds)


def course_minutes(course: Course, *, optional: bool = False) -> int:
    """Minutes for the whole course, without its optional modules unless they are asked for."""
    return minutes(sum(module.reading_seconds for module in course.modules if optional or not module.optional))
