"""A row of Match or Sort as an author writes it: its letter, its left and its right side."""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace

from lms.domain.course.kinds.choice import next_letter
from lms.domain.course.messages import Log
from lms.domain.course.places import Letter, Md, Span
from lms.domain.course.tables import TableRow, row_text

LETTER = re.compile(r"([A-Za-z])\)")
LETTER_WITH_TEXT = re.compile(r"([A-Za-z])\)[ \t\u00a0]+(.*)")
COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Sides:
    """What a row says; an empty left side makes it a decoy."""

    key: Letter
    left: Md
    right: Md
    span: Span


def letters(rows: Iterable[TableRow]) -> set[Letter]:
    """The letters that rows carry, so that none of them is proposed to another row."""
    return {letter.lower() for row in rows if (letter := _letter(row)[0])}


def read_sides(row: TableRow, taken: Set[Letter], named: Set[Letter], log: Log) -> Sides:
    """The sides of a row; of a broken one, which is reported, as much as can be used.

    A letter that is missing or taken is replaced by one that is not among those `named` in the table.
    """
    letter, rest = _letter(row)
    nothing = Md("", row.span)
    left, right = (*rest[:2], nothing, nothing)[:2]
    free = next_letter(taken | named)
    key = letter.lower() if letter else free
    written = row_text(f"{key})", left.text or "…", " | ".join(md.text for md in rest[1:]) or "…")
    if letter is None or not letter.islower() or _letter_is_crowded(row):
        log.add("Q21", row.span, attempt=written)
    elif len(row.cells) != COLUMNS:
        log.add("Q20", row.span, count=len(row.cells), attempt=written)
    elif not right.text:
        log.add("Q20", row.span, count=sum(bool(md.text) for md in row.cells), attempt=written)
    elif letter in taken:
        log.add("Q07", row.span, letter=letter, attempt=row_text(f"{free})", left.text, right.text))
    return Sides(free if key in taken else key, left, right, row.span)


def _letter(row: TableRow) -> tuple[Letter | None, list[Md]]:
    """The letter of a row and the cells behind it."""
    first, *others = row.cells
    if found := LETTER.fullmatch(first.text):
        return found[1], others
    if found := LETTER_WITH_TEXT.fullmatch(first.text):
        return found[1], [replace(first, text=found[2]), *others]
    return None, others if len(others) >= 2 and not first.text else [first, *others]


def _letter_is_crowded(row: TableRow) -> bool:
    """Whether text stands beside the letter although all columns are there."""
    return len(row.cells) == COLUMNS and not LETTER.fullmatch(row.cells[0].text)
