"""The lms command on real files and a real instance: what it prints, where, and how it ends."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms import config
from lms.cli import main

SMALL = Path(__file__).resolve().parents[1] / "courses" / "small"


def lms(*words: str, **environ: str) -> Result:
    return CliRunner().invoke(main, words, env=environ)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A course whose quiz has lost the tick of its right answers."""
    folder = tmp_path / "broken"
    shutil.copytree(SMALL, folder)
    for file in folder.glob("*.md"):
        file.write_text(file.read_text().replace("[x]", "[ ]"))
    return folder


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance with its keys and empty tables, named by LMS_INSTANCE."""
    monkeypatch.setenv("LMS_INSTANCE", str(tmp_path))
    monkeypatch.delenv("LMS_DATABASE_URL", raising=False)
    config.make_secret_key(tmp_path)
    assert lms("db", "upgrade").exit_code == 0
    return tmp_path


def test_a_sound_course_passes_the_check() -> None:
    run = lms("course", "check", str(SMALL))
    assert (run.exit_code, run.stdout) == (0, "")
    assert run.stderr == "1 checked: 0 errors, 0 warnings.\n"


def test_a_broken_course_fails_the_check_and_says_where(broken: Path) -> None:
    run = lms("course", "check", str(SMALL), str(broken))
    assert run.exit_code == 1
    assert f"{broken}/" in run.stdout and "error Q" in run.stdout and "Try:" in run.stdout


def test_messages_for_programs_are_one_json_list_whatever_the_number_of_courses(broken: Path) -> None:
    rows = json.loads(lms("course", "check", str(broken), str(SMALL), "--format", "json").stdout)
    assert {row["level"] for row in rows} == {"error"}
    assert all(row["file"].startswith(f"{broken}/") for row in rows)


def test_messages_for_a_forge_are_annotations(broken: Path) -> None:
    run = lms("course", "check", str(broken), "--format", "github")
    assert run.stdout.startswith("::error file=")


def test_a_log_for_code_scanning_names_the_files_from_here(broken: Path) -> None:
    log = json.loads(lms("course", "check", str(broken), str(SMALL), "--format", "sarif").stdout)
    places = [result["locations"][0]["physicalLocation"] for result in log["runs"][0]["results"]]
    assert places and all(place["artifactLocation"]["uri"].startswith(f"{broken}/") for place in places)


def test_files_stand_for_their_course_once_and_others_are_passed_over(broken: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# Notes\n")
    (broken / "images").mkdir()
    (broken / "images" / "a.svg").write_text("<svg/>")
    paths = [broken / "course.md", broken / "images" / "a.svg", tmp_path / "notes.md", SMALL / "course.md"]
    run = lms("course", "check", *map(str, paths))
    assert run.exit_code == 1 and run.stderr.startswith("2 checked: ")
    assert lms("course", "check", str(tmp_path / "notes.md")).stderr == "0 checked: 0 errors, 0 warnings.\n"


def test_messages_are_said_in_french_too(broken: Path) -> None:
    assert "erreur Q" in lms("course", "check", str(broken), "--language", "fr").stdout


def test_a_folder_that_is_no_course_is_an_error_of_the_check(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert lms("course", "check", str(tmp_path / "empty")).exit_code == 1


def test_publishing_is_refused_in_one_sentence(instance: Path) -> None:
    run = lms("course", "publish", str(SMALL), "--by", "paul@example.com", "--approved-by", "aline@example.com")
    assert (run.exit_code, run.stdout) == (1, "")
    assert "Error: paul@example.com may not do this." in run.stderr and "Traceback" not in run.stderr


def test_a_database_without_tables_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_INSTANCE", str(tmp_path))
    config.make_secret_key(tmp_path)
    run = lms("record", "verify")
    assert run.exit_code == 1
    assert run.stderr.count("\n") == 1 and "lms init" in run.stderr


def test_bringing_the_database_up_to_date_twice_changes_nothing(instance: Path) -> None:
    before = (instance / "paraph.sqlite").read_bytes()
    assert lms("db", "upgrade").exit_code == 0
    assert (instance / "paraph.sqlite").read_bytes() == before


def test_a_course_is_published_by_two_people_from_the_command_line(instance: Path) -> None:
    folder = shutil.copytree(SMALL, instance / "small")
    assert lms("demo").exit_code == 0
    people = ("--by", "p.keller@ostrelle.example", "--approved-by", "a.roche@ostrelle.example")
    run = lms("course", "publish", str(folder), *people)
    assert (run.exit_code, run.stdout) == (0, "Published version 1.0 of small.\n")
    again = lms("course", "publish", str(folder), *people)
    assert again.exit_code == 1 and again.stderr.endswith(
        "Error: Nothing has changed since version 1.0, so there is nothing to publish.\n"
    )


@pytest.mark.parametrize("words", [("--workers", "0"), ("--port", "99999"), ("--port", "x")])
def test_impossible_options_are_refused_with_a_sentence(words: tuple[str, str]) -> None:
    run = lms("serve", *words)
    assert run.exit_code == 2 and words[0] in run.stderr and "Traceback" not in run.output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LMS_SMTP_URL", "foo"),
        ("LMS_BASE_URL", "example.com"),
        ("LMS_TIMEZONE", "Mars/Olympus"),
        ("LMS_LANGUAGES", "de"),
        ("LMS_DATABASE_URL", "mysql://x"),
        ("LMS_SECRET_KEY", "changeme"),
        ("LMS_PROXY_HOPS", "two"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(instance: Path, name: str, value: str) -> None:
    run = lms("doctor", **{name: value})
    assert run.exit_code == 1 and name in run.stderr and "Traceback" not in run.output


def test_a_folder_of_courses_stands_for_all_of_them(tmp_path: Path) -> None:
    for name in ("a", "b"):
        shutil.copytree(SMALL, tmp_path / name)
    (tmp_path / "notes").mkdir()
    run = lms("course", "check", str(tmp_path))
    assert (run.exit_code, run.stderr) == (0, "2 checked: 0 errors, 0 warnings.\n")


def test_somebody_gets_all_that_is_held_about_them_and_no_file_is_overwritten(instance: Path, tmp_path: Path) -> None:
    person = ("--email", "hana@example.com", "--name", "Hana Holm", "--organisation", "Holm")
    assert lms("init", *person, LMS_ADMIN_PASSWORD="a long pass phrase").exit_code == 0
    target = tmp_path / "hana.zip"
    first = lms("people", "export-data", "hana@example.com", "--output", str(target))
    assert first.exit_code == 0 and sha256(target.read_bytes()).hexdigest() in first.stdout
    again = lms("people", "export-data", "hana@example.com", "--output", str(target))
    assert again.exit_code == 1 and "is there already" in again.stderr
