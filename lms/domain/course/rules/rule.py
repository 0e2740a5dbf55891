"""What one rule of the checker is, and what the checks look at."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from lms.domain.course.messages import Log
from lms.domain.course.model import Course, Snapshot
from lms.domain.course.places import Id, Level, Md, Span
from lms.domain.course.source import SourceFile


@dataclass(frozen=True, slots=True)
class Rule:
    """A code with its level, its sentence in both languages and the line to try.

    `{names}` in the sentences are filled from the message; a suggestion is added to the sentence where there is one.
    """

    code: str
    level: Level
    en: str
    fr: str
    attempt: str
    attempt_fr: str | None = None


def listed(words: str) -> list[str]:
    """The words of a list that is written as one text."""
    return words.split()


class Quiet:
    """A log that keeps to itself what the author silenced with `quiet CODE`."""

    def __init__(self, log: Log, quiet: Container[str]) -> None:
        self.log, self.quiet = log, quiet

    def add(self, code: str, place: Span, **words: str) -> None:
        if code not in self.quiet:
            self.log.add(code, place, None, None, **words)


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a check may look at; `tags` says where each name stands."""

    course: Course
    sources: Mapping[str, SourceFile]
    names: frozenset[str]
    snapshot: Snapshot | None = None
    unlisted: tuple[str, ...] = field(default=())
    tags: Mapping[Id, Span] = field(default_factory=dict)

    def place(self, md: Md, start: int, length: int) -> Span:
        """Where some characters of a text stand in its file, also behind the marks of a quote or an indent."""
        span = md.at(start, length)
        said = md.text[start : start + length]
        lines = self.sources[span.file].lines if span.file in self.sources else ()
        at = lines[span.line - 1].text.find(said) if 0 < span.line <= len(lines) else -1
        return self.sources[span.file].span(span.line, at + 1, length) if at >= 0 else span
