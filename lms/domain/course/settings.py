"""The settings block: simple YAML in which every value is text, read into nodes that know their place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from lms.domain.course.messages import Log
from lms.domain.course.places import Md, Span
from lms.domain.course.source import SourceFile

MOST_CHARACTERS = 65_536
DEPTH = 3


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value, as text."""

    text: str
    span: Span

    def md(self) -> Md:
        return Md(self.text, self.span)


@dataclass(frozen=True, slots=True)
class Items:
    """A list of values."""

    items: tuple["Node", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Group:
    """Keys with their values; `keys` tells where each key stands."""

    entries: dict[str, "Node"] = field(default_factory=dict)
    keys: dict[str, Span] = field(default_factory=dict)
    span: Span = field(default=Span("", 1, 1, 1, 1))


Node: TypeAlias = Scalar | Items | Group


class Unreadable(Exception):
    """A place in the block that is not simple YAML."""

    def __init__(self, line: int, col: int) -> None:
        self.line, self.col = line, col


def read_settings(file: SourceFile, log: Log) -> tuple[Group, int]:
    """The settings of a file and the number of the first line behind them.

    An entry that cannot be read costs one message and never the entries around it.
    """
    lines = file.lines
    if not lines or lines[0].text.rstrip() != "---":
        log.add("F01", file.span(1))
        return Group(), 1
    last = next((line.number for line in lines[1:] if line.text.rstrip() == "---"), None)
    if last is None:
        log.add("F02", file.span(1))
        return Group(), len(lines) + 1 if _only_settings(file) else _first_heading(file)
    rows = [line.text for line in lines[1 : last - 1]]
    if sum(map(len, rows)) > MOST_CHARACTERS:
        log.add("F16", file.span(1))
        return Group(), last + 1
    try:
        return _read(file, rows, 2, log), last + 1
    except Unreadable:
        return _read_entries(file, rows, log), last + 1


def _only_settings(file: SourceFile) -> bool:
    return not any(line.text.startswith("#") for line in file.lines)


def _first_heading(file: SourceFile) -> int:
    return next(line.number for line in file.lines if line.text.startswith("#"))


def _read_entries(file: SourceFile, rows: list[str], log: Log) -> Group:
    """Reads one top-level entry at a time, so that a bad one stands alone."""
    starts = [at for at, row in enumerate(rows) if row and row[0] not in " \t-#]}"]
    whole = Group(span=file.whole(1, len(rows) + 2))
    for start, end in pairwise([*starts, len(rows)]):
        try:
            part = _read(file, rows[start:end], start + 2, log)
        except Unreadable as error:
            row = rows[error.line - 2] if error.line - 2 < len(rows) else ""
            log.add("F03", file.span(error.line, error.col), attempt=quoted(row))
            continue
        for key, value in part.entries.items():
            _put(whole, key, part.keys[key], value, log)
    return whole


def quoted(row: str) -> str:
    """The line with its value in quotes, ready to paste."""
    key, colon, value = row.strip().partition(":")
    return f'{key}: "{value.strip().replace(chr(34), chr(39))}"' if colon and value.strip() else 'key: "value"'


def _read(file: SourceFile, rows: Sequence[str], first: int, log: Log) -> Group:
    """The rows as one mapping; raises Unreadable for anything else."""
    reader = _Reader(file, first, log)
    try:
        events = YAML(typ="safe", pure=True).parse("\n".join(rows) + "\n")
        return reader.document(iter(events))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(*reader.position(mark)) from None
    except (YAMLError, ValueError, RecursionError, IndexError, AttributeError) as error:
        # ruamel's scanner lets a few plain Python errors through on malformed escapes and directives.
        raise Unreadable(first, 1) from error


class _Reader:
    """Turns YAML events into nodes; aliases, tags and deep nesting are not simple."""

    def __init__(self, file: SourceFile, first: int, log: Log) -> None:
        self.file, self.first, self.log = file, first, log

    def position(self, mark: StringMark | None) -> tuple[int, int]:
        if mark is None:
            return self.first, 1
        return min(self.first + mark.line, max(len(self.file.lines), 1)), mark.column + 1

    def span(self, event: Event) -> Span:
        line, col = self.position(event.start_mark)
        end_line, end_col = self.position(event.end_mark)
        if end_col == 1 and end_line > line:
            end_line, end_col = line, len(self.file.lines[line - 1].text) + 1
        return Span(self.file.path, line, col, end_line, end_col)

    def document(self, events: Iterator[Event]) -> Group:
        documents = 0
        found: Node | None = None
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise Unreadable(*self.position(event.start_mark))
            elif isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent | AliasEvent):
                found = self.node(event, events, 1)
        if found is None:
            return Group(span=self.file.span(self.first))
        if not isinstance(found, Group):
            raise Unreadable(found.span.line, found.span.col)
        return found

    def node(self, event: Any, events: Iterator[Event], depth: int) -> Node:
        if isinstance(event, AliasEvent) or event.anchor or event.tag not in (None, "", "!"):
            raise Unreadable(*self.position(event.start_mark))
        if depth > DEPTH + 1 and not isinstance(event, ScalarEvent):
            raise Unreadable(*self.position(event.start_mark))
        if isinstance(event, SequenceStartEvent):
            return self.items(event, events, depth)
        if isinstance(event, MappingStartEvent):
            return self.group(event, events, depth)
        return Scalar(str(event.value), self.span(event))

    def items(self, start: Event, events: Iterator[Event], depth: int) -> Items:
        found: list[Node] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            found.append(self.node(event, events, depth + 1))
        return Items(tuple(found), self.span(start))

    def group(self, start: Event, events: Iterator[Event], depth: int) -> Group:
        found = Group(span=self.span(start))
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            key = self.node(event, events, depth + 1)
            if not isinstance(key, Scalar):
                raise Unreadable(key.span.line, key.span.col)
            _put(found, key.text.strip(), key.span, self.node(next(events), events, depth + 1), self.log)
        return found


def _put(group: Group, key: str, span: Span, value: Node, log: Log) -> None:
    if key in group.entries:
        log.add("F15", span, key=key)
        return
    group.entries[key] = value
    group.keys[key] = span
