"""Receipts: what a signer needs to show that her signature stands in the record."""

import base64
import json

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.store.models import RecordEntry


def receipt(session: Session, fact_id: str) -> bytes:
    """The entry's exact bytes (base64), position and leaf hash, as JSON. Raises LookupError for an unknown fact."""
    row = session.execute(
        sa.select(RecordEntry.seq, RecordEntry.body, RecordEntry.leaf_hash).where(RecordEntry.id == fact_id)
    ).one_or_none()
    if row is None:
        raise LookupError(f"no fact {fact_id}")
    values = {
        "v": 1,
        "entry": base64.b64encode(row.body).decode(),
        "index": row.seq,
        "leaf_sha256": row.leaf_hash.hex(),
    }
    return json.dumps(values, indent=2, sort_keys=True).encode()
