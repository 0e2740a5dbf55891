"""One's own receipt: complete under a checkpoint, its owner's alone, and mailed once it is there."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.domain.receipt import ReceiptValues
from lms.domain.refusal import Refusal
from lms.services import checkpoints, enclosures, post, receipt_copies
from lms.services.post import Enclosure
from lms.store import reading
from lms.store.models import Mail
from tests.cast import NOW, Cast
from tests.engines import settings_for
from tests.journey import HOUSE, finish
from tests.services.test_post import Server, render, server  # noqa: F401  # the fixture

PRINTED = b"%PDF of "


@pytest.fixture
def instance(app: Flask) -> Path:
    found: Path = app.config["PARAPH"].instance
    return found


def mailed() -> Mail:
    with reading() as session:
        row = session.scalars(sa.select(Mail).where(Mail.kind == "receipt")).one()
        session.expunge_all()
        return row


def test_it_is_complete_once_a_checkpoint_covers_it(cast: Cast, small: str, instance: Path) -> None:
    code = finish(cast.ana)
    assert receipt_copies.of(HOUSE, cast.ana.id, code) is None
    checkpoints.sign_now(instance, NOW)
    found = receipt_copies.of(HOUSE, cast.ana.id, code)
    assert found is not None and json.loads(found.document)["v"] == 2
    assert (found.values.holder, found.values.method, len(found.values.root)) == ("Ana Duarte", "typed", 64)
    assert ReceiptValues.from_json(found.values.as_json()) == found.values


def test_somebody_elses_is_missing(cast: Cast, small: str, instance: Path) -> None:
    code = finish(cast.ana)
    checkpoints.sign_now(instance, NOW)
    with pytest.raises(Refusal) as refusal:
        receipt_copies.of(HOUSE, cast.omar.id, code)
    assert refusal.value.code == "not-found"


def test_the_mail_is_written_with_the_signature_and_names_nobody(cast: Cast, small: str) -> None:
    code = finish(cast.ana)
    assert (mailed().person_id, mailed().values) == (cast.ana.id, {"course": "small", "code": code})


def test_the_mail_waits_for_its_checkpoint_and_carries_both_files(
    cast: Cast,
    small: str,
    instance: Path,
    tmp_path: Path,
    server: Server,  # noqa: F811
) -> None:
    finish(cast.ana)
    settings = settings_for(tmp_path, LMS_SMTP_URL=f"smtp://127.0.0.1:{server.port}")
    enclose = enclosures.enclosing(HOUSE, lambda values: PRINTED + values.encode())
    post.deliver(settings, render, NOW, enclose)
    assert (server.box.messages, mailed().tries, mailed().sent_at) == ([], 0, None)
    checkpoints.sign_now(instance, NOW)
    post.deliver(settings, render, NOW + timedelta(minutes=1), enclose)
    (message,) = server.box.messages
    files = [
        Enclosure(part.get_filename() or "", part.get_content_type(), part.get_content())
        for part in message.iter_attachments()
    ]  # type: ignore[attr-defined]
    assert [file.name for file in files] == ["receipt.json", "receipt.pdf"]
    assert files[1].body.startswith(PRINTED) and mailed().sent_at is not None
