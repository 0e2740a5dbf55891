"""The story of the tests: a small course with a scenario in two languages, parsed."""

from pathlib import Path

from lms.domain.course.model import Course
from lms.domain.course.parse import parse_course
from lms.store.folder import read_folder

FOLDER = Path(__file__).parents[2] / "courses" / "story"


def story_files() -> dict[str, bytes]:
    return read_folder(FOLDER)


def story_course() -> Course:
    course = parse_course(story_files()).course
    assert course is not None
    return course
