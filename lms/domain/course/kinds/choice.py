"""Questions answered by choosing: what Choose one, Choose all that apply and True or false share."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from fractions import Fraction
from random import Random
from string import ascii_lowercase
from typing import ClassVar

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
    Verdict,
)
from lms.domain.course.messages import Log
from lms.domain.course.model import ChoiceQuestion, Option
from lms.domain.course.parts import Item
from lms.domain.course.places import Id, Lang, Letter, T, in_lang
from lms.domain.course.prints import Json

BOXES = {"": False, " ": False, "x": True, "X": True}


class ChoiceKind(Kind[ChoiceQuestion]):
    """Options with boxes and letters."""

    template = "choice"
    many: ClassVar[bool] = False

    def parse(self, raw: RawQuestion, log: Log) -> ChoiceQuestion:
        options: list[Option] = []
        taken: set[Letter] = set()
        for item in raw.parts.items:
            key = lettered(item, taken, log)
            taken.add(key)
            options.append(option_of(item, key, boxed(item, log), raw.lang))
        return ChoiceQuestion(**raw.common, options=tuple(options))

    def translate(self, question: ChoiceQuestion, raw: RawTranslation, log: Log) -> ChoiceQuestion:
        found: dict[Letter, Item] = {}
        known = {option.key for option in question.options}
        for item in raw.parts.items:
            if item.box is not None:
                log.add("T04", item.row, plain=f"- {item.letter + ') ' if item.letter else ''}{item.text}")
            key = self.translated_key(item, raw)
            if key is None or key not in known:
                log.add("T03", item.row, letter=key or item.text, id=question.id)
            elif key in found:
                log.add("Q07", item.row, letter=key, free=next_letter(found), text=item.text)
            else:
                found[key] = item
        rows = ((option, found.get(option.key)) for option in question.options)
        options = (translated_option(option, item, raw, question.id, log) for option, item in rows)
        return replace(question, options=tuple(options))

    def translated_key(self, item: Item, raw: RawTranslation) -> Letter | None:
        """Which option a line of a translation is."""
        return item.letter.lower() if item.letter else None

    def check(self, question: ChoiceQuestion, log: Log) -> None:
        if len(question.options) < 2:
            log.add("Q04", question.span, free=next_letter(option.key for option in question.options))
        elif not any(option.right for option in question.options):
            first = question.options[0]
            text = next(iter(first.text.values())).text.partition("\n")[0]
            log.add("Q03", question.span, answer=f"- [x] {first.key}) {text}")

    def given_from_form(
        self, question: ChoiceQuestion, form: Mapping[str, Sequence[str]], order: Sequence[str] = ()
    ) -> Given | None:
        chosen = sorted(set(form.get(question.id, ())))
        known = {option.key for option in question.options}
        if not known.issuperset(chosen):
            raise Unacceptable(f"an answer that is not in the question: {chosen}")
        return chosen or None

    def mark(self, question: ChoiceQuestion, given: Given, *, part_marks: bool = False) -> Mark:
        chosen = set(given if isinstance(given, list) else ())
        verdicts = {option.key: verdict(bool(option.right), option.key in chosen) for option in question.options}
        of = int(question.points * 1000)
        right = all(found in ("right", "left") for found in verdicts.values())
        got = of if right else int(of * self.share(verdicts)) if part_marks else 0
        return Mark(got, of, right, verdicts)

    def share(self, verdicts: Mapping[Letter, Verdict]) -> Fraction:
        """The part of the points that an answer with mistakes earns where a quiz gives part marks."""
        return Fraction(0)

    def shuffled(self, question: ChoiceQuestion, random: Random) -> tuple[str, ...]:
        keys = [option.key for option in question.options]
        if not question.keep_order:
            random.shuffle(keys)
        return tuple(keys)

    def statistics(self, question: ChoiceQuestion, given: Iterable[Given]) -> tuple[Count, ...]:
        chosen = Counter(key for answer in given for key in answer)
        return tuple(Count(option.key, option.text, chosen[option.key], option.right) for option in question.options)

    def exchange(self, question: ChoiceQuestion, lang: Lang) -> Exchange:
        rows = (
            Row(
                option.key,
                in_lang(option.text, lang).text,
                option.right,
                in_lang(option.feedback, lang).text if option.feedback else "",
            )
            for option in question.options
        )
        return Exchange("choice", tuple(rows), many=self.many)

    def written(self, exchange: Exchange, lang: Lang) -> list[str]:
        return [line for row in exchange.rows for line in self._written(row)]

    def _written(self, row: Row) -> list[str]:
        return [*item_lines(f"- [{'x' if row.right else ' '}] {row.key}) ", row.text), *quote_lines(row.feedback)]

    def without_answers(self, question: ChoiceQuestion) -> ChoiceQuestion:
        options = tuple(replace(option, right=None, feedback=None) for option in question.options)
        # The key print is a hash of few possible ticks: it would give them away to anybody who tries them all.
        return replace(question, options=options, why=None, key_print="", text_print="")

    def key(self, question: ChoiceQuestion) -> Json:
        rows = sorted((option.key, bool(option.right)) for option in question.options)
        return [[key, right] for key, right in rows]

    def texts(self, question: ChoiceQuestion) -> Iterator[tuple[str, T | None]]:
        for option in question.options:
            yield f"{option.key}) text", option.text
            yield f"{option.key}) feedback", option.feedback


def item_lines(head: str, text: str) -> list[str]:
    """A list item; lines that continue it are indented under it."""
    first, *more = text.split("\n")
    return [f"{head}{first}", *(f"  {line}".rstrip() for line in more)]


def quote_lines(text: str) -> list[str]:
    """The feedback of an answer, indented under it; nothing for an empty one."""
    return [f"  > {line}".rstrip() for line in text.split("\n")] if text else []


def verdict(right: bool, chosen: bool) -> Verdict:
    """How choosing or leaving one option is judged."""
    if right:
        return "right" if chosen else "missed"
    return "wrong" if chosen else "left"


def boxed(item: Item, log: Log) -> bool:
    """Whether the box of an answer is ticked; a box that is neither is reported and counts as meant to be ticked."""
    written = f"{item.letter}) {item.text}" if item.letter else item.text
    if item.broken or item.box is None:
        log.add("Q06", item.row, box="x" if item.ticked else " ", rest=written)
        return item.ticked
    if item.box not in BOXES:
        log.add("Q05", item.file.span(item.line, item.row.col + 3, len(item.box)), box=item.box, rest=written)
    return BOXES.get(item.box, item.ticked)


def lettered(item: Item, taken: Set[Letter], log: Log, marker: str = "") -> Letter:
    """The letter of an answer; where it is missing or taken the next free one stands in for it.

    `marker` is what such a line begins with, where that is no box.
    """
    free = next_letter(taken)
    attempt = f"{marker}{free}) {item.text}" if marker else None
    if item.letter is None or not item.letter.islower():
        box = "x" if item.ticked else " "
        log.add("Q08", item.row, box=box, free=free, text=item.text, attempt=attempt)
        wanted = item.letter.lower() if item.letter else free
        return free if wanted in taken else wanted
    if item.letter in taken:
        log.add("Q07", item.row, letter=item.letter, free=free, text=item.text, attempt=attempt)
        return free
    return item.letter


def next_letter(taken: Iterable[Letter]) -> Letter:
    """The letter behind the last one used, so that a retired letter is not proposed again by accident."""
    used = set(taken)
    last = max((ascii_lowercase.find(key) for key in used if len(key) == 1), default=-1)
    if last + 1 < len(ascii_lowercase):
        return ascii_lowercase[last + 1]
    return next((letter for letter in ascii_lowercase if letter not in used), "?")


def option_of(item: Item, key: Letter, right: bool | None, lang: str) -> Option:
    """An answer in its source language."""
    feedback = item.feedback()
    return Option(key, {lang: item.md()}, right, {lang: feedback} if feedback else None, item.span)


def translated_option(option: Option, item: Item | None, raw: RawTranslation, id: Id, log: Log) -> Option:
    """The option with the words of its line in a translation."""
    file = raw.part.heading.file.path
    if item is None:
        log.add("T02", raw.part.heading.span, letter=option.key, id=id, file=file)
        return option
    feedback = item.feedback()
    if option.feedback is None or feedback is None:
        if (option.feedback is None) != (feedback is None):
            place = item.span if feedback is None else option.span
            where = file if feedback is None else option.span.file
            log.add("T06", place, label=f"> {option.key})", id=id, file=where, example="  > …")
        return replace(option, text={**option.text, raw.lang: item.md()})
    return replace(
        option,
        text={**option.text, raw.lang: item.md()},
        feedback={**option.feedback, raw.lang: feedback},
    )
