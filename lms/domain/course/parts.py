"""The body of a question, a card section or an acknowledgement: prose, items, table rows, labelled quotes."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lms.domain.course import keywords
from lms.domain.course.places import Lang, Md, Span
from lms.domain.course.scanner import prose
from lms.domain.course.source import Line, SourceFile, without_comments
from lms.domain.course.tables import TableRow, is_row, read_row

ITEM = re.compile(r"([-*+]|\d{1,9}[.)])([ \t\u00a0]+)(.*)")
BOX = re.compile(r"\[([^\[\]]{0,3})\](?![(\[:])[ \t\u00a0]*(.*)")
LETTER = re.compile(r"([A-Za-z])\)(?:[ \t\u00a0]+|\Z)(.*)")
BROKEN = re.compile(r"[-*+]?[ \t]?(?:\[ ?([xX]?) ?\]?|([xX]?)\]) ?(?=[A-Za-z]\)[ \t\u00a0])(.*)")
BROKEN_NUMBER = re.compile(r"(\d{1,9}[.)])([A-Za-z])\)[ \t\u00a0]+(.*)")
LABEL = re.compile(
    r">[ \t]?(\*\*|__)?([^\W\d_][^:*_]{1,20}?)[ \u00a0\u202f]?(?::(?:\*\*|__)?|(?:\*\*|__)[ \u00a0\u202f]?:)(.*)"
)
SPECIAL_QUOTE = re.compile(r">[ \t]?(?:\[!|(?:\*\*|__)[^*_]{1,20}(?:\*\*|__))")

MOST_ITEMS = 200
"""There are 26 letters: whoever writes more answers has had messages about them long before."""


@dataclass(slots=True)
class Item:
    """A list item that names an answer, a card or a promise. `box` is what stands in its brackets."""

    file: SourceFile
    line: int
    marker: str
    box: str | None
    letter: str | None
    text: str
    col: int
    broken: bool = False
    more: list[tuple[int, str]] = field(default_factory=list)
    quote: list[tuple[int, str]] = field(default_factory=list)

    @property
    def span(self) -> Span:
        """The words on its first line."""
        return self.file.span(self.line, self.col, max(len(self.text), 1))

    @property
    def row(self) -> Span:
        return self.file.span(self.line)

    @property
    def ticked(self) -> bool:
        return bool(self.box and self.box.strip())

    def md(self) -> Md:
        """Its text with the lines that continue it."""
        rows = [self.text, *(text for _, text in self.more)]
        last = max((number for number, text in self.more if text.strip()), default=self.line)
        span = Span(self.file.path, self.line, self.col, last, len(self.file.lines[last - 1].text) + 1)
        return Md("\n".join(map(without_comments, rows)).strip(), span)

    def feedback(self) -> Md | None:
        return quoted(self.file, self.quote)


@dataclass(slots=True)
class Labelled:
    """A quote that starts with a label, such as Hint."""

    file: SourceFile
    label: str
    line: int
    rows: list[tuple[int, str]]

    def md(self) -> Md:
        return quoted(self.file, self.rows) or Md("", self.file.span(self.line))


@dataclass(slots=True)
class Parts:
    """What stands below a heading, sorted by what it is."""

    body: Md | None
    items: list[Item]
    hints: list[Labelled]
    whys: list[Labelled]
    stray: list[Line]
    rows: list[TableRow]


def quoted(file: SourceFile, rows: Sequence[tuple[int, str]]) -> Md | None:
    """The text inside a quote."""
    text = "\n".join(without_comments(row) for _, row in rows).strip("\n")
    if not text.strip():
        return None
    return Md(text.strip(), file.whole(rows[0][0], rows[-1][0]))


def read_item(file: SourceFile, line: Line) -> Item | None:
    """The item on a line that starts at column 1, also when its box is broken or a space missing."""
    if crowded := BROKEN_NUMBER.match(line.text):
        marker, letter, text = crowded.groups()
        return Item(file, line.number, marker, None, letter, text.rstrip(), crowded.start(3) + 1, broken=True)
    found = ITEM.match(line.text)
    if found is None:
        return _broken(file, line)
    rest, at = found[3], found.start(3)
    box = None
    if boxed := BOX.match(rest):
        box, at, rest = boxed[1], at + boxed.start(2), boxed[2]
    letter = None
    if lettered := LETTER.match(rest):
        letter, at, rest = lettered[1], at + lettered.start(2), lettered[2]
    if box is None and letter is None and (broken := _broken(file, line)):
        return broken
    return Item(file, line.number, found[1], box, letter, rest.rstrip(), at + 1)


def _broken(file: SourceFile, line: Line) -> Item | None:
    found = BROKEN.match(line.text)
    if found is None:
        return None
    lettered = LETTER.match(found[3])
    if lettered is None:
        return None
    at = found.start(3) + lettered.start(2)
    box = found[1] or found[2] or " "
    return Item(file, line.number, "-", box, lettered[1], lettered[2].rstrip(), at + 1, broken=True)


def read_parts(
    file: SourceFile, lines: Sequence[Line], lang: Lang, claims: Callable[[Item], bool], *, tabular: bool = False
) -> Parts:
    """Sorts the lines below a heading; `claims` says which list items are answers rather than prose.

    Where answers are `tabular`, table rows are answers as well.
    """
    sorter = _Sorter(file, lang, claims, tabular)
    for line in lines:
        sorter.take(line)
    return Parts(prose(file, sorter.prose), sorter.items, sorter.hints, sorter.whys, sorter.stray, sorter.rows)


class _Sorter:
    """Remembers what the line above belonged to."""

    def __init__(self, file: SourceFile, lang: Lang, claims: Callable[[Item], bool], tabular: bool) -> None:
        self.file, self.lang, self.claims, self.tabular = file, lang, claims, tabular
        self.prose: list[Line] = []
        self.items: list[Item] = []
        self.rows: list[TableRow] = []
        self.hints: list[Labelled] = []
        self.whys: list[Labelled] = []
        self.stray: list[Line] = []
        self.owner: Item | Labelled | None = None
        self.after_blank = True
        self.in_quote = False

    def take(self, line: Line) -> None:
        if line.comment:
            self._blank(line)
        elif line.dead and isinstance(self.owner, Item) and line.indent >= 2:
            self.owner.more.append((line.number, line.text[2:]))
        elif line.dead:
            self._to_prose(line)
        elif line.blank:
            self._blank(line)
        elif self.tabular and is_row(line):
            self._row(line)
        elif line.indent >= 2 and isinstance(self.owner, Item):
            self._continue_item(self.owner, line)
        elif line.text.startswith(">"):
            self._quote(line)
        elif self.rows and self.owner is None and line.text.lstrip(" \t\u00a0").startswith(">"):
            self.stray.append(line)
            self._to_prose(line)
        elif (item := read_item(self.file, line)) and self.claims(item):
            if len(self.items) < MOST_ITEMS:
                self.items.append(item)
            self.owner, self.in_quote = item, False
        elif self.owner and not self.after_blank and not line.text.startswith(("#", "|", "-", "*", "+")):
            self._lazy(self.owner, line)
        else:
            self._to_prose(line)
        self.after_blank = line.blank or line.comment

    def _row(self, line: Line) -> None:
        self.rows.append(read_row(self.file, line))
        self.prose.append(Line(line.number, ""))
        self.owner = None

    def _to_prose(self, line: Line) -> None:
        if self.owner is not None:
            self.prose.append(Line(line.number, ""))
        self.owner = None
        self.prose.append(line)

    def _blank(self, line: Line) -> None:
        if isinstance(self.owner, Item):
            target = self.owner.quote if self.in_quote else self.owner.more
            target.append((line.number, ""))
        elif self.owner is None:
            self.prose.append(line)

    def _continue_item(self, item: Item, line: Line) -> None:
        text = line.text.lstrip(" \t\u00a0")
        if text.startswith(">"):
            self.in_quote = True
            item.quote.append((line.number, _unquote(text)))
        elif self.in_quote and not self.after_blank:
            item.quote.append((line.number, text))
        else:
            self.in_quote = False
            item.more.append((line.number, line.text[2:] if line.text.startswith("  ") else text))

    def _quote(self, line: Line) -> None:
        found = LABEL.match(line.text)
        if found and (labels := self._labels(found[2])) is not None:
            text = found[3].strip()
            self.owner = Labelled(self.file, found[2].strip(), line.number, [(line.number, text)])
            labels.append(self.owner)
        elif isinstance(self.owner, Labelled) and not self.after_blank:
            self.owner.rows.append((line.number, _unquote(line.text)))
        else:
            if (self.items or self.rows) and not SPECIAL_QUOTE.match(line.text) and not self._in_prose_quote():
                self.stray.append(line)
            self._to_prose(line)

    def _in_prose_quote(self) -> bool:
        return bool(self.prose) and self.owner is None and self.prose[-1].text.startswith(">")

    def _labels(self, word: str) -> list[Labelled] | None:
        if keywords.says(keywords.HINT, word, self.lang):
            return self.hints
        return self.whys if keywords.says(keywords.WHY, word, self.lang) else None

    def _lazy(self, owner: Item | Labelled, line: Line) -> None:
        target = owner.rows if isinstance(owner, Labelled) else owner.quote if self.in_quote else owner.more
        target.append((line.number, line.text.strip()))


def _unquote(text: str) -> str:
    text = text[1:]
    return text[1:] if text.startswith(" ") else text
