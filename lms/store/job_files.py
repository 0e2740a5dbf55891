"""The files that jobs leave in the instance folder: written aside, hashed on the way, and put in place in one step."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class JobFile:
    """A file that can only be written on and on; `zipfile` and `csv` do with that. For this user only."""

    def __init__(self, half: Path) -> None:
        self.size = 0
        self._sha256 = hashlib.sha256()
        self._file = os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")

    def write(self, data: bytes) -> int:
        self._file.write(data)
        self._sha256.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        """Waits until the disk has it: whoever is told that the file is there must find all of it."""
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    @property
    def sha256(self) -> str:
        """Hex, of what was written so far."""
        return self._sha256.hexdigest()


def folder(instance: Path) -> Path:
    """Where finished files lie, each under the id of its job."""
    return instance / "jobs"


def path(instance: Path, job_id: str) -> Path:
    return folder(instance) / job_id


@contextmanager
def half_file(instance: Path, job_id: str, attempt: int) -> Iterator[tuple[JobFile, Path]]:
    """A file of this attempt only, so that two workers never write to the same one; gone when the block ends."""
    folder(instance).mkdir(mode=0o700, parents=True, exist_ok=True)
    half = folder(instance) / f"{job_id}.{attempt}.half"
    file = JobFile(half)
    try:
        yield file, half
    finally:
        file.close()
        half.unlink(missing_ok=True)


def put_in_place(instance: Path, job_id: str, half: Path) -> None:
    """One step: nobody ever finds a part of the file under its name. A second one replaces the first."""
    os.replace(half, path(instance, job_id))


def remove(instance: Path, name: str) -> None:
    """Deletes a file of that name in the folder; does nothing where there is none."""
    path(instance, name).unlink(missing_ok=True)


def names(instance: Path) -> list[str]:
    """Every file in the folder: finished ones under the id of their job, halves with more after a dot."""
    place = folder(instance)
    return [item.name for item in place.iterdir()] if place.is_dir() else []
