"""The rows of a translated Match or Sort, joined to the source by their letters."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lms.domain.course.kinds.base import RawTranslation
from lms.domain.course.kinds.rows import Sides, letters, read_sides
from lms.domain.course.messages import Log
from lms.domain.course.model import MatchQuestion, Pair
from lms.domain.course.places import Id, Letter, Md, T
from lms.domain.course.prints import normal
from lms.domain.course.tables import Table, TableRow, row_text, table_of


def translated_table(question: MatchQuestion, raw: RawTranslation, log: Log) -> MatchQuestion:
    """The question with the words of its table in one more language."""
    table = table_of(raw.parts.rows)
    found = _found(question, table.rows, log)
    pairs = tuple(_joined(pair, found.get(pair.key), question.id, raw, log) for pair in question.pairs)
    compare_rights(question.pairs, found, log)
    compare_lefts([found[pair.key].left for pair in question.pairs if pair.key in found], log)
    left, right = _heads(question, table, raw, log)
    return replace(question, left_head=left, right_head=right, pairs=pairs)


def _found(question: MatchQuestion, rows: Sequence[TableRow], log: Log) -> dict[Letter, Sides]:
    """Letter → the row of the translation; what the source does not have is reported."""
    found: dict[Letter, Sides] = {}
    known = {pair.key: pair for pair in question.pairs}
    named = letters(rows)
    for row in rows:
        sides = read_sides(row, found.keys(), named, log)
        if sides.key not in known:
            log.add("T03", row.span, letter=sides.key, id=question.id)
        elif sides.left.text and not known[sides.key].left:
            attempt = row_text(f"{sides.key})", "", sides.right.text)
            log.add("T03", sides.left.span, letter=sides.key, id=question.id, attempt=attempt)
        found[sides.key] = sides
    return found


def _joined(pair: Pair, sides: Sides | None, id: Id, raw: RawTranslation, log: Log) -> Pair:
    if sides is None or (pair.left and not sides.left.text):
        heading = raw.part.heading
        attempt = row_text(f"{pair.key})", "…" if pair.left else "", "…")
        place = sides.span if sides else heading.span
        log.add("T02", place, letter=pair.key, id=id, file=heading.file.path, attempt=attempt)
    if sides is None:
        return pair
    left = pair.left and _with(pair.left, sides.left, raw)
    return replace(pair, left=left, right=_with(pair.right, sides.right, raw))


def _with(text: T, md: Md, raw: RawTranslation) -> T:
    return {**text, raw.lang: md} if md.text else text


def _heads(question: MatchQuestion, table: Table, raw: RawTranslation, log: Log) -> tuple[T, T]:
    """The titles of the columns; the source has them, so the translation does."""
    heads = [question.left_head, question.right_head]
    found = [*(table.head.cells[1:3] if table.head else ())]
    found += [Md("", raw.part.heading.span)] * (2 - len(found))
    for head, md in zip(heads, found, strict=True):
        source = next(iter(head.values())).text
        if table.rows and source and not md.text:
            place = table.head.span if table.head else table.rows[0].span
            example = row_text("", "…", "…")
            log.add("T06", place, label=source, id=question.id, file=place.file, example=example)
    left, right = (_with(head, md, raw) for head, md in zip(heads, found, strict=True))
    return left, right


def compare_lefts(lefts: Sequence[Md], log: Log) -> None:
    """Two equal left sides cannot be told apart."""
    seen: set[str] = set()
    for left in lefts:
        same = normal(left.text).casefold()
        if same and same in seen:
            log.add("Q32", left.span, text=left.text)
        seen.add(same)


def compare_rights(pairs: Sequence[Pair], found: Mapping[Letter, Sides], log: Log) -> None:
    """What is one name in the source is one in the translation, and what differs there differs here."""
    names: dict[int, Md] = {}
    category: dict[str, int] = {}
    for pair in pairs:
        right = found[pair.key].right if pair.key in found else None
        if right is None or not right.text:
            continue
        same = normal(right.text).casefold()
        first = names.setdefault(pair.category, right)
        if normal(first.text).casefold() != same:
            log.add("T11", right.span, first=first.text, attempt=first.text)
        elif first is right and category.setdefault(same, pair.category) != pair.category:
            log.add("T12", right.span, text=right.text, source=next(iter(pair.right.values())).text)
