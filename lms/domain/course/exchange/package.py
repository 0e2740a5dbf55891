"""Zip files with a content package: written the same each time, read within bounds."""

import io
import zipfile
from collections.abc import Mapping

MOST_FILES = 2_000
MOST_BYTES = 20 * 1024 * 1024
RATIO = 100
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same files give the same bytes


class BadPackage(ValueError):
    """No zip file, or one that is larger than it should be."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip, in sorted order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for path, body in sorted(files.items()):
            package.writestr(zipfile.ZipInfo(path, LONG_AGO), body, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The files of a zip in memory; sizes are counted while reading, never believed. Raises BadPackage."""
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            if len(entries) > MOST_FILES:
                raise BadPackage(f"it holds more than {MOST_FILES} files")
            left = min(MOST_BYTES, max(len(data), 1024) * RATIO)
            for entry in entries:
                with package.open(entry) as stream:
                    body = stream.read(left + 1)
                left -= len(body)
                if left < 0:
                    raise BadPackage(f"it holds more than {MOST_BYTES // 1024 // 1024} MB, or is packed too tightly")
                found[entry.filename] = body
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise error if isinstance(error, BadPackage) else BadPackage("it is no zip file that can be read") from error
    return found
