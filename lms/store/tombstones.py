"""Who was erased, as ids and times in a file beside the database: an old backup put back learns it from here."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "erasures.jsonl"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One erasure; ids only, and the instant in RFC 3339."""

    erasure: str
    person: str
    asked_by: str
    confirmed_by: str
    at: str


def read(path: Path) -> list[Tombstone]:
    """Every tombstone of a file; none where there is no file. A line cut off by a crash is passed over."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [stone for line in lines if (stone := parse(line)) is not None]


def parse(line: str) -> Tombstone | None:
    """A tombstone from a line of JSON, or None for anything else."""
    try:
        raw = json.loads(line)
        return Tombstone(*(str(raw[name]) for name in Tombstone.__slots__))
    except (ValueError, KeyError, TypeError):
        return None


def add(path: Path, stones: Iterable[Tombstone]) -> None:
    """Appends those that are not there yet and waits until the disk has them."""
    there = {stone.erasure for stone in read(path)}
    lines = [json.dumps(asdict(stone), sort_keys=True) for stone in stones if stone.erasure not in there]
    if not lines:
        return
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
        # A line that a crash cut off must not swallow the next one.
        half = file.seek(0, os.SEEK_END) and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n"
        file.write((("\n" if half else "") + "\n".join(lines) + "\n").encode())
        file.flush()
        os.fsync(file.fileno())
