"""The file of a backup: a zip with a manifest that says what is in it and the hash of each part."""

import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from hashlib import sha256
from pathlib import Path
from typing import IO

FORMAT, VERSION = "paraph-backup", 1
MANIFEST, DATABASE = "manifest.json", "database"
CHUNK = 1 << 20
MOST_BYTES = 1 << 40  # of one part: a manifest that says more is not ours
SMALL_BYTES = 10_000_000  # everything but the database


class ArchiveError(Exception):
    """The file is not a backup, or not as it was written; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; sizes in bytes, hashes in hex."""

    made_at: str  # RFC 3339
    app: str
    engine: str  # sqlite or postgresql
    schema: str
    organisation: str
    record_size: int
    record_root: str
    keys: bool
    parts: dict[str, dict[str, str | int]]  # name → {size, sha256}


@contextmanager
def being_written(target: Path) -> Iterator[Path]:
    """A name beside the target to write to, put in place at the end in one step; a killed writer leaves no target.

    Raises ArchiveError when another process writes the same backup. What a killed one left is written over.
    """
    half = target.with_name(f".{target.name}.part")
    with os.fdopen(os.open(half, os.O_RDWR | os.O_CREAT, 0o600), "rb+") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except OSError:
            raise ArchiveError(f"{target} is being written by another process") from None
        try:
            yield half
            with half.open("rb+") as written:
                os.fsync(written.fileno())
            os.replace(half, target)
        finally:
            half.unlink(missing_ok=True)


def write(half: Path, database: Path, small: Mapping[str, bytes], about: Mapping[str, object]) -> Manifest:
    """Packs the database and the small parts; returns the manifest it wrote last."""
    parts = {name: {"size": len(body), "sha256": sha256(body).hexdigest()} for name, body in small.items()}
    parts[DATABASE] = {"size": database.stat().st_size, "sha256": _digest(database)}
    manifest = Manifest(parts=parts, **about)  # type: ignore[arg-type]  # given by name, checked when read back
    with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.write(database, DATABASE)
        for name, body in small.items():
            packed.writestr(name, body)
        envelope = {"format": FORMAT, "version": VERSION, **asdict(manifest)}
        packed.writestr(MANIFEST, json.dumps(envelope, indent=2, sort_keys=True))
    return manifest


def manifest(path: Path) -> Manifest:
    """What a backup says of itself. Raises ArchiveError for anything that is none."""
    try:
        with zipfile.ZipFile(path) as packed, packed.open(MANIFEST) as file:
            raw = json.loads(file.read(SMALL_BYTES))
        if raw.pop("format") != FORMAT or raw.pop("version") != VERSION:
            raise ArchiveError(f"{path} is a backup of another kind or version")
        read = Manifest(**raw)
        if not isinstance(read.record_size, int) or DATABASE not in read.parts:
            raise ArchiveError(f"{path} is not complete")
        return read
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError) as error:
        raise ArchiveError(f"{path} is not a backup of Paraph, or it is damaged") from error


def unpack(path: Path, name: str, told: Manifest, target: IO[bytes]) -> None:
    """Writes one part, counting and hashing on the way. Raises ArchiveError when it is not what the manifest says."""
    wanted = told.parts[name]
    most = min(int(wanted["size"]), MOST_BYTES if name == DATABASE else SMALL_BYTES)
    digest, size = sha256(), 0
    try:
        with zipfile.ZipFile(path) as packed, packed.open(name) as file:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                if size > most:
                    break
                digest.update(chunk)
                target.write(chunk)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ArchiveError(f"{name} in {path} is damaged") from error
    if size != wanted["size"] or digest.hexdigest() != wanted["sha256"]:
        raise ArchiveError(f"{name} in {path} is not what was backed up")


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
