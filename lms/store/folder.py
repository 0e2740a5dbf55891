"""Reads the folder of a course from disk: regular files only, nothing outside it, nothing too large."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

TEXT = 512 * 1024
IMAGE = 2 * 1024 * 1024
ALL = 20 * 1024 * 1024
MOST_FILES = 2_000
IMAGES = (".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".pdf")


class FolderError(ValueError):
    """A folder that cannot be read as a course; the message says why."""


def read_folder(path: Path, wanted: Callable[[str], bool] | None = None) -> dict[str, bytes]:
    """The files of a course by their path inside the folder, with forward slashes, in sorted order.

    Hidden files are skipped, and so are symbolic links that lead out of the folder. `wanted` chooses by path.
    """
    root = path.resolve()
    if not root.is_dir():
        raise FolderError(f"{path} is not a folder")
    found: dict[str, bytes] = {}
    total = 0
    for name, file in sorted(_files(root, root)):
        if wanted is not None and not wanted(name):
            continue
        data = _read(name, file)
        total += len(data)
        if total > ALL:
            raise FolderError(f"{path} holds more than {ALL // 1024 // 1024} MB")
        found[name] = data
        if len(found) > MOST_FILES:
            raise FolderError(f"{path} holds more than {MOST_FILES} files")
    return found


def _files(root: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            here = Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                yield from _files(root, here)
            elif entry.is_file() and here.resolve().is_relative_to(root):
                yield here.relative_to(root).as_posix(), here


def _read(name: str, file: Path) -> bytes:
    most = IMAGE if file.suffix.lower() in IMAGES else TEXT
    with file.open("rb") as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise FolderError(f"{name} is larger than {most // 1024} KB")
    return data
