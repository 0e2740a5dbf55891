"""Rows of a Markdown table, cell by cell, each with its place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lms.domain.course.places import Md, Span
from lms.domain.course.source import Line, SourceFile, without_comments

ROW = re.compile(r" {0,3}(?:\||[A-Za-z]\)[ \t\u00a0]*(?=\|)|(?=:?-+:?[ \t]*\|[ \t:|-]*\Z))")
PIPE = re.compile(r"(?<!\\)\|")
RULER = re.compile(r":?-+:?")
LINE_END = re.compile(r"[ \t]*\n[ \t]*")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; a pipe that an author escaped is an ordinary character of its cell."""

    file: SourceFile
    line: int
    cells: tuple[Md, ...]

    @property
    def span(self) -> Span:
        return self.file.span(self.line)

    @property
    def ruler(self) -> bool:
        """Whether it is the line of dashes under a head."""
        return bool(self.cells) and all(RULER.fullmatch(cell.text) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below a question: the head, where a line of dashes follows it, and the others."""

    head: TableRow | None
    rows: tuple[TableRow, ...]


def is_row(line: Line) -> bool:
    """Whether the line is a row, also one whose first pipe was forgotten before its letter."""
    return ROW.match(line.text) is not None


def read_row(file: SourceFile, line: Line) -> TableRow:
    """The cells between the pipes; the first and the last pipe may be missing."""
    text = line.text
    bounds = [-1, *(found.start() for found in PIPE.finditer(text)), len(text)]
    if not text[: bounds[1]].strip():
        del bounds[0]
    if len(bounds) > 2 and not text[bounds[-2] + 1 :].strip():
        del bounds[-1]
    cells = (_cell(file, line, start + 1, end) for start, end in pairwise(bounds))
    return TableRow(file, line.number, tuple(cells))


def _cell(file: SourceFile, line: Line, start: int, end: int) -> Md:
    raw = line.text[start:end]
    lead = len(raw) - len(raw.lstrip())
    text = without_comments(raw.strip()).strip()
    span = file.span(line.number, start + (lead if text else 0) + 1, max(len(raw.strip()) if text else 1, 1))
    return Md(text.replace("\\|", "|"), span)


def table_of(rows: Sequence[TableRow]) -> Table:
    """Head and rows told apart; lines of dashes are layout."""
    headed = len(rows) > 1 and rows[1].ruler and not rows[0].ruler
    head = rows[0] if headed else None
    return Table(head, tuple(row for row in rows[1 if headed else 0 :] if not row.ruler))


def row_text(*cells: str) -> str:
    """The inverse of `read_row`: one line, with the pipes of the texts escaped."""
    kept = (LINE_END.sub(" ", cell).strip().replace("|", "\\|") for cell in cells)
    return f"|{'|'.join(f' {cell} ' if cell else ' ' for cell in kept)}|"
