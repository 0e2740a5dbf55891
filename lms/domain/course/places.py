"""Where things stand in a file: spans, text fragments, and messages that point at them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Lang: TypeAlias = str
Id: TypeAlias = str
Letter: TypeAlias = str
Level: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one file: 1-based lines, 1-based columns in characters, the end exclusive."""

    file: str
    line: int
    col: int
    end_line: int
    end_col: int


@dataclass(frozen=True, slots=True)
class Md:
    """A Markdown fragment without our tags; `stamp` says from which source text it was translated."""

    text: str
    span: Span
    stamp: str | None = None

    def at(self, offset: int, length: int) -> Span:
        """The span of some of its characters."""
        before = self.text[:offset]
        line = self.span.line + before.count("\n")
        col = offset - before.rfind("\n") - 1 + (self.span.col if line == self.span.line else 1)
        return Span(self.span.file, line, col, line, col + length)


T: TypeAlias = Mapping[Lang, Md]
"""One text in its languages; the source language always stands first."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement that would mend the message it belongs to."""

    span: Span
    replacement: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message of the checker; its sentence comes from the catalogue of rules."""

    code: str
    level: Level
    span: Span
    args: Mapping[str, str] = field(default_factory=dict)
    fix: Edit | None = None


def in_lang(text: T, lang: Lang) -> Md:
    """The fragment in that language, or in the source language where it is not translated."""
    return text.get(lang) or next(iter(text.values()))


def texts(*parts: T | None) -> Iterator[T]:
    """Those of the texts that are there."""
    return (part for part in parts if part is not None)
