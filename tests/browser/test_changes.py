"""What changed since you signed, in a real browser: looked at, listened to, by keyboard, on paper."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from lms.app import create_app
from lms.config import load
from lms.store import db
from tests.browser.house import Server
from tests.browser.learner import press, sign_in
from tests.browser.test_editions import serious
from tests.cast import Cast
from tests.services import editions
from tests.services.test_publishing import changed
from tests.services.test_reopening import signed_by

OpenPage = Callable[..., Page]
PAGE = "/courses/small/changes"


@pytest.fixture
def server(built: tuple[Path, Cast], tmp_path: Path) -> Iterator[Server]:
    """Ana and Marc have signed, then a material edition was published."""
    instance, cast = tmp_path / "instance", built[1]
    shutil.copytree(built[0], instance)
    with create_app(load({"LMS_INSTANCE": str(instance)})).app_context():
        signed_by(cast, cast.ana, cast.marc)
        editions.publish(
            cast,
            changed("2.0", "material", editions.MORE, editions.DUTY, editions.KEY, editions.UNKEY, editions.PROMISE),
        )
        db.engine.dispose()
    server = Server(instance)
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize(("phone", "dark", "language"), [(False, False, "en-GB"), (True, True, "fr-FR")])
def test_a_signer_finds_what_changed_and_nothing_stands_in_the_way(
    open_page: OpenPage, cast: Cast, phone: bool, dark: bool, language: str
) -> None:
    page = open_page(phone=phone, dark=dark, language=language)
    sign_in(page, cast.marc if language == "fr-FR" else cast.ana)
    press(page, f'.hero a[href="{PAGE}"]')
    assert page.locator("main ins").count() and page.locator("main del").count()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_screen_reader_hears_what_came_and_what_went(open_page: OpenPage, cast: Cast) -> None:
    page = open_page()
    sign_in(page, cast.ana)
    page.goto(PAGE)
    heard = page.locator("main").aria_snapshot()
    assert 'heading "What changed since you signed" [level=1]' in heard
    assert 'heading "What stays inside" [level=2]' in heard
    assert "inserted:" in heard and "deleted:" in heard and "end of the insertion" in heard
    assert "insertion" in heard and "deletion" in heard  # the roles of <ins> and <del>


def test_the_keyboard_leads_from_a_change_to_where_it_is_done_again(open_page: OpenPage, cast: Cast) -> None:
    page = open_page()
    sign_in(page, cast.ana)
    press(page, ".hero form button")
    page.goto(PAGE)
    page.locator(".change a").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/courses/small/posting#what-stays-inside")


def test_on_paper_every_change_stays_visible(open_page: OpenPage, cast: Cast) -> None:
    page = open_page()
    sign_in(page, cast.ana)
    page.goto(PAGE)
    page.emulate_media(media="print")
    assert page.locator(".changes ins").first.evaluate("el => getComputedStyle(el).textDecorationLine") == "underline"
    assert (
        page.locator(".changes del").first.evaluate("el => getComputedStyle(el).textDecorationLine") == "line-through"
    )
    assert not page.locator(".topbar").is_visible()
