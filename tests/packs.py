"""Making evidence packs in tests, unpacking them, and checking them with the commands that their read-me gives."""

import csv
import json
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms import evidence_pack
from lms.config import Settings
from lms.domain.checkpoint import Key
from lms.domain.facts import SYSTEM
from lms.domain.kinds import CheckpointKeyChanged
from lms.services import checkpoints, evidence_scope
from lms.services.evidence_scope import Scope
from lms.services.record import draft, seal
from lms.store import record as log
from lms.store import writing
from tests.cast import NOW


def pack(settings: Settings, scope: Scope, folder: Path, now: datetime = NOW, language: str = "en") -> Path:
    """Builds a pack and unpacks it; the folder of its files."""
    target = folder / "pack.zip"
    with target.open("wb") as file:
        for _ in evidence_pack.build(settings, evidence_scope.about(scope), language, now, file):
            pass
    unpacked = folder / f"pack-{len(list(folder.iterdir()))}"
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        archive.extractall(unpacked)
    return unpacked


def sha256sum(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False)


def check(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """The script inside the pack, in another folder and without our code."""
    line = [sys.executable, "-I", str(folder / "check_pack.py"), *more]
    return subprocess.run(line, cwd="/", capture_output=True, text=True, check=False)


def rows(folder: Path, name: str = "population.csv") -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def numbers(folder: Path) -> dict[str, int]:
    """Of the only course, without the zeros."""
    told: dict[str, Any] = json.loads((folder / "summary.json").read_bytes())["courses"][0]["numbers"]
    return {word: count for word, count in told.items() if count}


def sign_record(settings: Settings, now: datetime = NOW) -> bytes:
    """A checkpoint over everything there is; its note."""
    return checkpoints.sign_now(settings.instance, now).note


def key_lies_elsewhere() -> None:
    """The record names a key of which this machine has no file."""
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    with writing() as session:
        log.lock_head(session)
        seal(session, draft(CheckpointKeyChanged(Key("localhost", public).line), actor=SYSTEM, now=NOW))
