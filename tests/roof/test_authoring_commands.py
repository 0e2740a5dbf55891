"""`lms course new` and `fix-tags` on real folders."""

import shutil
from pathlib import Path

import pytest

from lms.domain.course.parse import parse_course
from lms.store.folder import read_folder
from lms.store.starters import LANGUAGES, STARTERS
from tests.roof.test_cli import SMALL, lms


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", STARTERS)
def test_a_new_course_is_silent_in_the_check_and_can_be_published(
    template: str, language: str, tmp_path: Path
) -> None:
    run = lms("course", "new", "travel", "--template", template, "--language", language, "--in", str(tmp_path))
    assert run.exit_code == 0, run.output
    result = parse_course(read_folder(tmp_path / "travel"))
    assert result.diagnostics == ()
    assert result.course is not None
    assert (result.course.id, result.course.source_lang) == ("travel", language)
    assert all(section.tagged for _, section in result.course.sections()) and result.course.acknowledgement


def test_a_new_course_never_overwrites_another(tmp_path: Path) -> None:
    (tmp_path / "travel").mkdir()
    run = lms("course", "new", "travel", "--in", str(tmp_path))
    assert run.exit_code == 1 and "is there already" in run.stderr
    assert list((tmp_path / "travel").iterdir()) == []


@pytest.mark.parametrize("slug", ["Travel", "../travel", "a b", "x" * 41, ""])
def test_a_name_that_cannot_be_an_address_is_refused(slug: str, tmp_path: Path) -> None:
    run = lms("course", "new", slug, "--in", str(tmp_path))
    assert run.exit_code == 1 and "cannot name a course" in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_course_can_begin_as_a_copy_of_another(tmp_path: Path) -> None:
    run = lms("course", "new", "mine", "--from", str(SMALL), "--in", str(tmp_path))
    assert run.exit_code == 0
    assert b"\nid: mine\n" in (tmp_path / "mine" / "course.md").read_bytes()


def test_an_unknown_profile_is_refused_with_those_there_are(tmp_path: Path) -> None:
    run = lms("course", "new", "mine", "--from", str(SMALL), "--profile", "huge", "--in", str(tmp_path))
    assert run.exit_code == 1 and '"huge" is no profile of this course. There is: none.' in run.stderr


def test_an_unknown_course_to_begin_from_is_refused(tmp_path: Path) -> None:
    run = lms("course", "new", "mine", "--from", "nowhere", "--in", str(tmp_path))
    assert run.exit_code == 1 and "There is no course in" in run.stderr


def test_options_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    run = lms("course", "new", "mine", "--from", str(SMALL), "--template", "policy", "--in", str(tmp_path))
    assert run.exit_code == 1 and "without --template" in run.stderr
    assert lms("course", "new", "mine", "--profile", "small", "--in", str(tmp_path)).exit_code == 1


@pytest.fixture
def untagged(tmp_path: Path) -> Path:
    folder = tmp_path / "untagged"
    shutil.copytree(SMALL, folder)
    file = next(folder.glob("10-*[a-z].md"))
    file.write_text("\n".join(line.partition(" <!-- #")[0] for line in file.read_text().split("\n")))
    return folder


def test_missing_tags_are_written_and_the_files_named(untagged: Path) -> None:
    run = lms("course", "fix-tags", str(untagged))
    assert run.exit_code == 0 and run.stdout.startswith(f"{untagged}/10-")
    assert "I01" not in [note.code for note in parse_course(read_folder(untagged)).diagnostics]


def test_looking_only_changes_nothing_and_fails(untagged: Path) -> None:
    before = read_folder(untagged)
    assert lms("course", "fix-tags", "--check", str(untagged)).exit_code == 1
    assert read_folder(untagged) == before
    assert lms("course", "fix-tags", "--check", str(SMALL)).exit_code == 0


def test_a_reviewed_translation_is_stamped(untagged: Path) -> None:
    assert lms("course", "fix-tags", "--reviewed", "fr", str(untagged)).exit_code == 0
    assert any(b" =" in body for path, body in read_folder(untagged).items() if path.endswith(".fr.md"))
