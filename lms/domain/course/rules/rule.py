"""What one rule of the checker is, and what the checks look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.domain.course.model import Course, Snapshot
from lms.domain.course.places import Id, Level, Span
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


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a check may look at; `tags` says where each name stands."""

    course: Course
    sources: Mapping[str, SourceFile]
    names: frozenset[str]
    snapshot: Snapshot | None = None
    unlisted: tuple[str, ...] = field(default=())
    tags: Mapping[Id, Span] = field(default_factory=dict)
