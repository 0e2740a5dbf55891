"""The record as files that anybody can check: entries, hashes, checkpoints, keys, timestamps, and the checker."""

import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.facts import OPERATOR, Actor, timestamp
from lms.domain.kinds import EvidenceExported
from lms.domain.refusal import Refusal
from lms.services.record import draft, seal
from lms.store import snapshot, verifying, writing
from lms.store.models import CheckpointTimestamp, RecordCheckpoint, RecordEntry

RECORD, LEAVES, CHECKPOINTS, KEYS, README = "record.jsonl", "leaves.bin", "checkpoints.jsonl", "keys.txt", "README.txt"
CHECKER = Path(__file__).parents[1] / "verify_record.py"
BATCH = 1_000
Open = Callable[[str], Any]
"""A file's name → a binary file to write, as a context."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: how many entries, and SHA-256 of `record.jsonl`."""

    size: int
    sha256: str


def export(place: Path, now: datetime, actor: Actor = OPERATOR) -> Exported:
    """Writes the whole record into a new folder, or into a new file that ends in .zip, in constant memory.

    The fact that it was exported follows afterwards. Raises Refusal: export-there, entry-unexportable.
    """
    if place.exists():
        raise Refusal("export-there", path=place)
    with _whole(place) as open_file, snapshot() as session:
        written = write_all(session, open_file)
    with writing() as session:
        seal(session, draft(EvidenceExported("record", written.sha256), actor=actor, now=now))
    return written


def write_all(session: Session, open_file: Open) -> Exported:
    """Writes every file of an export through `open_file`, one after the other; from one snapshot."""
    exported = _entries(session, open_file)
    with open_file(CHECKPOINTS) as file:
        for row in _portions(session, _checkpoints(exported.size), 0):
            values = {"size": row.size, "created_at": timestamp(row.created_at), "note": row.note.decode()}
            file.write(json.dumps(values, ensure_ascii=False).encode() + b"\n")
    _timestamps(session, open_file)
    with open_file(KEYS) as file:
        file.write("".join(_key_lines(session)).encode())
    for name, body in ((CHECKER.name, CHECKER.read_bytes()), (README, _readme(exported).encode())):
        with open_file(name) as file:
            file.write(body)
    return exported


def _entries(session: Session, open_file: Open) -> Exported:
    """One line for each entry, which is its exact bytes; and the stored hashes in a second pass over the same rows."""
    digest, size = sha256(), 0
    with open_file(RECORD) as file:
        for row in _portions(session, sa.select(RecordEntry.seq, RecordEntry.body), 0):
            if b"\n" in row.body:
                raise Refusal("entry-unexportable", entry=row.seq)
            file.write(row.body + b"\n")
            digest.update(row.body + b"\n")
            size += 1
    with open_file(LEAVES) as file:
        for row in _portions(session, sa.select(RecordEntry.seq, RecordEntry.leaf_hash), 0):
            file.write(row.leaf_hash)
    return Exported(size, digest.hexdigest())


def _timestamps(session: Session, open_file: Open) -> None:
    query = sa.select(CheckpointTimestamp.size, CheckpointTimestamp.token, RecordCheckpoint.note)
    joined = query.join(RecordCheckpoint, RecordCheckpoint.size == CheckpointTimestamp.size)
    for row in session.execute(joined.order_by(CheckpointTimestamp.size)):
        for suffix, body in (("tst", row.token), ("checkpoint", row.note)):
            with open_file(f"timestamps/{row.size}.{suffix}") as file:
                file.write(body)


def _checkpoints(size: int) -> sa.Select[*tuple[Any, ...]]:
    columns = (RecordCheckpoint.size, RecordCheckpoint.note, RecordCheckpoint.created_at)
    return sa.select(*columns).where(RecordCheckpoint.size <= size)


def _key_lines(session: Session) -> Iterator[str]:
    yield "# The keys that the record names. Trust them only if you were given the same ones before.\n"
    for change in verifying.key_changes(session):
        yield f"# from entry {change.seq} on\n{change.key.line}\n"


def _portions(session: Session, query: sa.Select[*tuple[Any, ...]], first: int) -> Iterator[Any]:
    """Rows by their first column, some at a time."""
    key = query.selected_columns[0]
    while rows := session.execute(query.where(key >= first).order_by(key).limit(BATCH)).all():
        yield from rows
        first = rows[-1][0] + 1


@contextmanager
def _whole(place: Path) -> Iterator[Open]:
    """Files under a name of their own until all of them are there; none when something goes wrong."""
    half = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        if place.suffix == ".zip":
            with zipfile.ZipFile(half, "x", zipfile.ZIP_DEFLATED) as archive:
                yield lambda name: archive.open(name, "w", force_zip64=True)
        else:
            half.mkdir(parents=True)
            yield lambda name: _file(half / name)
        half.rename(place)
    except BaseException:
        shutil.rmtree(half) if half.is_dir() else half.unlink(missing_ok=True)
        raise


def _file(path: Path) -> IO[bytes]:
    path.parent.mkdir(exist_ok=True)
    return path.open("xb")


def _readme(exported: Exported) -> str:
    return f"""An export of the record of everything that happened: {exported.size} entries.

record.jsonl       one line for each entry, in order from 0: its exact bytes, then a line feed
leaves.bin         the hash of each entry, 32 bytes each, to find the first one that was changed
checkpoints.jsonl  every signed checkpoint: the number of entries it covers, when it was stored, and the note
timestamps/        notes with the token of a timestamp authority, if there is one
keys.txt           the public keys that the record names
verify_record.py   checks all of this without Paraph

To check it you need Python 3.9 or newer and the package cryptography:

    python3 verify_record.py . --checkpoint FILE

FILE is a checkpoint that you received earlier, such as the attachment of a mail. Without one the script says what it
cannot know. Better take verify_record.py from somebody else than from whoever gave you this export: it is short enough
to be read. A timestamp is checked with OpenSSL and the certificate of its authority:

    openssl ts -verify -token_in -in timestamps/N.tst -data timestamps/N.checkpoint -CAfile AUTHORITY.pem

The entries name nobody. Who a person is, and what else an entry commits to (pii_sha256), stays with the organisation.
"""
