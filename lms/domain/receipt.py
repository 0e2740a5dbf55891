"""What is printed on a receipt: the signature in plain words, and the numbers that prove its place in the record."""

import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class ReceiptValues:
    """Plain values, in the language the person signed in."""

    language: str
    organisation: str
    holder: str
    course_title: str
    version: str
    method: str  # typed, drawn, ticked or paper
    signed_at: datetime  # aware, UTC
    zone: str  # IANA name of the signer's time zone
    fingerprint: str  # SHA-256 of the text signed, as hex
    edition_sha256: str
    fact_id: str
    index: int  # of the entry in the record; the first is 0
    leaf_hash: str  # as hex
    checkpoint: str  # the signed note; empty as long as none covers the entry
    size: int | None  # how many entries the checkpoint covers
    root: str  # as hex; empty without a checkpoint
    verify_url: str  # where the certificate of this signature is checked

    def as_json(self) -> str:
        """One line for the process that renders."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        plain["signed_at"] = self.signed_at.isoformat()
        return json.dumps(plain, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        plain: dict[str, Any] = json.loads(text)
        plain["signed_at"] = datetime.fromisoformat(plain["signed_at"])
        return cls(**plain)
