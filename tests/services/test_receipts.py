"""Receipts: complete once a checkpoint covers the signature, and papers wait for that, though not for ever."""

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.domain.checkpoint import read_checkpoint, read_note
from lms.domain.merkle import leaf_hash, root_from_path
from lms.services import certificates, checkpoints
from lms.services.receipts import PATIENCE, receipt
from lms.store import reading
from lms.store.models import RecordEntry
from tests.cast import NOW, Cast
from tests.journey import finish
from tests.tampering import tamper


@pytest.fixture
def instance(app: Flask) -> Path:
    found: Path = app.config["PARAPH"].instance
    return found


def told(fact_id: str) -> dict[str, Any]:
    with reading() as session:
        values: dict[str, Any] = json.loads(receipt(session, fact_id))
        return values


def signature() -> str:
    newest = sa.select(RecordEntry.id).where(RecordEntry.kind == "signed").order_by(RecordEntry.seq.desc())
    with reading() as session:
        return session.scalars(newest.limit(1)).one()


def proves(values: dict[str, Any]) -> bool:
    checkpoint = read_checkpoint(read_note(str(values["checkpoint"]).encode()).text)
    path = [bytes.fromhex(text) for text in values["path"]]
    leaf = leaf_hash(base64.b64decode(str(values["entry"])))
    return root_from_path(values["index"], values["size"], leaf, path) == checkpoint.root


def test_a_receipt_leads_to_a_signed_checkpoint(cast: Cast, small: str, instance: Path) -> None:
    finish(cast.ana)
    checkpoints.sign_now(instance, NOW)
    finish(cast.omar)
    checkpoints.sign_now(instance, NOW)
    values = told(signature())
    assert values["v"] == 2 and proves(values)


def test_before_a_checkpoint_it_holds_the_entry_alone(cast: Cast, small: str) -> None:
    finish(cast.ana)
    assert set(told(signature())) == {"v", "entry", "index", "leaf_sha256"}


def test_a_stored_tree_that_does_not_lead_there_gives_no_false_proof(
    cast: Cast, small: str, instance: Path, caplog: pytest.LogCaptureFixture
) -> None:
    finish(cast.ana)
    checkpoints.sign_now(instance, NOW)
    tamper("UPDATE record_node SET hash = :hash", hash=b"0" * 32)
    assert told(signature())["v"] == 1 and "verify the record" in caplog.text


def test_a_certificate_waits_for_the_checkpoint_over_its_signature(cast: Cast, small: str, instance: Path) -> None:
    checkpoints.sign_now(instance, NOW)
    finish(cast.ana)
    seen: list[bytes | None] = []

    def draw(_: str, proof: bytes | None) -> bytes:
        seen.append(proof)
        return b"%PDF"

    assert certificates.freeze_pending(draw, NOW) == 0
    checkpoints.sign_now(instance, NOW)
    assert certificates.freeze_pending(draw, NOW) == 1
    assert json.loads(seen[0] or b"")["v"] == 2


def test_it_does_not_wait_for_ever(cast: Cast, small: str, instance: Path) -> None:
    checkpoints.sign_now(instance, NOW)
    finish(cast.ana)
    assert certificates.freeze_pending(lambda *_: b"%PDF", NOW + PATIENCE - timedelta(seconds=1)) == 0
    assert certificates.freeze_pending(lambda *_: b"%PDF", NOW + PATIENCE) == 1


def test_where_no_key_was_ever_bound_nothing_waits(cast: Cast, small: str) -> None:
    finish(cast.ana)
    assert certificates.freeze_pending(lambda *_: b"%PDF", NOW) == 1


def test_an_unknown_fact_has_no_receipt(cast: Cast) -> None:
    with reading() as session, pytest.raises(LookupError):
        receipt(session, cast.ana.id)
