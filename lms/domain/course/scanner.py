"""The line scanner: a file becomes its settings, its title, its introduction and its sections."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.domain.course.messages import Log
from lms.domain.course.places import Md, Span
from lms.domain.course.settings import Group, read_settings
from lms.domain.course.source import Line, SourceFile, without_comments
from lms.domain.course.tags import Heading, read_heading

MOST_PARTS = 1_000
"""Parts behind these are not read; rule F25 says so."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with the lines below it, down to the next heading of the same level."""

    heading: Heading
    lines: tuple[Line, ...]

    @property
    def span(self) -> Span:
        last = next((line.number for line in reversed(self.lines) if not line.blank), self.heading.line)
        return self.heading.file.whole(self.heading.line, last)


@dataclass(frozen=True, slots=True)
class RawFile:
    """A course file taken apart as far as its headings go."""

    file: SourceFile
    settings: Group
    title: Heading | None
    intro: tuple[Line, ...]
    sections: tuple[Part, ...]


def is_heading(line: Line, level: int) -> bool:
    """Whether the line opens a heading of exactly that level at column 1."""
    marks = "#" * level
    text = line.text
    return text.startswith(marks) and (len(text) == level or text[level].isspace()) and not line.dead


def _headings(lines: Sequence[Line], level: int) -> list[int]:
    """Where the headings of a level are; a file may have half a million lines, so most are passed at a glance."""
    return [at for at, line in enumerate(lines) if line.text.startswith("#") and is_heading(line, level)]


def split(file: SourceFile, lines: Sequence[Line], level: int) -> tuple[tuple[Line, ...], tuple[Part, ...]]:
    """The lines before the first heading of a level, and a part for each of those headings."""
    starts = _headings(lines, level)
    ends = [*starts[1:], len(lines)][:MOST_PARTS]
    parts = (
        Part(read_heading(file, lines[start].number, level), tuple(lines[start + 1 : end]))
        for start, end in zip(starts, ends, strict=False)
    )
    return tuple(lines[: starts[0]] if starts else lines), tuple(parts)


def scan(file: SourceFile, log: Log) -> RawFile:
    """Takes a file apart; a missing or second title costs a message and nothing else."""
    settings, body = read_settings(file, log)
    lines = file.lines[body - 1 :]
    titles = [lines[at] for at in _headings(lines, 1)]
    for extra in titles[1:]:
        log.add("F11", file.span(extra.number), title=extra.text[1:].strip())
    if not titles:
        log.add("F18", file.span(min(body, len(file.lines)) or 1, 1, 1))
    unwanted = {line.number for line in titles}
    before, sections = split(file, [line for line in lines if line.number not in unwanted], 2)
    title = read_heading(file, titles[0].number, 1) if titles else None
    return RawFile(file, settings, title, before, sections)


def prose(file: SourceFile, lines: Sequence[Line]) -> Md | None:
    """Whole lines as one fragment; lines of a comment become blank, lines of code are kept as they are."""
    first = next((at for at, line in enumerate(lines) if not line.blank), None)
    if first is None:
        return None
    rows = [_kept(line) for line in lines]
    while rows and not rows[-1][1].strip():
        rows.pop()
    start = next((at for at, row in enumerate(rows) if row[1].strip()), None)
    if start is None:
        return None
    text = "\n".join(text for _, text in rows[start:])
    return Md(text, file.whole(rows[start][0], rows[-1][0]))


def _kept(line: Line) -> tuple[int, str]:
    if line.comment:
        return line.number, ""
    return line.number, line.text if line.code else without_comments(line.text)
