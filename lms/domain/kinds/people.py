"""Facts about people: who joined, left, may do what, and how they can sign in."""

from dataclasses import dataclass
from typing import ClassVar

from lms.domain.kinds.data import Data


@dataclass(frozen=True, slots=True)
class PersonAdded(Data):
    kind: ClassVar[str] = "person added"


@dataclass(frozen=True, slots=True)
class PersonChanged(Data):
    kind: ClassVar[str] = "person changed"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonDeactivated(Data):
    kind: ClassVar[str] = "person deactivated"


@dataclass(frozen=True, slots=True)
class PersonReactivated(Data):
    kind: ClassVar[str] = "person reactivated"


@dataclass(frozen=True, slots=True)
class RoleGranted(Data):
    kind: ClassVar[str] = "role granted"
    role: str


@dataclass(frozen=True, slots=True)
class RoleRevoked(Data):
    kind: ClassVar[str] = "role revoked"
    role: str


@dataclass(frozen=True, slots=True)
class LinkIssued(Data):
    """Somebody was given a way to set this person's password; `shown` says that the actor saw it."""

    kind: ClassVar[str] = "link issued"
    purpose: str
    shown: bool


@dataclass(frozen=True, slots=True)
class PasswordSet(Data):
    kind: ClassVar[str] = "password set"
    how: str  # by a link's purpose, or changed
