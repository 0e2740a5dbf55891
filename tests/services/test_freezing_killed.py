"""Workers killed without warning, and several at once: each certificate is frozen once, with its fact, or waits."""

import json
import random
import subprocess
import sys
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from lms.services import doctor, record
from lms.services.freezing import LEASE
from lms.store import reading
from lms.store.models import Certificate
from tests.cast import NOW, Cast
from tests.journey import HOUSE, finish
from tests.services.test_concurrency import ROOT, ready_to_sign
from tests.services.test_freezing import facts

SIX = 6


@pytest.fixture
def six(small: str, cast: Cast) -> None:
    from lms.services import signing
    from tests.journey import act

    for person in ready_to_sign(SIX - 1):
        signing.sign(HOUSE, person.id, small, act(person), NOW)
    finish(cast.ana)


def worker(folder: Path, url: str, now: datetime, pause: float) -> "subprocess.Popen[bytes]":
    asked: dict[str, Any] = {"instance": str(folder), "url": url, "now": now.isoformat(), "pause": pause}
    command = [sys.executable, "-m", "tests.services.freezer"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdin is not None
    process.stdin.write(json.dumps(asked).encode() + b"\n")
    process.stdin.close()
    process.stdin = None  # so that communicate() does not flush it
    return process


def is_whole() -> int:
    """How many are frozen: each with one fact and the bytes it promises."""
    with reading() as session:
        query = sa.select(Certificate.code, Certificate.pdf).where(Certificate.frozen_at.is_not(None))
        frozen = {code: sha256(pdf or b"").hexdigest() for code, pdf in session.execute(query)}
    assert dict(facts()) == frozen and len(facts()) == len(frozen)
    assert record.verify().problem is None
    return len(frozen)


def test_killed_between_making_and_storing_nothing_is_half(six: None, database_url: str, tmp_path: Path) -> None:
    chance, now = random.Random(4), NOW
    for _ in range(3):
        now += LEASE + timedelta(seconds=1)
        process = worker(tmp_path, database_url, now, 0.05)
        assert process.stdout is not None
        for _ in range(chance.randint(1, 4)):
            process.stdout.readline()
        process.kill()
        process.communicate()
        is_whole()
    worker(tmp_path, database_url, now + 2 * LEASE, 0).communicate()
    assert is_whole() == SIX
    assert [found for found in doctor.examine(HOUSE, NOW) if found.problem] == []


def test_three_workers_at_once_freeze_each_once(six: None, database_url: str, tmp_path: Path) -> None:
    """Two of them believe that the leases of the others have run out."""
    workers = [worker(tmp_path, database_url, NOW + step * 2 * LEASE, 0.01) for step in (1, 2, 3)]
    for process in workers:
        process.communicate()
    assert [process.returncode for process in workers] == [0, 0, 0]
    assert is_whole() == SIX
