"""The small courses that a new one may start from, as they lie in the package."""

from pathlib import Path

from lms.domain.course.places import Lang
from lms.store.folder import read_folder

FOLDER = Path(__file__).parents[1] / "starters"
STARTERS = ("policy", "security", "onboarding")
LANGUAGES: tuple[Lang, ...] = ("en", "fr")  # English ones carry their French translation


def starter(name: str, language: Lang) -> dict[str, bytes]:
    """The files of a starter (path → bytes), written in that language. Raises LookupError for an unknown one."""
    if name not in STARTERS or language not in LANGUAGES:
        raise LookupError(f"no starter {name} in {language}")
    return read_folder(FOLDER / language / name)
