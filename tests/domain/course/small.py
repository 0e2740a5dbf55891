"""The small course of the tests, parsed."""

from pathlib import Path

from lms.domain.course.model import Course
from lms.domain.course.parse import parse_course
from lms.store.folder import read_folder

FOLDER = Path(__file__).parents[2] / "courses" / "small"


def small_files() -> dict[str, bytes]:
    return read_folder(FOLDER)


def small_course() -> Course:
    course = parse_course(small_files()).course
    assert course is not None
    return course


def changed(path: str, old: str, new: str) -> dict[str, bytes]:
    """The small course with one text replaced in one file."""
    files = small_files()
    text = files[path].decode()
    assert old in text
    return files | {path: text.replace(old, new).encode()}
