"""`lms course preview`: pages without an account, that follow the folder."""

import shutil
from pathlib import Path

import pytest

from lms.previewing import preview_app
from tests.conftest import SMALL
from tests.page import PageClient


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "small"))


@pytest.fixture
def visitor(folder: Path) -> PageClient:
    app = preview_app(folder, 8010)
    app.test_client_class = PageClient
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


@pytest.mark.parametrize(
    "query", ["", "?lang=fr", "?file=10-posting.md", "?file=10-posting.fr.md&lang=fr", "?file=odd"]
)
def test_every_file_is_shown_in_both_languages_at_once(visitor: PageClient, query: str) -> None:
    page = visitor.get(f"/{query}")
    assert page.status_code == 200
    assert 'class="column prose" lang="en"' in page.text and 'class="column prose" lang="fr"' in page.text


def test_messages_of_the_checker_stand_above(visitor: PageClient, folder: Path) -> None:
    file = folder / "10-posting.md"
    file.write_text(file.read_text().replace("[x]", "[v]"))
    page = visitor.get("/?file=10-posting.md&lang=fr")
    assert "La case doit être" in page.text and 'data-file="10-posting.md"' in page.text


def test_the_state_changes_with_a_file_and_only_then(visitor: PageClient, folder: Path) -> None:
    before = visitor.get("/state").json
    assert visitor.get("/state").json == before
    (folder / "course.md").write_bytes((folder / "course.md").read_bytes() + b"\nMore.\n")
    assert visitor.get("/state").json != before


def test_a_folder_that_cannot_be_read_is_waited_for(visitor: PageClient, folder: Path) -> None:
    shutil.rmtree(folder)
    page = visitor.get("/")
    assert page.status_code == 200 and "course.md" in page.text


@pytest.mark.parametrize("path", ["course.md", "../secret.png", "images/none.png"])
def test_only_pictures_of_the_folder_are_served(visitor: PageClient, path: str) -> None:
    assert visitor.get(f"/files/{path}").status_code == 404


@pytest.mark.parametrize("path", ["/sign-in", "/hr", "/courses", "/hr/courses/small/edit"])
def test_nothing_else_of_the_house_is_there(visitor: PageClient, path: str) -> None:
    assert visitor.get(path).status_code == 404
