"""What is printed to be signed by hand: the document, the promises, and lines for name, date and signature."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class PaperSheetValues:
    """Plain values, in the language of the sheet."""

    language: str
    organisation: str
    course_title: str
    version: str
    document_html: str  # the canonical document, exactly as stored under `fingerprint`
    statements: tuple[str, ...]
    edition_sha256: str
    fingerprint: str  # SHA-256 of the document, as hex
    images: Mapping[str, bytes] = field(default_factory=dict)  # as the document names them in src

    def as_json(self) -> str:
        """One line for the process that renders."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        plain["images"] = {name: base64.b64encode(data).decode() for name, data in self.images.items()}
        return json.dumps(plain, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        plain: dict[str, Any] = json.loads(text)
        plain["statements"] = tuple(plain["statements"])
        plain["images"] = {name: base64.b64decode(data) for name, data in plain["images"].items()}
        return cls(**plain)
