"""Acknowledged means on the disk: the system was told to write through before each signature was answered."""

import json
import re
import subprocess
import sys
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

from flask import Flask

from lms.store import db
from tests.cast import Cast
from tests.services.signer import STARTED
from tests.services.test_concurrency import ROOT, ready_to_sign

CALLS = re.compile(r"(?P<call>fdatasync|fsync|write)\((?P<file>\d+)(?:, \"(?P<text>[^\"]*))?")


def traced(folder: Path, url: str, asked: dict[str, object]) -> list[str]:
    """The system calls of a signer in order: `sync`, or the word it acknowledged."""
    log = folder / "calls.log"
    command = ["strace", "-f", "-qq", "-e", "trace=fdatasync,fsync,write", "-s", "80", "-o", str(log)]
    signer = [sys.executable, "-m", "tests.services.signer"]
    told = json.dumps({"instance": str(folder), "url": url} | asked) + "\n"
    subprocess.run([*command, *signer], input=told, text=True, check=True, capture_output=True, cwd=ROOT, timeout=120)
    found = [match for line in log.read_text(errors="replace").splitlines() if (match := CALLS.search(line))]
    return [
        "sync" if match["call"] != "write" else match["text"].removesuffix("\\n")
        for match in found
        if match["call"] != "write" or match["file"] == "1"
    ]


def test_each_acknowledged_signature_was_written_through(
    small: str, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    people = ready_to_sign(5)
    calls = traced(tmp_path, database_url, {"people": [asdict(person) for person in people]})
    begun = calls.index(STARTED)
    words = [place for place, call in enumerate(calls) if call != "sync" and place >= begun]
    assert len(words) == 1 + len(people)
    if database_url.startswith("sqlite"):
        assert all("sync" in calls[before:after] for before, after in pairwise(words))


def test_a_commit_waits_for_the_disk(app: Flask) -> None:
    """PostgreSQL writes through in processes of its own, which strace does not see here."""
    wanted = {"sqlite": ("PRAGMA synchronous", 2), "postgresql": ("SHOW synchronous_commit", "on")}
    question, answer = wanted[db.engine.dialect.name]
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql(question).scalar() == answer
