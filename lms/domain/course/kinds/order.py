"""Put in order: the list of the source file is the right order."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import ClassVar

from lms.domain.course.keywords import Words
from lms.domain.course.kinds.base import (
    Count,
    Exchange,
    Given,
    Kind,
    Mark,
    RawQuestion,
    RawTranslation,
    Row,
    Unacceptable,
    Unfinished,
    Verdict,
)
from lms.domain.course.kinds.choice import item_lines, next_letter, option_of, quote_lines, translated_option
from lms.domain.course.messages import Log
from lms.domain.course.model import Option, OrderQuestion
from lms.domain.course.parts import Item
from lms.domain.course.places import Lang, Letter, Md, T, in_lang
from lms.domain.course.prints import Json, normal

FEWEST = 3


class Order(Kind[OrderQuestion]):
    """Numbered lines with letters.

    Letters mostly stand in the right order, so a page must never see them: a form names each line by its place in the
    order that the attempt shows, and gives the place the reader wants it to have.
    """

    name = "order"
    keywords: ClassVar[Words] = {"en": ("put in order",), "fr": ("mettre dans l'ordre", "remettre dans l'ordre")}
    template = "order"

    def claims(self, item: Item, lang: Lang) -> bool:
        return super().claims(item, lang) or numbered(item)

    def parse(self, raw: RawQuestion, log: Log) -> OrderQuestion:
        options: dict[Letter, Option] = {}
        named = {item.letter.lower() for item in raw.parts.items if item.letter}
        for place, item in enumerate(raw.parts.items, 1):
            key = _letter(item, place, options.keys(), named, log)
            options[key] = option_of(item, key, None, raw.lang)
        return OrderQuestion(**raw.common, options=tuple(options.values()))

    def translate(self, question: OrderQuestion, raw: RawTranslation, log: Log) -> OrderQuestion:
        found: dict[Letter, Item] = {}
        known = {option.key for option in question.options}
        for item in raw.parts.items:
            key = item.letter.lower() if item.letter else None
            if numbered(item) or item.box is not None:
                log.add("T04", item.row, plain=f"- {key + ') ' if key else ''}{item.text}")
            if key is None or key not in known:
                log.add("T03", item.row, letter=key or item.text, id=question.id)
            elif key in found:
                free = next_letter(found)
                log.add("Q07", item.row, letter=key, attempt=f"- {free}) {item.text}")
            else:
                found[key] = item
        rows = ((option, found.get(option.key)) for option in question.options)
        options = tuple(translated_option(option, item, raw, question.id, log) for option, item in rows)
        _compare(options, raw.lang, log)
        return replace(question, options=options)

    def check(self, question: OrderQuestion, log: Log) -> None:
        if len(question.options) < FEWEST:
            free = next_letter(option.key for option in question.options)
            log.add("Q17", question.span, attempt=f"{len(question.options) + 1}. {free}) …")
        if question.keep_order:
            log.add("Q35", question.span)
        for lang in question.prompt:
            _compare(question.options, lang, log)

    def shuffled(self, question: OrderQuestion, random: Random) -> tuple[str, ...]:
        """Never the right order: who only sends it back has not answered."""
        right = [option.key for option in question.options]
        keys = list(right)
        while keys == right and len(right) > 1:
            random.shuffle(keys)
        return tuple(keys)

    def given_from_form(
        self, question: OrderQuestion, form: Mapping[str, Sequence[str]], order: Sequence[str] = ()
    ) -> Given | None:
        known = {str(place) for place in range(1, len(order) + 1)}
        placed: dict[str, Letter] = {}
        there = 0
        for shown, letter in enumerate(order, 1):
            values = [value for value in form.get(f"{question.id}.{shown}", ()) if value]
            if len(values) > 1 or not known.issuperset(values):
                raise Unacceptable(f"a place that is not in the question: {values}")
            there += len(values)
            placed |= dict.fromkeys(values, letter)
        if there and len(placed) < there:
            raise Unfinished("place-twice")
        if there and there < len(order):
            raise Unfinished("place-missing")
        return [placed[str(place)] for place in range(1, there + 1)] or None

    def mark(self, question: OrderQuestion, given: Given, *, part_marks: bool = False) -> Mark:
        """A verdict for each line: whether it stands at its place.

        With part marks, the share of the steps from one line of the right order to the next that the answer has too:
        right neighbours / (lines - 1), rounded down. One line moved away then costs two steps or three, however far it
        went, where counting right places would take nearly everything. Moodle grades its ordering questions so under
        "Relative to the next item (excluding last)".
        """
        answer = given if isinstance(given, list) else []
        right = [option.key for option in question.options]
        verdicts: dict[Letter, Verdict] = {
            key: "right" if answer[place : place + 1] == [key] else "wrong" for place, key in enumerate(right)
        }
        of, steps = int(question.points * 1000), set(pairwise(right))
        kept = len(steps & set(pairwise(answer)))
        got = of if answer == right else of * kept // max(len(steps), 1) if part_marks else 0
        return Mark(got, of, answer == right, verdicts)

    def statistics(self, question: OrderQuestion, given: Iterable[Given]) -> tuple[Count, ...]:
        """How often each line stood at its place, and at every wrong place where somebody put it."""
        placed = Counter(
            (key, place) for answer in given if isinstance(answer, list) for place, key in enumerate(answer, 1)
        )
        return tuple(
            Count(f"{option.key}{place}", _at(place, option.text), placed[option.key, place], place == own)
            for own, option in enumerate(question.options, 1)
            for place in range(1, len(question.options) + 1)
            if place == own or placed[option.key, place]
        )

    def exchange(self, question: OrderQuestion, lang: Lang) -> Exchange:
        rows = (
            Row(
                option.key,
                in_lang(option.text, lang).text,
                feedback=in_lang(option.feedback, lang).text if option.feedback else "",
            )
            for option in question.options
        )
        return Exchange("order", tuple(rows))

    def written(self, exchange: Exchange, lang: Lang) -> list[str]:
        lines = []
        for place, row in enumerate(exchange.rows, 1):
            lines += [*item_lines(f"{place}. {row.key}) ", row.text), *quote_lines(row.feedback)]
        return lines

    def without_answers(self, question: OrderQuestion) -> OrderQuestion:
        """The lines by their words, which say nothing about their order."""
        options = (replace(option, feedback=None) for option in question.options)
        by_words = tuple(sorted(options, key=lambda option: next(iter(option.text.values())).text))
        return replace(question, options=by_words, why=None, key_print="", text_print="")

    def key(self, question: OrderQuestion) -> Json:
        return [option.key for option in question.options]

    def texts(self, question: OrderQuestion) -> Iterator[tuple[str, T | None]]:
        for option in question.options:
            yield f"{option.key}) text", option.text
            yield f"{option.key}) feedback", option.feedback


def numbered(item: Item) -> bool:
    """Whether the line carries a number, as the lines of a source do."""
    return item.marker[0].isdigit()


def _letter(item: Item, place: int, taken: Set[Letter], named: Set[Letter], log: Log) -> Letter:
    """The letter of a line; where it is missing or taken one that no line has stands in for it."""
    free = next_letter(taken | named)
    key = item.letter.lower() if item.letter else free
    key = free if key in taken else key
    written = f"{place}. {key}) {item.text}"
    if item.letter is None or not item.letter.islower():
        log.add("Q08", item.row, attempt=written)
    elif item.letter in taken:
        log.add("Q07", item.row, letter=item.letter, attempt=written)
    elif not numbered(item) or item.box is not None or item.broken:
        log.add("Q17", item.row, attempt=written)
    return key


def _compare(options: Sequence[Option], lang: Lang, log: Log) -> None:
    """Two equal lines have no order."""
    seen: set[str] = set()
    for option in options:
        if lang in option.text:
            text = option.text[lang]
            if normal(text.text).casefold() in seen:
                log.add("Q18", text.span, text=text.text, letter=option.key)
            seen.add(normal(text.text).casefold())


def _at(place: int, text: T) -> T:
    return {lang: Md(f"{place}. {md.text}", md.span) for lang, md in text.items()}


KIND = Order()
