"""Number: one number, a range, or a number with a margin; the learner writes it in either decimal notation."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import ClassVar

from lms.domain.course import keywords, numbers
from lms.domain.course.keywords import Words
from lms.domain.course.kinds import lines
from lms.domain.course.kinds.base import Count, Exchange, Given, Kind, Mark, RawQuestion, RawTranslation, Unfinished
from lms.domain.course.kinds.wordings import folded
from lms.domain.course.messages import Log
from lms.domain.course.model import NumberQuestion
from lms.domain.course.parts import Item
from lms.domain.course.places import Lang, Md, T, in_lang
from lms.domain.course.prints import Json

NONE = Decimal(0)
BEHIND = re.compile(r"([+-]? ?[\d.,][\d ,.']*?) ?([^\d\s.,'].*)\Z", re.ASCII)
BEFORE = re.compile(r"([^\d+.,-][^\d+-]*?) ?([+-]? ?\d[\d ,.']*)\Z", re.ASCII)


class Number(Kind[NumberQuestion]):
    """A field for a number, with its unit beside it."""

    name = "number"
    template = "number"
    keywords: ClassVar[Words] = {"en": ("number",), "fr": ("nombre",)}

    def claims(self, item: Item, lang: Lang) -> bool:
        words = (keywords.ANSWER, keywords.UNIT)
        return super().claims(item, lang) or any(lines.meant(item.text, each, lang) is not None for each in words)

    def parse(self, raw: RawQuestion, log: Log) -> NumberQuestion:
        reported = lines.report_others(raw.parts, (keywords.ANSWER, keywords.UNIT), raw.lang, log)
        found = _only(keywords.ANSWER, raw.parts.items, raw.lang, log)
        low, high = _bounds(found, raw.lang, log) if found else (NONE, NONE)
        if found is None and not reported:
            log.add("Q10", raw.common["span"], attempt=lines.line(keywords.ANSWER, "24", raw.lang))
        unit = _only(keywords.UNIT, raw.parts.items, raw.lang, log)
        return NumberQuestion(**raw.common, low=low, high=high, unit={raw.lang: unit} if unit and unit.text else None)

    def translate(self, question: NumberQuestion, raw: RawTranslation, log: Log) -> NumberQuestion:
        unit = None
        for item in raw.parts.items:
            value = lines.value_of(item, keywords.UNIT, raw.lang)
            if value is None:
                log.add("T04", item.row, plain=f"### {raw.part.heading.text}")
            unit = unit or value
        place, file = raw.part.heading.span, raw.part.heading.file.path
        example = lines.line(keywords.UNIT, "…", raw.lang)
        if question.unit and not unit:
            log.add("T06", place, label="Unit", id=question.id, file=file, example=example)
        if unit and not question.unit:
            log.add("T06", unit.span, label="Unit", id=question.id, file="the source", example=example)
        return replace(question, unit=lines.joined_line(question.unit, unit, raw.lang))

    def given_from_form(
        self, question: NumberQuestion, form: Mapping[str, Sequence[str]], order: Sequence[str] = ()
    ) -> Given | None:
        typed = " ".join(form.get(question.id, ())[:1])
        if not typed.strip():
            raise Unfinished("nothing-written")
        bare = without_unit(typed, question.unit) if len(typed) <= 2 * numbers.LONGEST else ""
        if not numbers.readings(bare):
            raise Unfinished("not-a-number")
        return numbers.tidy(bare)

    def mark(self, question: NumberQuestion, given: Given, *, part_marks: bool = False) -> Mark:
        right = fits(question, given)
        of = int(question.points * 1000)
        return Mark(of if right else 0, of, right, {})

    def shuffled(self, question: NumberQuestion, random: Random) -> tuple[str, ...]:
        return ()

    def statistics(self, question: NumberQuestion, given: Iterable[Given]) -> tuple[Count, ...]:
        """Each number once, however it was written; the most frequent first."""
        counted = Counter((_value(question, answer), fits(question, answer)) for answer in given)
        rows = sorted(counted.items(), key=lambda row: (-row[1], row[0][0]))
        return tuple(Count(numbers.said(value), numbers.said(value), count, right) for (value, right), count in rows)

    def exchange(self, question: NumberQuestion, lang: Lang) -> Exchange:
        unit = in_lang(question.unit, lang).text if question.unit else ""
        return Exchange("number", low=question.low, high=question.high, unit=unit)

    def written(self, exchange: Exchange, lang: Lang) -> list[str]:
        low = exchange.low if exchange.low is not None else exchange.high
        high = exchange.high if exchange.high is not None else low
        value = numbers.written(low, high, lang) if low is not None and high is not None else ""
        unit = [lines.line(keywords.UNIT, exchange.unit, lang)] if exchange.unit else []
        return [lines.line(keywords.ANSWER, value, lang), *unit]

    def accepted(self, question: NumberQuestion, lang: Lang) -> tuple[str, ...]:
        return (numbers.written(question.low, question.high, lang),)

    def without_answers(self, question: NumberQuestion) -> NumberQuestion:
        return replace(question, low=NONE, high=NONE, why=None, key_print="", text_print="")

    def key(self, question: NumberQuestion) -> Json:
        return [numbers.said(question.low), numbers.said(question.high)]

    def texts(self, question: NumberQuestion) -> Iterator[tuple[str, T | None]]:
        yield "unit", question.unit


def _only(words: Words, items: Iterable[Item], lang: Lang, log: Log) -> Md | None:
    """The one line that begins with the word; a second one is reported."""
    found = list(lines.values(items, words, lang))
    for item, _ in found[1:]:
        label, attempt = words.get(lang, words["en"])[0].capitalize(), lines.line(words, found[0][1].text, lang)
        log.add("Q29", item.row, label=label, text=item.text, attempt=attempt)
    return found[0][1] if found else None


def _bounds(value: Md, lang: Lang, log: Log) -> tuple[Decimal, Decimal]:
    found = numbers.interval(value.text, lang)
    if not value.text:
        lines.report_empty(value.span, lang, log)
        return NONE, NONE
    if found is None:
        meant = lines.line(keywords.ANSWER, numbers.likely(value.text, lang) or "24", lang)
        log.add("Q11", value.span, value=value.text[: numbers.LONGEST], attempt=meant)
        return NONE, NONE
    low, high = sorted(found)
    if found[0] > found[1]:
        log.add("Q12", value.span, attempt=lines.line(keywords.ANSWER, numbers.written(low, high, lang), lang))
    return low, high


def without_unit(typed: str, unit: T | None) -> str:
    """What was typed without the unit of the question, in whichever of its languages, before or behind the number."""
    typed = numbers.tidy(typed)
    known = {_singular(md.text) for md in (unit or {}).values()}
    if (behind := BEHIND.match(typed)) and _singular(behind[2]) in known:
        return behind[1]
    if (before := BEFORE.match(typed)) and _singular(before[1]) in known:
        return before[2]
    return typed


def _singular(unit: str) -> str:
    return folded(unit).rstrip("s.")


def fits(question: NumberQuestion, given: Given) -> bool:
    """Whether some way to read what was given lies within the bounds."""
    return any(question.low <= value <= question.high for value in numbers.readings(str(given)))


def _value(question: NumberQuestion, given: Given) -> Decimal:
    """The number that was judged: the reading that fits, else the first one."""
    found = numbers.readings(str(given)) or (NONE,)
    return next((value for value in found if question.low <= value <= question.high), found[0])


KIND = Number()
