"""The parsed profile of a course."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.domain.course.places import Id, Span, T


@dataclass(frozen=True, slots=True)
class Named:
    """A module that a profile names, with its place."""

    id: Id
    span: Span


@dataclass(frozen=True, slots=True)
class Profile:
    """What one kind of organisation changes: words, and which optional modules it requires or leaves out."""

    name: str
    title: T
    text: T | None
    words: Mapping[str, T]
    require: tuple[Named, ...]
    leave_out: tuple[Named, ...]
