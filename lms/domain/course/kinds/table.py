"""Questions answered by giving each left side its right one: what Match and Sort share.

The letters of the two sides of a pair are equal, so a page must never see them. An attempt stores the left letters and
the right names (marked with `>`) in the order it shows them; a form names both by their place in that order.
"""

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

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
from lms.domain.course.kinds.choice import next_letter
from lms.domain.course.kinds.rows import Sides, letters, read_sides
from lms.domain.course.kinds.table_translation import compare_lefts, translated_table
from lms.domain.course.messages import Log
from lms.domain.course.model import MatchQuestion, Pair
from lms.domain.course.parts import Parts
from lms.domain.course.places import Lang, Letter, Md, T, in_lang
from lms.domain.course.prints import Json, normal
from lms.domain.course.tables import row_text, table_of

RIGHT = ">"


class TableKind(Kind[MatchQuestion]):
    """Rows of a table with letters."""

    template = "table"
    tabular = True

    @abstractmethod
    def right_name(self, pair: Pair) -> str:
        """What an answer calls the right side of a pair."""

    def parse(self, raw: RawQuestion, log: Log) -> MatchQuestion:
        _refuse_items(raw.parts, log)
        table = table_of(raw.parts.rows)
        if table.rows and table.head is None:
            log.add("Q31", table.rows[0].span)
        heads = [*(table.head.cells[1:3] if table.head else ())]
        heads += [Md("", raw.part.heading.span)] * (2 - len(heads))
        found: list[Sides] = []
        taken: set[Letter] = set()
        named = letters(table.rows)
        for row in table.rows:
            found.append(read_sides(row, taken, named, log))
            taken.add(found[-1].key)
        return MatchQuestion(
            **raw.common,
            left_head={raw.lang: heads[0]},
            right_head={raw.lang: heads[1]},
            pairs=_pairs(found, raw.lang),
        )

    def translate(self, question: MatchQuestion, raw: RawTranslation, log: Log) -> MatchQuestion:
        _refuse_items(raw.parts, log)
        return translated_table(question, raw, log)

    def check(self, question: MatchQuestion, log: Log) -> None:
        lefts = [pair.left for pair in question.pairs if pair.left]
        if len(lefts) < 2:
            free = next_letter(pair.key for pair in question.pairs)
            log.add("Q04", question.span, attempt=row_text(f"{free})", "…", "…"))
        compare_lefts([next(iter(left.values())) for left in lefts], log)

    def lefts(self, question: MatchQuestion) -> dict[str, T]:
        """What asks for a partner, by its name in the order of an attempt."""
        return {pair.key: pair.left for pair in question.pairs if pair.left}

    def rights(self, question: MatchQuestion) -> dict[str, T]:
        """What may be chosen, each once, by its name in the order of an attempt."""
        found: dict[str, T] = {}
        for pair in sorted(question.pairs, key=lambda pair: (pair.category, pair.key)):
            if pair.right:
                found.setdefault(f"{RIGHT}{self.right_name(pair)}", pair.right)
        return found

    def partners(self, question: MatchQuestion) -> dict[str, str]:
        """From each left side to its right one, by their names; nothing of a question without its answers."""
        pairs = (pair for pair in question.pairs if pair.left and pair.right)
        return {pair.key: f"{RIGHT}{self.right_name(pair)}" for pair in pairs}

    def shuffled(self, question: MatchQuestion, random: Random) -> tuple[str, ...]:
        lefts, rights = list(self.lefts(question)), list(self.rights(question))
        if not question.keep_order:
            random.shuffle(lefts)
        random.shuffle(rights)
        return (*lefts, *rights)

    def given_from_form(
        self, question: MatchQuestion, form: Mapping[str, Sequence[str]], order: Sequence[str] = ()
    ) -> Given | None:
        lefts = [name for name in order if not name.startswith(RIGHT)]
        rights = {str(place): name for place, name in enumerate((n for n in order if n.startswith(RIGHT)), 1)}
        chosen: dict[str, str] = {}
        for place, letter in enumerate(lefts, 1):
            values = [value for value in form.get(f"{question.id}.{place}", ()) if value]
            if len(values) > 1 or not rights.keys() >= set(values):
                raise Unacceptable(f"a right side that is not in the question: {values}")
            if values:
                chosen[letter] = rights[values[0]].removeprefix(RIGHT)
        if chosen and len(chosen) < len(lefts):
            raise Unfinished("rows-open")
        return chosen or None

    def mark(self, question: MatchQuestion, given: Given, *, part_marks: bool = False) -> Mark:
        """With part marks, the share of the left sides that have their own right one, rounded down."""
        chosen = given if isinstance(given, dict) else {}
        verdicts: dict[Letter, Verdict] = {
            pair.key: "right" if chosen.get(pair.key) == self.right_name(pair) else "wrong"
            for pair in question.pairs
            if pair.left
        }
        of, rights = int(question.points * 1000), list(verdicts.values()).count("right")
        right = rights == len(verdicts)
        got = of if right else of * rights // len(verdicts) if part_marks else 0
        return Mark(got, of, right, verdicts)

    def statistics(self, question: MatchQuestion, given: Iterable[Given]) -> tuple[Count, ...]:
        """The right pairs, and every wrong one that somebody chose."""
        chosen = Counter(pair for answer in given if isinstance(answer, dict) for pair in answer.items())
        rights = {name.removeprefix(RIGHT): text for name, text in self.rights(question).items()}
        return tuple(
            Count(f"{pair.key}={name}", _arrow(pair.left, text), chosen[pair.key, name], name == self.right_name(pair))
            for pair in question.pairs
            if pair.left
            for name, text in rights.items()
            if name == self.right_name(pair) or chosen[pair.key, name]
        )

    def exchange(self, question: MatchQuestion, lang: Lang) -> Exchange:
        rows = (
            Row(
                pair.key,
                in_lang(pair.left, lang).text if pair.left else "",
                partner=in_lang(pair.right, lang).text,
            )
            for pair in question.pairs
        )
        heads = (in_lang(question.left_head, lang).text, in_lang(question.right_head, lang).text)
        return Exchange("match", tuple(rows), heads=heads)

    def written(self, exchange: Exchange, lang: Lang) -> list[str]:
        rows = (row_text(f"{row.key})", row.text, row.partner) for row in exchange.rows)
        return [row_text("", *exchange.heads), "|---|---|---|", *rows]

    def without_answers(self, question: MatchQuestion) -> MatchQuestion:
        """Left sides alone, then right sides alone."""
        first: dict[str, Pair] = {}
        for pair in sorted(question.pairs, key=lambda pair: (pair.category, pair.key)):
            first.setdefault(self.right_name(pair), pair)
        lefts = (replace(pair, right={}, category=-1) for pair in question.pairs if pair.left)
        rights = (replace(pair, left=None) for pair in first.values())
        return replace(question, pairs=(*lefts, *rights), why=None, key_print="", text_print="")

    def key(self, question: MatchQuestion) -> Json:
        first: dict[int, Letter] = {}
        rows = sorted(question.pairs, key=lambda pair: pair.key)
        return [[pair.key, bool(pair.left), first.setdefault(pair.category, pair.key)] for pair in rows]

    def texts(self, question: MatchQuestion) -> Iterator[tuple[str, T | None]]:
        yield "left head", question.left_head
        yield "right head", question.right_head
        for pair in question.pairs:
            yield f"{pair.key}) left", pair.left
            yield f"{pair.key}) right", pair.right


