"""Go's own implementation of signed notes and of proofs agrees with ours: golang.org/x/mod, as Debian carries it."""

import base64
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.config import Settings
from lms.services import checkpoints, roles
from lms.store import reading, tree, verifying
from lms.store.models import RecordEntry
from tests.cast import NOW, Cast
from tests.journey import finish

SOURCE = Path(__file__).parents[1] / "oracles" / "sumdb"
LIBRARIES = "/usr/share/gocode"


@pytest.fixture(scope="session")
def judge(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The program, built once."""
    program = tmp_path_factory.mktemp("sumdb") / "judge"
    cache = {"GOCACHE": str(program.parent / "cache"), "GOPATH": LIBRARIES, "GO111MODULE": "off", "GOFLAGS": ""}
    command = ["go", "build", "-o", str(program), str(SOURCE / "main.go")]
    subprocess.run(command, check=True, env=os.environ | cache, capture_output=True, timeout=300)
    return str(program)


@pytest.fixture
def question(app: Flask, small: str, cast: Cast) -> dict[str, Any]:
    """A checkpoint that two keys signed, with proofs of one entry and of an older checkpoint."""
    settings: Settings = app.config["PARAPH"]
    roles.grant(cast.ines.id, cast.omar.id, "auditor", NOW)
    finish(cast.ana)
    older = checkpoints.sign_now(settings.instance, NOW)
    finish(cast.omar)
    newest = checkpoints.rotate(settings.instance, by=cast.ines.email, approved_by=cast.omar.email, now=NOW)
    with reading() as session:
        keys = [change.key.line for change in verifying.key_changes(session)]
        signed = session.scalars(sa.select(RecordEntry).where(RecordEntry.kind == "signed")).first()
        assert signed is not None
        return {
            "Keys": keys,
            "Note": newest.note,
            "Size": newest.size,
            "Root": tree.root_at(session, newest.size),
            "Index": signed.seq,
            "Entry": signed.body,
            "Inclusion": tree.inclusion(session, signed.seq, newest.size),
            "Older": older.size,
            "OlderRoot": tree.root_at(session, older.size),
            "Consistency": tree.consistency(session, older.size, newest.size),
        }


def verdict(judge: str, question: dict[str, Any]) -> list[str]:
    """What the program prints; nothing when it refuses."""
    encoded = json.dumps(question, default=lambda raw: base64.b64encode(raw).decode())
    return subprocess.run([judge], input=encoded, text=True, capture_output=True, timeout=60).stdout.splitlines()


def test_both_signatures_and_both_proofs_hold(judge: str, question: dict[str, Any]) -> None:
    told = verdict(judge, question)
    assert told[0] == "ok"
    assert len(told) == 3  # the old key and the new one


def flipped(raw: bytes, place: int = 0) -> bytes:
    return raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]


@pytest.mark.parametrize("what", ["Note", "Entry", "Root", "OlderRoot"])
def test_one_bit_is_enough_to_be_refused(judge: str, question: dict[str, Any], what: str) -> None:
    assert verdict(judge, question | {what: flipped(question[what])}) == []


@pytest.mark.parametrize("proof", ["Inclusion", "Consistency"])
def test_one_bit_of_a_proof_is_enough_to_be_refused(judge: str, question: dict[str, Any], proof: str) -> None:
    first, *others = question[proof]
    assert verdict(judge, question | {proof: [flipped(first), *others]}) == []


def test_a_key_that_is_not_of_this_record_opens_nothing(judge: str, question: dict[str, Any]) -> None:
    stranger = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    assert verdict(judge, question | {"Keys": [stranger]}) == []
