"""The pre-pass before Python-Markdown: lists nest by their content's column, as on CommonMark viewers.

Python-Markdown wants four spaces a level, a blank line before a list, and takes `#word` for a heading.
"""

import re
from collections.abc import Callable, Sequence

from lms.domain.course.source import mark_dead

DEEPEST = 8
LIST = re.compile(r"([-*+]|\d{1,9}[.)])( +|$)(.*)")
RULE = re.compile(r"(?:\*[ ]*){3,}$|(?:-[ ]*){3,}$|(?:_[ ]*){3,}$")
HEADING = re.compile(r"#{1,6}(?: |$)")
DASHES = re.compile(r"\|?(?: *:?-+:? *\|)*(?: *:?-+:?)?\Z")
HASHES = re.compile(r"#+")


def arrange(rows: Sequence[str], keep_code: Callable[[list[str]], str], depth: int = 0) -> list[str]:
    """The lines as Python-Markdown must see them; `keep_code` puts a block of code away and names its place."""
    return _Arranger(keep_code, depth).run([row.expandtabs(4) for row in rows])


class _Arranger:
    """Walks the lines with a stack of the columns at which the open list items have their content."""

    def __init__(self, keep_code: Callable[[list[str]], str], depth: int) -> None:
        self.keep_code, self.depth = keep_code, depth
        self.out: list[str] = []
        self.stack: list[int] = []
        self.bullets: list[bool] = []  # of each open item: whether its list has bullets rather than numbers
        self.after_blank = True
        self.in_text = False
        self.in_quote = False
        self.block_start = 0

    def run(self, rows: list[str]) -> list[str]:
        code = [line.code for line in mark_dead(rows)[0]]
        at = 0
        while at < len(rows):
            end = at + 1
            if code[at]:
                end = self._code_end(rows, code, at)
                self._code(rows[at:end])
            elif not rows[at].strip():
                self._blank()
            else:
                end = self._row(rows, at)
            at = end
        return self.out

    def _code_end(self, rows: list[str], dead: list[bool], at: int) -> int:
        """The line behind the fence that opens here; the next fence may follow at once."""
        fence = rows[at].strip()
        char, size = fence[0], len(fence) - len(fence.lstrip(fence[0]))
        end = at + 1
        while end < len(rows) and dead[end]:
            bare = rows[end].strip()
            end += 1
            if len(bare) >= size and not bare.strip(char):
                break
        return end

    def _code(self, rows: list[str]) -> None:
        indent = _indent(rows[0])
        level = self._level(indent)
        self.stack = self.stack[:level]
        closed = len(rows) > 1 and not rows[-1].strip().strip(rows[0].strip()[0])
        inner = rows[1:-1] if closed else rows[1:]
        place = self.keep_code([row[min(indent, _indent(row)) :] for row in inner])
        self._gap()
        self.out.append("    " * level + place)
        self._gap()
        self.after_blank, self.in_text = True, False

    def _blank(self) -> None:
        self._gap()
        self.after_blank, self.in_text, self.in_quote = True, False, False

    def _level(self, indent: int) -> int:
        return sum(column <= indent for column in self.stack)

    def _row(self, rows: list[str], at: int) -> int:
        indent = _indent(rows[at])
        level = self._level(indent)
        beyond = indent - (self.stack[level - 1] if level else 0)
        text = rows[at].strip(" ") if not rows[at].endswith("  ") else rows[at].strip(" ") + "  "
        found = LIST.match(text)
        if beyond >= 4 and (self.after_blank or not self.in_text):
            self._text(" " * beyond + text, level, paragraph=False)
        elif beyond >= 4:
            self._text(_literal(text), len(self.stack))
        elif text.startswith(">"):
            return self._quote(rows, at, level)
        elif found and not RULE.match(text.rstrip()) and self._opens(found, level):
            self._item(found, indent, level)
        elif HEADING.match(text) or RULE.match(text.rstrip()):
            self._break(level)
            self._text(text, level, paragraph=False)
        elif level == len(self.stack) and self.in_text and not self.after_blank and _opens_table(rows, at):
            self._gap()
            self._text(text, level)
        elif level < len(self.stack) and self.in_text and not self.after_blank:
            self._text(text, len(self.stack))
        else:
            self._text(text, level)
        return at + 1

    def _opens(self, found: re.Match[str], level: int) -> bool:
        """Whether a marker opens an item; inside a paragraph only a bullet or a 1 with words behind it does."""
        if not self.in_text or level < len(self.stack):
            return True
        return bool(found[3].strip()) and (found[1] in "-*+" or found[1][:-1] == "1")

    def _gap(self) -> None:
        """A blank line."""
        self.out.append("")
        self.block_start = len(self.out)

    def _break(self, level: int) -> None:
        """A blank line where a block ends without one."""
        if self.out and self.out[-1] and (self.in_text or self.in_quote or level < len(self.stack)):
            self._gap()

    def _item(self, found: re.Match[str], indent: int, level: int) -> None:
        bullet = found[1] in "-*+"
        other = level < len(self.stack) and self.bullets[level] != bullet
        if self.in_quote or (not self.after_blank and (other or not self._in_list_block(level))):
            self._gap()
        marker = found[1].replace(")", ".")
        gap = len(found[2])
        self.stack = [*self.stack[:level], indent + len(found[1]) + (gap if 1 <= gap <= 4 else 1)]
        self.bullets = [*self.bullets[:level], bullet]
        self.out.append("    " * level + marker + " " + _escaped(found[3]))
        self.after_blank, self.in_text, self.in_quote = False, bool(found[3].strip()), False

    def _in_list_block(self, level: int) -> bool:
        """Whether the lines since the last blank one began with an item no deeper: then no blank line is needed."""
        first = self.out[self.block_start]
        return _indent(first) <= 4 * level and bool(LIST.match(first.strip()))

    def _text(self, text: str, level: int, paragraph: bool = True) -> None:
        self.stack = self.stack[:level]
        if paragraph and self.out and self.out[-1] and not self.in_text:
            self._gap()
        if paragraph and not text.startswith("    "):
            text = _escaped(text)
            if text.endswith("\\") and not text.endswith("\\\\"):
                text = text[:-1] + "  "
        self.out.append("    " * level + text)
        self.after_blank, self.in_text, self.in_quote = False, paragraph, False

    def _quote(self, rows: list[str], at: int, level: int) -> int:
        inner: list[str] = []
        end = at
        while end < len(rows) and rows[end].strip():
            text = rows[end].strip(" ")
            if text.startswith(">"):
                inner.append(text[2:] if text.startswith("> ") else text[1:])
            elif not inner[-1].strip() or LIST.match(text) or HEADING.match(text) or text.startswith(("```", "~~~")):
                break
            else:
                inner.append(text)
            end += 1
        self._break(level)
        self.stack = self.stack[:level]
        if self.depth < DEEPEST:
            inner = arrange(inner, self.keep_code, self.depth + 1)
        self.out += ["    " * level + ("> " + row).rstrip(" ") + "  " * row.endswith("  ") for row in inner]
        self.after_blank, self.in_text, self.in_quote = False, False, True
        return end


def _opens_table(rows: list[str], at: int) -> bool:
    """Whether a row of cells and a row of dashes begin here; then a paragraph above it ends."""
    below = rows[at + 1].strip() if at + 1 < len(rows) else ""
    if "|" not in below or not DASHES.match(below):
        return False
    return rows[at].strip().strip("|").count("|") == below.strip("|").count("|")


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip(" "))


def _escaped(text: str) -> str:
    """Number signs that open no heading, made literal."""
    found = HASHES.match(text)
    if found and not HEADING.match(text):
        return "\\" + text
    return text


def _literal(text: str) -> str:
    """A line that goes on with a paragraph although it starts like a block."""
    if found := LIST.match(text):
        marker = len(found[1]) - 1
        return f"{text[:marker]}\\{text[marker:]}"
    return "\\" + text if text.startswith((">", "#")) else text
