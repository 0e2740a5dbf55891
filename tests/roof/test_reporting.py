"""`lms report evidence`: a whole file or none, and the record knows that it left the house."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from lms.cli import main
from lms.store import db
from tests.cast import Cast
from tests.obligations import assign_to

Lms = Callable[..., Result]


@pytest.fixture
def lms(app: Flask) -> Lms:
    settings = app.config["PARAPH"]
    environ = {
        "LMS_INSTANCE": str(settings.instance),
        "LMS_DATABASE_URL": settings.database_url,
        "LMS_SECRET_KEY": settings.secret_key,
        "LMS_BASE_URL": settings.base_url,
        "LMS_ORGANISATION": settings.organisation,
    }
    return lambda *words: CliRunner().invoke(main, ["report", "evidence", *words], env=environ)


def exports() -> list[dict[str, object]]:
    query = "SELECT body FROM record_entry WHERE kind = 'evidence exported'"
    with db.engine.connect() as connection:
        return [json.loads(bytes(body)) for (body,) in connection.execute(sa.text(query))]


def test_it_writes_a_pack_that_checks_itself(cast: Cast, small: str, lms: Lms, tmp_path: Path) -> None:
    assign_to(cast, small, cast.ana.id)
    target = tmp_path / "out" / "evidence.zip"
    target.parent.mkdir()
    run = lms("--course", "small", "--output", str(target))
    assert run.exit_code == 0, run.output
    digest = sha256(target.read_bytes()).hexdigest()
    assert f"1 people looked at. SHA-256 {digest}" in run.output
    assert (exports()[0]["actor"], exports()[0]["data"]["sha256"]) == ({"kind": "operator"}, digest)  # type: ignore[index]
    assert [item.name for item in target.parent.iterdir()] == ["evidence.zip"]
    assert target.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(target) as archive:
        archive.extractall(tmp_path / "unpacked")
    check = [sys.executable, "-I", "check_pack.py"]
    assert subprocess.run(check, cwd=tmp_path / "unpacked", capture_output=True, check=False).returncode == 0


def test_a_person_is_named_by_the_address(cast: Cast, small: str, lms: Lms, tmp_path: Path) -> None:
    assign_to(cast, small, cast.ana.id)
    run = lms("--person", cast.ana.email, "--without-certificates", "--output", str(tmp_path / "ana.zip"))
    assert run.exit_code == 0
    assert exports()[0]["subject"] == cast.ana.id


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Choose exactly one"),
        (("--course", "small", "--person", "ana@ostrelle.example"), "Choose exactly one"),
        (("--course", "nothing"), "There is nothing at this address"),
        (("--course", "small", "--as-of", "2999-01-01"), "This day has not come yet"),
    ],
)
def test_what_cannot_be_made_is_said_and_leaves_nothing(
    cast: Cast, small: str, lms: Lms, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    run = lms(*words, "--output", str(tmp_path / "evidence.zip"))
    assert run.exit_code != 0 and sentence in run.output
    assert list(tmp_path.glob("*evidence*")) == [] and exports() == []


def test_no_file_is_written_over(cast: Cast, small: str, lms: Lms, tmp_path: Path) -> None:
    target = tmp_path / "kept.zip"
    target.write_text("mine")
    assert lms("--course", "small", "--output", str(target)).exit_code == 1
    assert target.read_text() == "mine"
