"""Receipts: what a signer needs to show, without asking this server, that her signature stands in the record."""

import base64
import json
import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from lms.domain.checkpoint import read_checkpoint, read_note
from lms.domain.merkle import root_from_path
from lms.domain.refusal import Refusal
from lms.services import checkpoints
from lms.store import reading, tree
from lms.store.models import RecordCheckpoint, RecordEntry

PATIENCE = timedelta(minutes=10)  # after that a paper is issued with what there is: the signer must not wait for ever
logger = logging.getLogger("lms.receipts")


def receipt(session: Session, fact_id: str) -> bytes:
    """The entry's exact bytes (base64), its position, and the way from it to a signed checkpoint, as JSON.

    Version 2 is complete. Version 1, without path and checkpoint, is given as long as no checkpoint covers the entry.
    Raises LookupError for an unknown fact.
    """
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
    return json.dumps(values | _proof(session, row.seq, row.leaf_hash), indent=2, sort_keys=True).encode()


def of(fact_id: str) -> bytes:
    """The receipt of any fact, for whoever may see the record. Raises Refusal("not-found")."""
    try:
        known = str(UUID(fact_id))
        with reading() as session:
            return receipt(session, known)
    except (ValueError, LookupError):
        raise Refusal("not-found") from None


def complete(
    session: Session, fact_id: InstrumentedAttribute[str | None], since: InstrumentedAttribute[datetime], now: datetime
) -> list[sa.ColumnElement[bool]]:
    """Conditions on a query: the fact's receipt is complete, or nobody is going to sign a checkpoint over it.

    Nobody signs where the record names no key; and a machine with the key that stays away is not waited for longer
    than PATIENCE.
    """
    if not checkpoints.is_expected(session):
        return []
    covered = sa.select(sa.func.coalesce(sa.func.max(RecordCheckpoint.size), 0)).scalar_subquery()
    position = sa.select(RecordEntry.seq).where(RecordEntry.id == fact_id).scalar_subquery()
    return [sa.or_(fact_id.is_(None), position < covered, since <= now - PATIENCE)]


def _proof(session: Session, seq: int, leaf: bytes) -> dict[str, Any]:
    """What makes a receipt complete; nothing without a checkpoint to which the stored tree leads."""
    found = checkpoints.covering(session, seq)
    if found is None:
        return {}
    try:
        told = read_checkpoint(read_note(found.note).text)
        path = tree.inclusion(session, seq, told.size)
        right = root_from_path(seq, told.size, leaf, path) == told.root
    except (ValueError, LookupError):
        right = False
    if not right:
        logger.error("Entry %s does not lead to the checkpoint over %s entries: verify the record.", seq, found.size)
        return {}
    hexes = [digest.hex() for digest in path]
    return {"v": 2, "path": hexes, "size": told.size, "checkpoint": found.note.decode()}
