"""A new course that begins from a whole one in the folder of courses, adapted or not."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from lms.services import drafting
from tests.cast import Cast, Player
from tests.conftest import SMALL
from tests.page import PageClient

As = Callable[[Player], PageClient]
NEW = {"title": "Travel", "slug": "travel", "language": "en", "contact": "a@ostrelle.example", "start": "blank"}


@pytest.fixture
def shelf(app: Flask, tmp_path: Path) -> Path:
    """A folder of courses for the app: the small one with a profile, a broken one, and links that lead out."""
    folder, outside = tmp_path / "courses", tmp_path / "outside"
    shutil.copytree(SMALL, folder / "small")
    shutil.copytree(SMALL, outside)
    (folder / "small" / "profiles").mkdir()
    (folder / "small" / "profiles" / "shop.md").write_text("---\nwords: {}\n---\n\n# A <b>shop</b>\n\nOne.\n\nTwo.\n")
    (folder / "small" / "profiles" / "shop.fr.md").write_text("---\nlanguage: fr\n---\n\n# Boutique\n\nUn.\n")
    (folder / "broken").mkdir()
    (folder / "broken" / "course.md").write_bytes(b"\xff" * 600_000)
    (folder / "elsewhere").symlink_to(outside)
    app.config["PARAPH"] = replace(app.config["PARAPH"], courses=folder)
    return folder


def test_whole_courses_stand_on_the_page_with_their_profiles(cast: Cast, as_: As, shelf: Path) -> None:
    page = as_(cast.paul).get("/hr/courses/new").text
    assert page.count('value="course:') == 2 and "Posting with care" in page
    assert "A &lt;b&gt;shop" in page and "One.</p>" in page and "elsewhere" not in page and "broken" not in page


def test_profiles_are_told_in_the_language_of_the_reader(cast: Cast, as_: As, shelf: Path) -> None:
    page = as_(cast.paul).get("/hr/courses/new?lang=fr").text
    assert "Boutique" in page and "Un.</p>" in page


@pytest.mark.parametrize(("start", "kept"), [("course:small", True), ("course:small/shop", False)])
def test_a_draft_begins_from_a_whole_course(cast: Cast, as_: As, shelf: Path, start: str, kept: bool) -> None:
    form = {**NEW, "title": "", "start": start}
    assert as_(cast.paul).post("/hr/courses/new", data=form).location == "/hr/courses/travel/edit"
    files = drafting.files("travel")
    assert b"\nid: travel\n" in files["course.md"] and b"contact: a@ostrelle.example" in files["course.md"]
    assert b"# Posting with care" in files["course.md"] and ("profiles/shop.md" in files) == kept


def test_a_title_that_is_typed_replaces_the_one_of_the_whole_course(cast: Cast, as_: As, shelf: Path) -> None:
    as_(cast.paul).post("/hr/courses/new", data={**NEW, "start": "course:small"})
    assert b"\n# Travel\n" in drafting.files("travel")["course.md"]


@pytest.mark.parametrize(
    "start",
    [
        "course:none",
        "course:small/none",
        "course:elsewhere",
        "course:../outside",
        "course:",
        "course:/etc",
        "course:broken",
        "x",
    ],
)
def test_what_is_not_on_the_shelf_is_refused_in_a_sentence(cast: Cast, as_: As, shelf: Path, start: str) -> None:
    answer = as_(cast.paul).post("/hr/courses/new", data={**NEW, "start": start})
    assert answer.status_code == 422 and "What this course was to start from is not there" in answer.text
    assert drafting.find("travel") is None


def test_a_folder_of_courses_that_is_missing_offers_nothing(cast: Cast, as_: As, shelf: Path) -> None:
    shutil.rmtree(shelf)
    assert "course:" not in as_(cast.paul).get("/hr/courses/new").text
