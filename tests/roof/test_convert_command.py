"""`lms course convert`: folders to files and back, and every refusal in a sentence."""

from pathlib import Path

import pytest

from lms.domain.course.parse import parse_course
from lms.store.folder import read_folder
from tests.roof.test_cli import SMALL, lms


@pytest.mark.parametrize("ending", [".gift", ".xml", ".zip"])
def test_a_course_becomes_a_file_and_the_file_a_course(ending: str, tmp_path: Path) -> None:
    file, folder = tmp_path / f"small{ending}", tmp_path / "returned"
    assert lms("course", "convert", str(SMALL), str(file)).exit_code == 0
    run = lms("course", "convert", str(file), str(folder))
    assert run.exit_code == 0, run.output
    course = parse_course(read_folder(folder)).course
    assert course is not None and course.id == "returned" and list(course.questions())


def test_what_is_lost_is_said_line_by_line_in_the_language_asked_for(tmp_path: Path) -> None:
    run = lms("course", "convert", str(SMALL), str(tmp_path / "a.gift"), "--language", "fr", "--messages", "fr")
    assert "course.md:1: Seule la langue fr est exportée" in run.stderr
    assert run.stdout.rstrip().endswith("remarks.")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((str(SMALL), "a.unknown"), "Say in which format"),
        ((str(SMALL), "a.gift", "--language", "de"), "written in en, fr, not in de"),
        (("broken.xml", "course"), "This file cannot be read. broken.xml:1:"),
        (("latin.gift", "course"), "it is not saved as UTF-8"),
        (("broken.xml", "No Name"), "cannot name a course"),
        (("broken.xml", "there"), "is there already"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    words: tuple[str, ...], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.xml").write_text("<quiz>")
    (tmp_path / "latin.gift").write_bytes("Été ? {T}".encode("latin-1"))
    (tmp_path / "there").mkdir()
    before = sorted(tmp_path.iterdir())
    run = lms("course", "convert", *words)
    assert run.exit_code == 1 and sentence in run.stderr
    assert sorted(tmp_path.iterdir()) == before
