"""What is printed on the signer's copy: the document, the promises, the signature, the receipt."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal, Self

from lms.domain.strokes import Strokes, strokes_of

Method = Literal["typed", "drawn", "ticked"]


@dataclass(frozen=True, slots=True)
class SignedCopyValues:
    """Plain values, in the language the person signed in."""

    language: str
    organisation: str
    course_title: str
    version: str
    holder: str
    document_html: str  # the canonical document, exactly as stored under `fingerprint`
    statements: tuple[str, ...]
    consent: str  # to sign electronically; may be empty
    method: Method
    typed_name: str  # empty unless the method is typed
    signed_at: datetime  # aware, UTC
    zone: str  # IANA name of the signer's time zone
    edition_sha256: str
    fingerprint: str  # SHA-256 of the document, as hex
    fact_id: str
    leaf_hash: str  # of the fact in the record, as hex
    drawn: Strokes = ()  # empty unless the method is drawn
    images: Mapping[str, bytes] = field(default_factory=dict)  # as the document names them in src

    def as_json(self) -> str:
        """One line for the process that renders."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        plain["signed_at"] = self.signed_at.isoformat()
        plain["images"] = {name: base64.b64encode(data).decode() for name, data in self.images.items()}
        return json.dumps(plain, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        plain: dict[str, Any] = json.loads(text)
        plain["signed_at"] = datetime.fromisoformat(plain["signed_at"])
        plain["statements"] = tuple(plain["statements"])
        plain["drawn"] = strokes_of(plain["drawn"])
        plain["images"] = {name: base64.b64decode(data) for name, data in plain["images"].items()}
        return cls(**plain)
