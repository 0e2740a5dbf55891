"""What a new course may start from: the small courses of the package, and whole ones in the folder of courses."""

import re
from pathlib import Path

from lms.domain.course.places import Lang
from lms.domain.course.profiles import is_profile
from lms.store.folder import FolderError, read_folder

FOLDER = Path(__file__).parents[1] / "starters"
STARTERS = ("policy", "security", "onboarding")
LANGUAGES: tuple[Lang, ...] = ("en", "fr")  # English ones carry their French translation
HEAD = re.compile(r"course(\.[a-z]{2})?\.md\Z")


def starter(name: str, language: Lang) -> dict[str, bytes]:
    """The files of a starter (path → bytes), written in that language. Raises LookupError for an unknown one."""
    if name not in STARTERS or language not in LANGUAGES:
        raise LookupError(f"no starter {name} in {language}")
    return read_folder(FOLDER / language / name)


def shelf(folder: Path) -> dict[str, dict[str, bytes]]:
    """The courses in a folder by the names of their own folders: of each only what it says of itself and its profiles.

    What cannot be read is left out, and so is a link that leads out of the folder.
    """
    found: dict[str, dict[str, bytes]] = {}
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            head = read_folder(place, _head) if _inside(folder, place) else {}
        except (FolderError, OSError):
            continue
        if "course.md" in head:
            found[place.name] = head
    return found


def shelved(folder: Path, name: str) -> dict[str, bytes]:
    """All files of one course of the shelf. Raises LookupError where there is none of that name."""
    if name not in shelf(folder):
        raise LookupError(f"no course {name} in {folder}")
    try:
        return read_folder(folder / name)
    except (FolderError, OSError) as error:
        raise LookupError(f"{name} cannot be read") from error


def _head(path: str) -> bool:
    return bool(HEAD.match(path)) or is_profile(path)


def _inside(folder: Path, place: Path) -> bool:
    return place.is_dir() and not place.name.startswith(".") and place.resolve().parent == folder.resolve()
