"""`lms course publish` and `withdraw`: what is shown, what is asked, and when nothing is written."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.cli import main
from lms.domain.course.parse import parse_course
from lms.services import tallies
from lms.store.folder import read_folder
from tests.cast import Cast
from tests.services import editions
from tests.services.test_publishing import changed
from tests.services.test_reopening import signed_by

Lms = Callable[..., Result]


@pytest.fixture
def lms(app: object, small: str, cast: Cast, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Lms:
    for name, value in (
        ("INSTANCE", str(tmp_path)),
        ("DATABASE_URL", database_url),
        ("SECRET_KEY", "t" + "0123456789" * 4),
    ):
        monkeypatch.setenv(f"LMS_{name}", value)
    people = ("--by", cast.paul.email, "--approved-by", cast.aline.email)

    def run(verb: str, *words: str | Path) -> Result:
        return CliRunner().invoke(main, ["course", verb, *map(str, words), *people])

    return run


def folder(tmp_path: Path, files: Mapping[str, bytes]) -> Path:
    for path, body in files.items():
        (tmp_path / "course" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "course" / path).write_bytes(body)
    return tmp_path / "course"


def numbers() -> list[str]:
    return [line.number for line in tallies.editions("small")]


def test_the_reasons_are_shown_line_by_line_before_it_is_published(lms: Lms, tmp_path: Path) -> None:
    run = lms("publish", folder(tmp_path, editions.another_answer()))
    assert (run.exit_code, run.stdout) == (0, "Published version 2.0 of small.\n")
    assert "Compared with version 1.0:" in run.stderr and "At least material; you call it material." in run.stderr
    assert "#q-journalist: material: The right answer changed" in run.stderr


def test_the_reasons_can_be_read_in_french(lms: Lms, tmp_path: Path) -> None:
    run = lms("publish", folder(tmp_path, editions.another_answer()), "--language", "fr", "--dry-run")
    assert "La bonne réponse a changé" in run.stderr


def test_a_dry_run_writes_nothing(lms: Lms, tmp_path: Path) -> None:
    run = lms("publish", folder(tmp_path, editions.typo()), "--dry-run")
    assert (run.exit_code, run.stdout, numbers()) == (0, "", ["1.0"])
    assert not (tmp_path / "course" / "published.json").exists()


@pytest.mark.parametrize(
    ("files", "words", "said"),
    [
        (editions.another_answer("1.1", "update"), (), "may not be called update: it is material at least"),
        (changed("1.1", "update", editions.DUTY), (), "Say first whether this changes what people must do"),
        (changed("1.1", "update", editions.DUTY), ("--changes-duty", "yes"), "it is material at least"),
        (changed("1.1", "update", ("10-posting.md", "[x] b)", "[ ] b)")), (), "10-posting.md:35"),
        (editions.typo(), ("--reviewer", "fr=nobody@example.com"), "must be an active person"),
    ],
)
@pytest.mark.parametrize("dry", [True, False])
def test_what_may_not_be_published_fails(
    lms: Lms, tmp_path: Path, files: dict[str, bytes], words: tuple[str, ...], said: str, dry: bool
) -> None:
    run = lms("publish", folder(tmp_path, files), *words, *(["--dry-run"] if dry else []))
    assert (run.exit_code, numbers()) == (1, ["1.0"])
    assert said in run.stderr


@pytest.mark.parametrize(
    "words", [("--changes-duty", "no"), ("--changes-duty", "yes", "--because", "It was always so.")]
)
def test_an_answer_or_a_reason_lets_it_through(lms: Lms, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert lms("publish", folder(tmp_path, changed("1.1", "update", editions.DUTY)), *words).exit_code == 0
    assert numbers() == ["1.1", "1.0"]


def test_people_are_asked_again_only_after_a_yes(lms: Lms, cast: Cast, tmp_path: Path) -> None:
    signed_by(cast, cast.ana)
    where = folder(tmp_path, editions.another_promise())
    run = lms("publish", where)
    assert (run.exit_code, numbers()) == (1, ["1.0"])
    assert "1 who signed 1.0: #ack-posting; 1 min each." in run.stderr and "Add --yes" in run.stderr
    assert lms("publish", where, "--yes", "--due", "2099-01-31").exit_code == 0


def test_the_snapshot_is_written_beside_the_text(lms: Lms, tmp_path: Path) -> None:
    where = folder(tmp_path, editions.typo())
    lms("publish", where)
    assert parse_course(read_folder(where)).errors == ()
    assert '"version": "1.1"' in (where / "published.json").read_text()


def test_a_version_is_taken_back(lms: Lms, tmp_path: Path) -> None:
    lms("publish", folder(tmp_path, editions.typo()))
    run = lms("withdraw", "small", "1.1", "--reason", "A client is named.")
    assert run.stdout == "Version 1.1 of small is taken back. People read version 1.0 now.\n"
    assert lms("withdraw", "small", "1.0", "--reason", " ").exit_code == 1
    assert "cannot be read" in lms("withdraw", "small", "1.0", "--reason", "Another client.").stdout
