"""What is printed on a certificate, frozen as plain values; its random code; its state."""

import json
import re
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Literal, Self

import rfc8785

from lms.domain.strokes import Strokes, strokes_of

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BYTES = 16
_LENGTH, _GROUP = 25, 5
_LOOK_ALIKES = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212]+")

State = Literal["valid", "expired", "revoked", "superseded"]
REASONS = (
    "error",  # issued by mistake, or with wrong values
    "misuse",  # somebody else took the course or signed
    "replaced",  # another certificate was issued in its place
    "signature-withdrawn",  # by the system, with the signer's own act
    "other",  # told in the side row
)
_LATER = {"drawn"}  # values that snapshots of earlier times do not have
ASKABLE = ("error", "misuse", "other")  # what a person may give as a reason to revoke one
ANEW = ("name", "design", "error", "font")  # why one is issued in the place of another


@dataclass(frozen=True, slots=True)
class CertificateValues:
    """Every value the paper shows; stored beside the bytes as their snapshot."""

    language: str
    organisation: str
    holder: str
    course_id: str  # the engraving of the seal is computed from it
    course_title: str
    score_percent: int | None  # None: the course has no quiz
    signed_on: date
    valid_until: date | None  # None: the signature does not expire
    version: str
    signed_by: str  # who answers for the organisation, printed as text; may be empty
    signed_by_role: str  # may be empty
    typed_name: str  # as the holder typed it; empty when the signature was not typed
    code: str
    verify_url: str
    fingerprint: str  # SHA-256 of the text that was signed, as hex
    drawn: Strokes = ()  # empty unless the signature was drawn; then absent from the snapshot

    def as_json(self) -> str:
        """The snapshot: canonical (RFC 8785), so that equal values have equal bytes and one hash."""
        plain: dict[str, Any] = asdict(self)
        plain = {name: value for name, value in plain.items() if name not in _LATER or value}
        for name in ("signed_on", "valid_until"):
            day = getattr(self, name)
            plain[name] = day and day.isoformat()
        return rfc8785.dumps({"v": 1, **plain}).decode()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The values of a snapshot; ValueError when it is of an unknown form."""
        plain = json.loads(text)
        if not isinstance(plain, dict) or plain.pop("v", None) != 1:
            raise ValueError("not a snapshot of a certificate, version 1")
        if set(plain) | _LATER != {field.name for field in fields(cls)}:
            raise ValueError("the snapshot of a certificate has missing or unknown values")
        plain["signed_on"] = date.fromisoformat(plain["signed_on"])
        plain["valid_until"] = plain["valid_until"] and date.fromisoformat(plain["valid_until"])
        plain["drawn"] = strokes_of(plain.get("drawn", []))
        return cls(**plain)


def new_code(random_bytes: bytes) -> str:
    """The first 125 of the caller's 128 random bits, as five groups of five."""
    if len(random_bytes) != CODE_BYTES:
        raise ValueError(f"a code is made from exactly {CODE_BYTES} random bytes")
    bits = int.from_bytes(random_bytes) >> 3
    return _grouped("".join(CROCKFORD[bits >> shift & 31] for shift in range(120, -5, -5)))


def normalise_code(text: str) -> str | None:
    """The code a person meant: any case, any blanks and dashes, O for 0, I or L for 1; None when it cannot be one."""
    letters = _BETWEEN.sub("", text).upper().translate(_LOOK_ALIKES)
    if len(letters) != _LENGTH or not set(letters) <= set(CROCKFORD):
        return None
    return _grouped(letters)


def state(valid_until: date | None, revoked: bool, today: date, superseded: bool = False) -> State:
    """Revoked outweighs superseded, which outweighs expired; the last day of validity still counts."""
    if revoked:
        return "revoked"
    if superseded:
        return "superseded"
    return "expired" if valid_until is not None and today > valid_until else "valid"


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))
