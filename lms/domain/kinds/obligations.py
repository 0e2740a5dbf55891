"""Facts about one enrolment: who must do what by when, and how it ended."""

from dataclasses import dataclass
from typing import ClassVar

from lms.domain.kinds.data import Data


@dataclass(frozen=True, slots=True)
class Assigned(Data):
    kind: ClassVar[str] = "assigned"
    cycle: int
    cycle_start: int  # learning facts at or after this position count
    assignment: str | None = None
    due: str | None = None  # the local date, YYYY-MM-DD
    path: tuple[str, ...] | None = None  # the sections to do again after the edition named in the envelope; absent: all


@dataclass(frozen=True, slots=True)
class PathWidened(Data):
    """A newer edition changed more of what somebody has to do again: the path is what is asked from here on."""

    kind: ClassVar[str] = "path widened"
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DueMoved(Data):
    kind: ClassVar[str] = "due date moved"
    due: str | None = None


@dataclass(frozen=True, slots=True)
class Notified(Data):
    kind: ClassVar[str] = "notified"
    channel: str


@dataclass(frozen=True, slots=True)
class Waived(Data):
    kind: ClassVar[str] = "waived"


@dataclass(frozen=True, slots=True)
class Withdrawn(Data):
    kind: ClassVar[str] = "withdrawn"


@dataclass(frozen=True, slots=True)
class AttemptGranted(Data):
    kind: ClassVar[str] = "attempt granted"
    quiz: str


@dataclass(frozen=True, slots=True)
class Completed(Data):
    kind: ClassVar[str] = "completed"
    score: dict[str, int] | None = None
