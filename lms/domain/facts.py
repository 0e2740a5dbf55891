"""What a fact is, and the exact bytes that the record keeps of it; `kinds` is the closed list of what can happen.

A fact names nobody: people are random ids, free text and everything about a person stands in an erasable side row
to which the fact commits with `pii_sha256` = SHA-256(32 random bytes ‖ JCS(side row)).
"""

import dataclasses
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import rfc8785

from lms.domain.kinds import KINDS, Data

VERSION = 1


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a person (with id), the system itself, or an operator at the command line."""

    kind: str
    id: str | None = None


SYSTEM = Actor("system")
OPERATOR = Actor("operator")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened; `body()` is what the record keeps of it, for ever."""

    id: str
    at: datetime
    actor: Actor
    data: Data
    subject: str | None = None
    course: str | None = None
    edition: str | None = None
    enrolment: str | None = None
    pii_sha256: str | None = None

    @property
    def kind(self) -> str:
        return self.data.kind

    def body(self) -> bytes:
        """The RFC 8785 (JCS) bytes: strings NFC, times RFC 3339 UTC with milliseconds, integers only, no nulls.

        Raises ValueError on an instant finer than a millisecond: what is read back must equal what was written.
        """
        if self.at.microsecond % 1000:
            raise ValueError("facts are timed in whole milliseconds; use to_the_millisecond()")
        envelope = {
            "v": VERSION,
            "id": self.id,
            "at": timestamp(self.at),
            "kind": self.kind,
            "actor": dataclasses.asdict(self.actor),
            "subject": self.subject,
            "course": self.course,
            "edition": self.edition,
            "enrolment": self.enrolment,
            "data": dataclasses.asdict(self.data),  # type: ignore[call-overload]  # every Data is a dataclass
            "pii_sha256": self.pii_sha256,
        }
        return canonical(envelope)


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact read back from the record, at its position (the first is 0)."""

    seq: int
    id: str
    at: datetime
    kind: str
    subject: str | None
    course: str | None
    edition: str | None
    enrolment: str | None
    data: Mapping[str, Any]
    actor: Actor = SYSTEM
    pii_sha256: str | None = None


def read(seq: int, body: bytes) -> Entry:
    """Parses an entry's bytes. Raises ValueError when they are no fact of a known version and kind."""
    try:
        raw = json.loads(body)
        if raw["v"] != VERSION or raw["kind"] not in KINDS:
            raise ValueError(f"entry {seq} is of an unknown version or kind")
        return Entry(
            seq=seq,
            id=raw["id"],
            at=datetime.fromisoformat(raw["at"]),
            kind=raw["kind"],
            subject=raw.get("subject"),
            course=raw.get("course"),
            edition=raw.get("edition"),
            enrolment=raw.get("enrolment"),
            data=raw["data"],
            actor=Actor(**raw["actor"]),
            pii_sha256=raw.get("pii_sha256"),
        )
    except (KeyError, TypeError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"entry {seq} is not a fact") from error


def foreseen(seq: int, fact: Fact) -> Entry:
    """What `read` will give once the fact stands at that position, without writing and parsing it."""
    data = _clean(dataclasses.asdict(fact.data))  # type: ignore[call-overload]  # every Data is a dataclass
    place = (fact.subject, fact.course, fact.edition, fact.enrolment)
    return Entry(seq, fact.id, fact.at.astimezone(UTC), fact.kind, *place, data, fact.actor, fact.pii_sha256)


def to_the_millisecond(at: datetime) -> datetime:
    """The instant without what the record does not keep."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def timestamp(at: datetime) -> str:
    """RFC 3339 in UTC with milliseconds and Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def canonical(value: Any) -> bytes:
    """JCS bytes after NFC, without nulls. Raises ValueError on floats (rfc8785 lets them pass) and lone surrogates."""
    return rfc8785.dumps(_clean(value))


def commitment(salt: bytes, value: Mapping[str, Any]) -> str:
    """Hex SHA-256(salt ‖ JCS(value)); the salt is 32 random bytes kept beside the value."""
    return commitment_to(salt, canonical(value))


def commitment_to(salt: bytes, body: bytes) -> str:
    """The same, over a side row whose JCS bytes are at hand."""
    return sha256(salt + body).hexdigest()


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        if value.isascii():
            return value
        if any(0xD800 <= ord(char) <= 0xDFFF for char in value):
            raise ValueError("a lone surrogate cannot be recorded")
        return unicodedata.normalize("NFC", value)
    if isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {_clean(key): _clean(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    raise ValueError(f"a {type(value).__name__} cannot be recorded")