def _refuse_items(parts: Parts, log: Log) -> None:
    """Answers written as a list: a table was meant."""
    for item in parts.items:
        attempt = row_text(f"{(item.letter or 'a').lower()})", item.text or "…", "…")
        log.add("Q20", item.row, count=1, attempt=attempt)


def _pairs(found: Sequence[Sides], lang: Lang) -> tuple[Pair, ...]:
    """The rows with their categories, numbered by their first letters, so that moving rows changes no number."""
    first: dict[str, Letter] = {}
    for sides in sorted(found, key=lambda sides: sides.key):
        first.setdefault(_same(sides), sides.key)
    number = {same: at for at, same in enumerate(first)}
    return tuple(_pair(sides, lang, number[_same(sides)]) for sides in found)


def _pair(sides: Sides, lang: Lang, category: int) -> Pair:
    left = {lang: sides.left} if sides.left.text else None
    return Pair(sides.key, left, {lang: sides.right}, category, sides.span)


def _same(sides: Sides) -> str:
    """What two equal right sides share; a missing one is equal to none."""
    return normal(sides.right.text).casefold() or f"\n{sides.key}"


def _arrow(left: T | None, right: T) -> T:
    """A pair in one line, in every language."""
    rows = (left or {}).items()
    return {lang: Md(f"{md.text} → {in_lang(right, lang).text}", md.span) for lang, md in rows}
