"""Many at once, in threads and processes: one effect each, no gap in the record, rows equal to facts."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
import sqlalchemy as sa

from lms.services import doctor, opening, record
from lms.store import reading
from lms.store.models import Certificate, RecordEntry
from tests.cast import NOW, Cast, Player, add_person
from tests.journey import HOUSE, answer_all, read_all

ROOT = Path(__file__).parents[2]


def ready_to_sign(count: int, first: int = 0) -> list[Player]:
    """People who have read and passed everything; `first` is the number in the first one's name."""
    people = [add_person(f"Signer{number}", "Crowd") for number in range(first, first + count)]
    for person in people:
        opening.open_course(person.id, "small", "en", NOW)
        read_all(person)
        answer_all(person)
    return people


def sign_all_at_once(url: str, folder: Path, people: list[Player], processes: int, threads: int) -> list[str]:
    asked = {"instance": str(folder), "url": url, "people": [asdict(one) for one in people], "threads": threads}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.services.crowd"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
        )
        for _ in range(processes)
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write(json.dumps(asked).encode())
        process.stdin.close()
    outcomes: list[str] = []
    for process in running:
        assert process.stdout is not None
        outcomes += json.loads(process.stdout.read() or b'["crashed"]')
        assert process.wait() == 0
        process.stdout.close()
    return outcomes


def has_one_effect_each(people: list[Player], outcomes: list[str], times: int) -> None:
    with reading() as session:
        signed = session.scalars(sa.select(RecordEntry.subject).where(RecordEntry.kind == "signed")).all()
        codes = set(session.scalars(sa.select(Certificate.code)))
        seqs = session.scalars(sa.select(RecordEntry.seq).order_by(RecordEntry.seq)).all()
    assert sorted(map(str, signed)) == sorted(person.id for person in people)
    assert len(outcomes) == times * len(people)
    assert set(outcomes) == codes
    assert list(seqs) == list(range(len(seqs)))
    assert record.verify().problem is None
    assert [found for found in doctor.examine(HOUSE, NOW) if found.problem] == []


def test_signing_in_parallel_has_one_effect_each(small: str, cast: Cast, database_url: str, tmp_path: Path) -> None:
    people = ready_to_sign(3)
    outcomes = sign_all_at_once(database_url, tmp_path, people, processes=2, threads=4)
    has_one_effect_each(people, outcomes, times=8)


@pytest.mark.long
def test_a_crowd_of_two_hundred_threads_signs_once_each(
    small: str, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    people = ready_to_sign(12)
    outcomes = sign_all_at_once(database_url, tmp_path, people, processes=4, threads=50)
    has_one_effect_each(people, outcomes, times=200)
