"""A text is proposed, looked at and approved in a real browser; whoever has signed is told what changed."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page

from lms.app import create_app
from lms.config import load
from lms.store import db
from tests.browser.house import Server
from tests.browser.learner import press, sign_in
from tests.cast import Cast
from tests.services import editions
from tests.services.test_publishing import changed
from tests.services.test_reopening import signed_by

OpenPage = Callable[..., Page]


@pytest.fixture
def proposal(built: tuple[Path, Cast], tmp_path: Path) -> Iterator[tuple[Server, str]]:
    """A server on whose instance Ana and Marc have signed, and Paul proposes a material change."""
    instance, cast = tmp_path / "instance", built[1]
    shutil.copytree(built[0], instance)
    with create_app(load({"LMS_INSTANCE": str(instance)})).app_context():
        signed_by(cast, cast.ana, cast.marc)
        files = changed("2.0", "material", editions.MORE, editions.KEY, editions.UNKEY, editions.PROMISE)
        made = editions.propose(cast, files)
        db.engine.dispose()
    server = Server(instance)
    server.start()
    yield server, made
    server.stop()


@pytest.fixture
def server(proposal: tuple[Server, str]) -> Server:
    return proposal[0]


def serious(page: Page) -> list[str]:
    found = Axe().run(page)["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]


@pytest.mark.parametrize(
    ("phone", "dark", "scripts"), [(False, False, True), (True, True, True), (False, False, False)]
)
def test_an_approver_sees_what_changes_and_publishes_it(
    open_page: OpenPage, proposal: tuple[Server, str], cast: Cast, phone: bool, dark: bool, scripts: bool
) -> None:
    aline = open_page(phone=phone, dark=dark, scripts=scripts, language="fr-FR")
    sign_in(aline, cast.aline)
    aline.goto("/hr/proposals")
    press(aline, "main table a.btn")
    assert aline.locator("main ins").count() and aline.locator("main del").count()
    assert "2 personnes ayant signé la version 1.0" in aline.locator("main").inner_text()
    if scripts:
        assert serious(aline) == []
        assert aline.evaluate("document.documentElement.scrollWidth <= innerWidth")
    press(aline, "main form[action$='/approve'] button")
    assert aline.url.endswith("/hr/courses/small/editions")
    assert "2.0" in aline.locator("main table").first.inner_text()


def test_whoever_has_signed_is_told_what_changed(open_page: OpenPage, proposal: tuple[Server, str], cast: Cast) -> None:
    aline, ana = open_page(), open_page(phone=True)
    sign_in(aline, cast.aline)
    aline.goto(f"/hr/courses/small/proposals/{proposal[1]}")
    press(aline, "main form[action$='/approve'] button")
    sign_in(ana, cast.ana)
    ana.goto("/courses/small")
    assert "You have signed version 1.0." in ana.locator("main").inner_text()
    press(ana, "main form button:has-text('Start')")
    assert "What stays inside" in ana.locator("main").inner_text()
    assert serious(ana) == []
