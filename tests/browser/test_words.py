"""Written and unmarked questions in a real browser: by keyboard alone, without scripts, on a phone, in French, dark."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from lms.app import create_app
from lms.config import load
from lms.store import db
from tests import wordings
from tests.browser.house import Server
from tests.browser.learner import press, sign_in
from tests.cast import Cast, Player
from tests.wordings import QUIZ, SECRET

OpenPage = Callable[..., Page]


@pytest.fixture
def server(built: tuple[Path, Cast], tmp_path: Path) -> Iterator[Server]:
    """An instance whose small course asks these questions; Ana and Marc stand before the first one."""
    shutil.copytree(built[0], tmp_path / "instance")
    app = create_app(load({"LMS_INSTANCE": str(tmp_path / "instance")}))
    with app.app_context():
        cast = built[1]
        wordings.publish_over(cast)
        for person in (cast.ana, cast.marc):
            wordings.begin(person)
        db.engine.dispose()
    server = Server(tmp_path / "instance")
    server.start()
    yield server
    server.stop()


def photograph(page: Page, name: str) -> None:
    """For eyes, where PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def every_page(page: Page, player: Player, look: Callable[[str], None]) -> None:
    """Shows each question, a refusal, each verdict, and the result."""
    sign_in(page, player)
    page.goto(QUIZ)
    look("number")
    for hint in page.locator("details.hint > summary").all():
        hint.click()
    page.locator("[name=q-hours]").fill("a day")
    press(page, "main form .qfoot button")
    look("number-refused")
    for name, text in (("q-hours", "12,5"), ("q-team", "press office")):
        page.locator(f"[name={name}]").fill(text)
        press(page, "main form .qfoot button")
        look(f"{name}-verdict")
        press(page, "main a.btn.big")
        look(f"after-{name}")
    for name in ("q-share", "q-colour", "q-often"):
        page.locator(f"[name={name}][value=a]").check(force=True)
        press(page, "main form .qfoot button")
        look(f"{name}-verdict")
        press(page, "main a.btn.big")
    look("reflect")
    page.locator("[name=q-reflect]").fill(SECRET + "\n\nAnd another thought.")
    press(page, "main form .qfoot button")
    look("reflect-verdict")
    press(page, "main a.btn.big")
    look("result")


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("light", {}),
        ("dark", {"dark": True}),
        ("french-phone", {"phone": True, "language": "fr-FR"}),
        ("bare", {"scripts": False, "phone": True}),
    ],
)
def test_every_page_is_accessible_and_fits(open_page: OpenPage, cast: Cast, name: str, how: dict[str, object]) -> None:
    page = open_page(**how)
    found: list[str] = []

    def look(where: str) -> None:
        photograph(page, f"{name}-{where}")
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
        found.extend([f"{where}: too wide"] if wide else [])
        if how.get("scripts", True):
            broken = Axe().run(page)["violations"]
            found.extend(f"{where}: {rule['id']} {rule['nodes'][0]['html'][:120]}" for rule in broken)

    every_page(page, cast.marc if how.get("phone") else cast.ana, look)
    assert found == []


def test_the_second_hint_is_offered_only_after_the_first(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(scripts=False)
    sign_in(page, cast.ana)
    page.goto(QUIZ)
    hints = page.locator("details.hint > summary")
    expect(hints.nth(0)).to_be_visible()
    expect(hints.nth(1)).not_to_be_visible()
    expect(page.get_by_text("It is a day.")).not_to_be_visible()
    hints.nth(0).click()
    expect(page.get_by_text("It is a day.")).to_be_visible()
    expect(hints.nth(1)).to_be_visible()
    expect(page.get_by_text("A day has so many.")).not_to_be_visible()


def test_a_number_a_word_and_a_thought_by_keyboard_alone(open_page: OpenPage, cast: Cast) -> None:
    page = open_page()
    sign_in(page, cast.ana)
    page.goto(QUIZ)
    for name, text in (("q-hours", "24 hours"), ("q-team", "the Security Desk")):
        to_field(page, name)
        page.keyboard.type(text)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator("#summary")).to_be_focused()
        expect(page.locator("#summary")).to_contain_text("That is right.")
        page.goto(QUIZ)
    for name in ("q-share", "q-colour", "q-often"):
        to_field(page, name)
        page.keyboard.press("Space")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.goto(QUIZ)
    to_field(page, "q-reflect")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "without_writing"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("You wrote nothing, and that is fine.")).to_be_visible()


def to_field(page: Page, name: str) -> None:
    page.locator("body").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"no way to {name} by keyboard")


def test_the_figures_by_question_fit_and_are_accessible(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(phone=True)
    sign_in(page, cast.hana)
    page.goto("/hr/courses/small/questions")
    expect(page.get_by_role("heading", level=1)).to_have_text("Questions")
    photograph(page, "figures")
    assert Axe().run(page)["violations"] == []
