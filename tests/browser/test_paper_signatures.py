"""HR records a signature on paper in a real browser: phone, French, dark, without scripts, by keyboard."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from lms.app import create_app
from lms.config import load
from lms.store import db
from tests import scanned
from tests.browser.house import Server
from tests.browser.learner import press, sign_in
from tests.browser.test_editions import serious
from tests.cast import Cast
from tests.obligations import assign_to

OpenPage = Callable[..., Page]


@pytest.fixture
def server(built: tuple[Path, Cast], tmp_path: Path) -> Iterator[Server]:
    """Ana owes the small course."""
    instance, cast = tmp_path / "instance", built[1]
    shutil.copytree(built[0], instance)
    with create_app(load({"LMS_INSTANCE": str(instance)})).app_context():
        assign_to(cast, "small", cast.ana.id)
        db.engine.dispose()
    server = Server(instance)
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize(
    ("phone", "dark", "scripts", "language"), [(False, False, True, "en-GB"), (True, True, False, "fr-FR")]
)
def test_hr_records_a_paper_and_reads_that_it_was(
    open_page: OpenPage, cast: Cast, phone: bool, dark: bool, scripts: bool, language: str
) -> None:
    page = open_page(phone=phone, dark=dark, scripts=scripts, language=language)
    sign_in(page, cast.hana)
    page.goto(f"/hr/people/{cast.ana.id}?lang={language[:2]}")
    press(page, 'a[href*="/paper"]')
    if scripts:  # axe is one
        assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#signed_on").fill("2026-11-23")
    page.locator("#scan").set_input_files({"name": "a.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"})
    press(page, "main form button.btn[type=submit]")
    assert page.locator("main .notice.danger").is_visible()
    assert page.locator("#signed_on").input_value() == "2026-11-23"
    page.locator("#scan").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": scanned.pdf()})
    page.locator("main form button.btn[type=submit]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with page.expect_download() as download:
        page.locator('main a[href^="/signed-on-paper/"]').first.click()
    assert download.value.suggested_filename == "signed-on-paper-small.pdf"
