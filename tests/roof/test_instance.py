"""`lms init` and `lms demo`: an instance is made once, and a demonstration never takes the place of real people."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.cli import main
from lms.config import load

PASSWORD = "quiet lamps over the harbour"
HANA = ("--email", "hana@example.com", "--name", "Hana Holm", "--organisation", "Holm Lamps")


def lms(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the instance will be."""
    for name in ("LMS_DATABASE_URL", "LMS_SECRET_KEY", "LMS_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LMS_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("LMS_ADMIN_PASSWORD", PASSWORD)
    return tmp_path / "instance"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration, built once and copied."""
    folder = tmp_path_factory.mktemp("demonstration") / "instance"
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LMS_DATABASE_URL", raising=False)
        patch.setenv("LMS_INSTANCE", str(folder))
        assert lms("demo").exit_code == 0
    return folder


@pytest.fixture
def demonstration(built: Path, folder: Path) -> Path:
    shutil.copytree(built, folder)
    return folder


@pytest.fixture
def reader(demonstration: Path) -> Iterator[sqlite3.Connection]:
    """Somebody who has the demonstration's database open, as a running server has."""
    connection = sqlite3.connect(demonstration / "paraph.sqlite")
    connection.execute("SELECT count(*) FROM person").fetchone()
    yield connection
    connection.close()


def names(folder: Path) -> set[str]:
    connection = sqlite3.connect(folder / "paraph.sqlite")
    try:
        return {
            f"{given} {family}" for given, family in connection.execute("SELECT given_name, family_name FROM person")
        }
    finally:
        connection.close()


def test_init_makes_keys_tables_and_the_first_administrator(folder: Path) -> None:
    run = lms("init", *HANA)
    assert run.exit_code == 0, run.output
    assert names(folder) == {"Hana Holm"}
    assert lms("record", "verify").exit_code == 0
    assert load({"LMS_INSTANCE": str(folder)}).organisation == "Holm Lamps"


def test_init_happens_once(folder: Path) -> None:
    lms("init", *HANA)
    run = lms("init", "--email", "omar@example.com", "--name", "Omar Haddad", "--organisation", "Haddad")
    assert run.exit_code == 1 and run.stderr.startswith("Error: ")
    assert names(folder) == {"Hana Holm"}
    assert load({"LMS_INSTANCE": str(folder)}).organisation == "Holm Lamps"


def test_init_refuses_a_short_password_and_makes_nobody(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_ADMIN_PASSWORD", "short")
    run = lms("init", *HANA)
    assert run.exit_code == 1 and "12 characters" in run.stderr
    assert names(folder) == set()


def test_a_demonstration_tells_its_accounts_each_time(demonstration: Path) -> None:
    run = lms("demo")
    rows = json.loads((demonstration / "demo.json").read_text())
    assert run.exit_code == 0 and len(rows) >= 5
    assert all(row["email"] in run.stdout and row["password"] in run.stdout for row in rows)


def test_only_its_user_may_read_the_accounts(demonstration: Path) -> None:
    assert (demonstration / "demo.json").stat().st_mode & 0o777 == 0o600


def test_a_demonstration_is_in_good_health(demonstration: Path) -> None:
    run = lms("doctor")
    assert run.exit_code == 0, run.stdout
    assert "ok  record: " in run.stdout and "\nbad " not in run.stdout


def test_a_demonstration_that_is_there_is_left_alone_when_only_an_empty_instance_is_filled(demonstration: Path) -> None:
    before = (demonstration / "demo.json").read_bytes()
    assert lms("demo", "--if-empty").stdout == ""
    assert (demonstration / "demo.json").read_bytes() == before


def test_a_reset_builds_it_anew_with_new_passwords(demonstration: Path) -> None:
    before = (demonstration / "demo.json").read_bytes()
    assert lms("demo", "--reset").exit_code == 0
    assert (demonstration / "demo.json").read_bytes() != before


def test_a_demonstration_whose_building_was_interrupted_is_built_anew(demonstration: Path) -> None:
    (demonstration / "demo.json").write_text("[]")
    assert lms("demo", "--if-empty").exit_code == 0
    assert len(json.loads((demonstration / "demo.json").read_text())) >= 5


def test_a_reset_waits_until_nobody_uses_the_database(demonstration: Path, reader: sqlite3.Connection) -> None:
    run = lms("demo", "--reset")
    assert run.exit_code == 1 and "Stop it" in run.stderr
    assert reader.execute("SELECT count(*) FROM person").fetchone()[0] > 5


@pytest.mark.parametrize("words", [("demo",), ("demo", "--reset")])
def test_a_demonstration_never_touches_real_people(folder: Path, words: tuple[str, ...]) -> None:
    lms("init", *HANA)
    run = lms(*words)
    assert run.exit_code == 1 and "real people" in run.stderr
    assert names(folder) == {"Hana Holm"}


def test_make_run_serves_real_people_as_they_are(folder: Path) -> None:
    lms("init", *HANA)
    assert lms("demo", "--if-empty").exit_code == 0
    assert names(folder) == {"Hana Holm"}
