"""W10: answers that share a number, so that somebody does not know which one to choose."""

import re
from dataclasses import dataclass
from decimal import Decimal

from lms.domain.course import keywords, numbers
from lms.domain.course.messages import Log
from lms.domain.course.model import ChoiceQuestion, Option
from lms.domain.course.places import Lang
from lms.domain.course.prints import normal
from lms.domain.course.rules.rule import Desk, Rule

RULES = (
    Rule(
        "W10",
        "warning",
        'Answers overlap: "{first}" and "{second}".',
        "Des réponses se chevauchent : « {first} » et « {second} ».",
        "{next}",
    ),
)

LONGEST = 60
ONE_ANSWER = ("single", "survey")
NUMBER = r"(-?\d[\d.,]{0,20})"
RANGE = re.compile(rf"(?:from |between |de |entre )?{NUMBER} ?(-|[^\W\d_]{{1,3}}) ?{NUMBER}(?![\d-]) ?(.*)\Z", re.I)
BETWEEN = ("-", "and", "et")


@dataclass(frozen=True, slots=True)
class Stretch:
    """An answer that names a range, with the words behind it."""

    option: Option
    text: str
    low: Decimal
    high: Decimal
    rest: str


def check(desk: Desk, log: Log) -> None:
    """Questions that take one answer, in the source language."""
    lang = desk.course.source_lang
    for question in desk.course.questions():
        if isinstance(question, ChoiceQuestion) and question.kind in ONE_ANSWER and "W10" not in question.quiet:
            _check(question, lang, log)


def _check(question: ChoiceQuestion, lang: Lang, log: Log) -> None:
    found = [stretch for option in question.options if (stretch := _stretch(option, lang))]
    widest: dict[str, Stretch] = {}
    for stretch in sorted(found, key=lambda each: (each.low, each.high)):
        before = widest.get(stretch.rest)
        if before and stretch.low <= before.high:
            log.add(
                "W10", stretch.option.span, first=before.text, second=stretch.text, next=_next(before, stretch, lang)
            )
        if before is None or stretch.high > before.high:
            widest[stretch.rest] = stretch


def _stretch(option: Option, lang: Lang) -> Stretch | None:
    text = normal(option.text[lang].text)
    found = RANGE.match(numbers.tidy(text)) if len(text) <= LONGEST else None
    if found is None or found[2].lower() not in (*BETWEEN, *keywords.spoken(keywords.TO, lang)):
        return None
    low, high = numbers.number(found[1], lang), numbers.number(found[3], lang)
    return Stretch(option, text, low, high, found[4].casefold()) if low is not None and high is not None else None


def _next(before: Stretch, stretch: Stretch, lang: Lang) -> str:
    """The range that would begin behind the one before it."""
    whole = all(value == value.to_integral_value() for value in (before.high, stretch.high))
    low = before.high + 1 if whole else before.high
    words = numbers.written(low, max(low, stretch.high), lang)
    return f"{words} {stretch.rest}".strip() if whole else f"> {words} {stretch.rest}".strip()
