"""`lms course export` and `import`: what was saved in the app is the same folder, byte for byte."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.cli import main
from lms.services import draft_files, drafting
from lms.store.folder import read_folder
from tests.cast import NOW, Cast
from tests.conftest import SMALL


@pytest.fixture
def lms(app: object, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("LMS_INSTANCE", str(tmp_path))
    monkeypatch.setenv("LMS_DATABASE_URL", database_url)
    monkeypatch.setenv("LMS_SECRET_KEY", "only-for-tests-0123456789abcdefghij")

    def run(*words: str | Path) -> Result:
        return CliRunner().invoke(main, ["course", *map(str, words)])

    return run


def test_what_was_published_comes_out_as_it_went_in(lms, small: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert lms("export", small, tmp_path / "out").exit_code == 0
    assert read_folder(tmp_path / "out") == read_folder(SMALL)


def test_a_folder_becomes_a_draft_and_the_draft_the_same_folder(lms, cast: Cast, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    files = read_folder(SMALL) | {"10-posting.md": read_folder(SMALL)["10-posting.md"].replace(b"\n", b"\r\n")}
    for path, body in files.items():
        (tmp_path / "in" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / path).write_bytes(body)
    assert lms("import", tmp_path / "in", "--by", cast.paul.email).exit_code == 0
    text = drafting.file("small", "10-posting.md").decode().replace("\r\n", "\n").replace("\n", "\r\n")
    draft_files.save(cast.paul.id, "small", "10-posting.md", text, 1, NOW)
    assert lms("export", "small", tmp_path / "out", "--draft").exit_code == 0
    assert read_folder(tmp_path / "out") == files


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--version", "9.0"), "nothing at this"),
        (("--version", "x"), "nothing at this"),
        (("--version", "1.0", "--draft"), "not both"),
        (("--draft",), "nothing at this"),
    ],
)
def test_what_is_not_there_is_not_exported(lms, small: str, tmp_path: Path, words: tuple[str, ...], told: str) -> None:  # type: ignore[no-untyped-def]
    done = lms("export", small, tmp_path / "out", *words)
    assert done.exit_code != 0 and told in done.output and not (tmp_path / "out").exists()


def test_a_folder_that_holds_something_is_left_alone(lms, small: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "course.md").write_text("mine")
    assert "not empty" in lms("export", small, tmp_path / "out").output
    assert (tmp_path / "out" / "course.md").read_text() == "mine"
    assert lms("export", small, tmp_path / "out", "--overwrite").exit_code == 0


def test_a_link_in_the_folder_leads_nothing_outside(lms, small: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "out").mkdir()
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "out" / "course.md").symlink_to(tmp_path / "mine")
    assert lms("export", small, tmp_path / "out", "--overwrite").exit_code == 1
    assert (tmp_path / "mine").read_text() == "mine"


def test_only_authors_import_and_an_open_draft_is_kept(lms, cast: Cast, small: str) -> None:  # type: ignore[no-untyped-def]
    assert "role author" in lms("import", SMALL, "--by", cast.ana.email).output
    assert lms("import", SMALL, "--by", cast.paul.email).exit_code == 0
    assert "opened a draft" in lms("import", SMALL, "--by", cast.paul.email).output
    assert lms("import", SMALL, "--by", cast.paul.email, "--replace").exit_code == 0


def test_nothing_is_published_from_a_folder_while_a_draft_is_open(lms, cast: Cast, small: str) -> None:  # type: ignore[no-untyped-def]
    drafting.begin(cast.paul.id, small, NOW)
    done = lms("publish", SMALL, "--by", cast.paul.email, "--approved-by", cast.aline.email)
    assert done.exit_code == 1 and "is open in the app" in done.output
