"""A zip written on and on, with the fingerprint of each file in it; files of any size pass through in small memory."""

import hashlib
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Protocol

CHUNK = 1 << 20


class Sink(Protocol):
    """Where the bytes of the zip go: written in order, never read, never sought."""

    def write(self, data: bytes) -> int: ...

    def flush(self) -> None: ...

    def close(self) -> None: ...


class Archive:
    """The zip with a list of (path, SHA-256, size) of what is in it."""

    def __init__(self, sink: Sink, made_at: datetime) -> None:
        self._zip = zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED)
        self._time = made_at.timetuple()[:6]
        self.files: list[tuple[str, str, int]] = []

    def add(self, path: str, body: bytes, packed: bool = False) -> None:
        """A small file; `packed` says that compressing it again is in vain."""
        info = self._info(path, packed)
        self._zip.writestr(info, body)
        self.files.append((path, hashlib.sha256(body).hexdigest(), len(body)))

    def add_file(self, path: str, source: BinaryIO) -> Iterator[int]:
        """A file of any size from its beginning; yields after each MB what was copied so far."""
        source.seek(0)
        digest, size = hashlib.sha256(), 0
        with self._zip.open(self._info(path, False), "w", force_zip64=True) as target:
            while chunk := source.read(CHUNK):
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                yield size
        self.files.append((path, digest.hexdigest(), size))

    def close(self) -> None:
        self._zip.close()

    def _info(self, path: str, packed: bool) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(path, self._time)
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        return info


def scratch(folder: Path) -> BinaryIO:
    """A file without a name: it is gone with the process, however that ends."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return TemporaryFile(dir=folder)
