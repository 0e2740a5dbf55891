"""Killed without warning in the middle of signing: nothing acknowledged is lost, nothing is half written."""

import json
import random
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest
import sqlalchemy as sa

from lms.services import doctor, record
from lms.store import reading
from lms.store.models import Certificate, Enrolment, RecordEntry
from tests.cast import NOW, Cast, Player
from tests.journey import HOUSE
from tests.services.signer import STARTED
from tests.services.test_concurrency import ROOT, ready_to_sign

A_SIGNATURE = 0.04  # seconds; about as long as one takes
MOST = 4  # signatures before the blow


def kill_while_signing(folder: Path, url: str, people: list[Player], chance: random.Random) -> list[str]:
    """Starts a signer, kills it somewhere in one of its first signatures, and returns what it had acknowledged."""
    command = [sys.executable, "-m", "tests.services.signer"]
    signer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert signer.stdin is not None and signer.stdout is not None
    asked = {"instance": str(folder), "url": url, "people": [asdict(person) for person in people]}
    signer.stdin.write(json.dumps(asked).encode() + b"\n")
    signer.stdin.flush()
    assert signer.stdout.readline().decode().strip() == STARTED
    before = [signer.stdout.readline().decode() for _ in range(chance.randint(0, MOST))]
    time.sleep(chance.uniform(0, A_SIGNATURE))
    signer.kill()
    heard = "".join(before) + signer.stdout.read().decode()
    signer.wait()
    signer.stdin.close()
    signer.stdout.close()
    return [line for line in heard.split("\n")[:-1] if line]  # a line without its end was never acknowledged


def signed_by(people: list[Player]) -> dict[str, str]:
    """Person → code, of whoever the database says has signed."""
    with reading() as session:
        query = sa.select(Certificate.person_id, Certificate.code)
        return {row.person_id: row.code for row in session.execute(query)}


def is_whole(acknowledged: set[str]) -> None:
    """What was acknowledged is there; each signature is there with all that follows from it, or not at all."""
    with reading() as session:
        kinds = ("signed", "completed", "certificate issued")
        by_kind = {kind: sa.select(RecordEntry.subject).where(RecordEntry.kind == kind) for kind in kinds}
        subjects = {kind: sorted(map(str, session.scalars(query))) for kind, query in by_kind.items()}
        done = sorted(map(str, session.scalars(sa.select(Enrolment.person_id).where(Enrolment.state == "completed"))))
        codes = set(session.scalars(sa.select(Certificate.code)))
    assert acknowledged <= codes
    assert subjects["signed"] == subjects["completed"] == subjects["certificate issued"] == done
    assert len(codes) == len(done)
    assert record.verify().problem is None
    assert [found for found in doctor.examine(HOUSE, NOW) if found.problem] == []


def rounds(folder: Path, url: str, count: int, people_each: int) -> int:
    """Kills so many signers; returns how many signatures were acknowledged."""
    chance = random.Random(4)
    people = ready_to_sign(people_each)
    acknowledged: set[str] = set()
    for _ in range(count):
        waiting = [person for person in people if person.id not in signed_by(people)]
        if len(waiting) < people_each // 2:
            people += (fresh := ready_to_sign(people_each, len(people)))
            waiting += fresh
        acknowledged |= set(kill_while_signing(folder, url, waiting, chance))
        is_whole(acknowledged)
    return len(acknowledged)


def test_a_killed_signer_leaves_nothing_half(small: str, cast: Cast, database_url: str, tmp_path: Path) -> None:
    assert rounds(tmp_path, database_url, count=3, people_each=10) > 0


@pytest.mark.long
def test_a_hundred_killed_signers_leave_nothing_half(small: str, cast: Cast, database_url: str, tmp_path: Path) -> None:
    assert rounds(tmp_path, database_url, count=100, people_each=12) > 100
