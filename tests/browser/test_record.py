"""An auditor in a real browser: the worker finds what was tampered with, and the alarm stands until it is settled."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from lms.app import create_app
from lms.config import load
from lms.store import db, writing
from lms.store.models import Role
from tests.browser.house import Server
from tests.browser.learner import sign_in
from tests.browser.test_hr import problems
from tests.cast import Cast
from tests.services.test_integrity import BODY
from tests.store.test_record import append, tamper

PAGES = ("/record", "/record/entries", "/record/entries?q=ana", "/record/entries?person={ana}", "/record/3", "/me/seen")


@pytest.fixture(scope="module")
def server(built: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Somebody has changed entry 3 before the worker starts; Omar is auditor."""
    instance, cast = tmp_path_factory.mktemp("record") / "instance", built[1]
    shutil.copytree(built[0], instance)
    with create_app(load({"LMS_INSTANCE": str(instance)})).app_context():
        append(cast, 120)
        with writing() as session:
            session.execute(sa.insert(Role).values(person_id=cast.omar.id, name="auditor"))
        tamper("UPDATE record_entry SET body = :body WHERE seq = 3", body=BODY)
        db.engine.dispose()
    server = Server(instance)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def omar(browser: Browser, server: Server, built: tuple[Path, Cast]) -> Iterator[Page]:
    """Omar's window, once the worker has looked."""
    context = browser.new_context(base_url=server.url, locale="en-GB")
    page = context.new_page()
    sign_in(page, built[1].omar)
    for _ in range(90):
        if page.get_by_text("The record does not hold.").count():
            break
        page.wait_for_timeout(1_000)
        page.goto("/record")
    yield page
    context.close()


def test_the_worker_found_it_and_the_banner_leads_there(omar: Page) -> None:
    omar.goto("/courses")
    omar.get_by_role("link", name="See what was found").click()
    expect(omar.get_by_text("The bytes of an entry do not match its hash.")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_nothing_serious_on_any_page(omar: Page, cast: Cast, language: str, width: int, scheme: str) -> None:
    omar.set_viewport_size({"width": width, "height": 844})
    omar.emulate_media(color_scheme=scheme)
    found = []
    for path in PAGES:
        path = path.format(ana=cast.ana.id)
        omar.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
        found += problems(omar)
    assert found == []


def test_the_search_goes_by_keyboard_from_a_name_to_an_entry(omar: Page) -> None:
    omar.goto("/record/entries?lang=en")
    omar.get_by_label("Person: name, e-mail address or id").fill("duarte")
    omar.keyboard.press("Enter")
    omar.get_by_role("link", name="Ana Duarte").press("Enter")
    expect(omar.get_by_text("About Ana Duarte")).to_be_visible()
    omar.locator("th a").first.press("Enter")
    expect(omar.get_by_role("heading", name="Checked just now")).to_be_visible()


def test_zz_settling_takes_the_banner_away(omar: Page) -> None:
    omar.goto("/record?lang=en")
    omar.get_by_label("What was found out, and why the alarm may rest").fill("We changed it ourselves, for a test.")
    omar.get_by_role("button", name="Settle the alarm").press("Enter")
    expect(omar.get_by_text("Settled. The reason is kept with the record.")).to_be_visible()
    expect(omar.get_by_text("The record does not hold.")).to_have_count(0)
