"""A file of a course as numbered lines: decoded, fenced code and comments marked, languages told apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from lms.domain.course.places import Lang, Span

LINE_END = re.compile(r"\r\n|\r|\n")
CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), "\ufffd")
SUFFIX = re.compile(r"\.([a-z]{2}(?:-[A-Z]{2})?)\.md\Z")
FENCE = re.compile(r"( {0,3}|\t)(`{3,}(?!.*`)|~{3,})(.*)")
PERHAPS = re.compile(r"```|~~~|<!--")
BACKTICKS = re.compile(r"`+")


class Line(NamedTuple):
    """One line without its end. A dead line stands inside fenced code or a comment: nothing in it is special."""

    number: int
    text: str
    code: bool = False
    comment: bool = False

    @property
    def dead(self) -> bool:
        return self.code or self.comment

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def indent(self) -> int:
        """Columns of white space before the text, a tab counting to the next multiple of four."""
        width = 0
        for char in self.text:
            if char == "\t":
                width += 4 - width % 4
            elif char in " \u00a0\u202f":
                width += 1
            else:
                break
        return width


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A text file of the course folder."""

    path: str
    lines: tuple[Line, ...]
    bad_line: int | None = None
    open_fence: int | None = None
    text: str = ""  # the lines joined by \n: what is not in it needs no look at each of half a million lines

    @property
    def lang(self) -> Lang | None:
        """The language its name says, or None for a source file."""
        return suffix(self.path)

    def span(self, line: int, col: int = 1, length: int | None = None) -> Span:
        """A span on one line, up to its end when no length is given."""
        width = len(self.lines[line - 1].text) if 0 < line <= len(self.lines) else 0
        end = max(col, width + 1) if length is None else col + length
        return Span(self.path, line, col, line, end)

    def whole(self, first: int, last: int) -> Span:
        """A span over whole lines."""
        width = len(self.lines[last - 1].text) if 0 < last <= len(self.lines) else 0
        return Span(self.path, first, 1, max(first, last), width + 1)


def suffix(path: str) -> Lang | None:
    """The language suffix of a file name: `10-a.fr.md` is French, `10-a.md` has none."""
    found = SUFFIX.search(path)
    return found[1] if found else None


def decode(path: str, data: bytes) -> SourceFile:
    """The file as lines; bytes that are not UTF-8 become replacement characters and are remembered."""
    bad_line = None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # utf-8-sig counts from behind the mark; it holds no line end, so lines agree either way.
        bad_line = len(LINE_END.findall(error.object[: error.start].decode("utf-8", "replace"))) + 1
        text = data.decode("utf-8-sig", "replace")
    rows = LINE_END.split(text.translate(CONTROL))
    lines, open_fence = mark_dead(rows)
    return SourceFile(path, lines, bad_line, open_fence, "\n".join(rows))


def mark_dead(rows: list[str]) -> tuple[tuple[Line, ...], int | None]:
    """Marks the lines of fenced code and of comments that span lines.

    A fence or comment that is never closed hides nothing: it is ordinary text, and the fence is reported.
    """
    hot = [at for at, row in enumerate(rows) if PERHAPS.search(row)]
    closers = _closers_below(rows) if hot else []
    lines: list[Line] = []
    open_fence = None
    for at in hot:
        if at < len(lines):
            continue
        lines.extend(map(Line, count(len(lines) + 1), rows[len(lines) : at]))
        if (opener := FENCE.match(rows[at])) and closers[at].get(opener[2][0], 0) >= len(opener[2]):
            end = _end_of_code(rows, at, (opener[2], len(opener[1])))
            lines.extend(Line(number + 1, rows[number], code=True) for number in range(at, end))
        elif opener:
            open_fence = open_fence or at + 1
        elif rows[at].lstrip(" ").startswith("<!--") and "-->" not in rows[at] and closers[at].get("-->"):
            end = next(below for below in range(at + 1, len(rows)) if "-->" in rows[below]) + 1
            lines.extend(Line(number + 1, rows[number], comment=True) for number in range(at, end))
    lines.extend(map(Line, count(len(lines) + 1), rows[len(lines) :]))
    return tuple(lines), open_fence


def _end_of_code(rows: list[str], at: int, fence: tuple[str, int]) -> int:
    """The first line behind the code that is fenced from line `at` on; both count from 0."""
    for below in range(at + 1, len(rows)):
        if _leaves(rows[below], fence):
            return below
        if _closes(rows[below], fence[0]):
            return below + 1
    return len(rows)


def _closers_below(rows: list[str]) -> list[dict[str, int]]:
    """For each line, the longest closing fence of either kind further down, and whether a comment ends there."""
    below: list[dict[str, int]] = [{}] * len(rows)
    known: dict[str, int] = {}
    for index in range(len(rows) - 1, -1, -1):
        below[index] = known
        bare = rows[index].strip()
        if bare[:3] in ("```", "~~~") and not bare.strip(bare[0]) and len(bare) > known.get(bare[0], 0):
            known = known | {bare[0]: len(bare)}
        if "-->" in bare and "-->" not in known:
            known = known | {"-->": 1}
    return below


def _closes(text: str, fence: str) -> bool:
    bare = text.strip()
    return len(bare) >= len(fence) and not bare.strip(fence[0])


def _leaves(text: str, fence: tuple[str, int]) -> bool:
    """A fence inside a list item ends with the item, as on every viewer."""
    return fence[1] >= 2 and bool(text.strip()) and not text[0].isspace()


def plain_parts(text: str) -> Iterator[tuple[int, str]]:
    """The stretches of one line outside inline code, each with its offset; linear in the line's length."""
    if "`" not in text:
        yield 0, text
        return
    runs = list(BACKTICKS.finditer(text))
    later: dict[int, list[int]] = {}
    for index in range(len(runs) - 1, -1, -1):
        later.setdefault(len(runs[index][0]), []).append(index)
    start, index = 0, 0
    while index < len(runs):
        same = later[len(runs[index][0])]
        while same and same[-1] <= index:
            same.pop()
        if not same:
            index += 1
            continue
        yield start, text[start : runs[index].start()]
        start = runs[same[-1]].end()
        index = same[-1] + 1
    yield start, text[start:]


def without_comments(text: str) -> str:
    """The text of a line without `<!-- … -->` outside inline code."""
    if "<!--" not in text:
        return text
    if "-->" not in text:
        return text.rstrip()
    kept: list[str] = []
    end = 0
    for offset, part in plain_parts(text):
        kept.append(text[end:offset])
        kept.append(_cut(part))
        end = offset + len(part)
    return "".join(kept).rstrip()


def _cut(part: str) -> str:
    kept, start = [], 0
    while (opened := part.find("<!--", start)) >= 0 and (closed := part.find("-->", opened + 4)) >= 0:
        kept.append(part[start:opened])
        start = closed + 3
    return "".join(kept) + part[start:]
