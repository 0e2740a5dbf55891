"""The certificates of a course in a real browser: on a phone, in French, in the dark, from the keyboard."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from lms.app import create_app
from lms.config import load
from lms.domain.facts import to_the_millisecond
from lms.store import db
from tests.browser.house import Server
from tests.browser.learner import press, sign_in
from tests.cast import Cast
from tests.journey import finish

LIST = "/hr/courses/small/certificates"


@pytest.fixture(scope="module")
def server(built: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Ana and Marc have signed; the worker prints and seals."""
    instance = tmp_path_factory.mktemp("issued") / "instance"
    shutil.copytree(built[0], instance)
    with create_app(load({"LMS_INSTANCE": str(instance)})).app_context():
        for person in (built[1].ana, built[1].marc):
            finish(person, to_the_millisecond(datetime.now(UTC)))
        db.session.remove()
        db.engine.dispose()
    server = Server(instance)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def hana(browser: Browser, server: Server, built: tuple[Path, Cast]) -> Iterator[Page]:
    """Hana's phone: French, dark."""
    context = browser.new_context(
        base_url=server.url,
        locale="fr-FR",
        color_scheme="dark",
        viewport={"width": 390, "height": 844},
        accept_downloads=True,
    )
    page = context.new_page()
    sign_in(page, built[1].hana)
    page.goto("/me")
    yield page
    context.close()


def sound(page: Page) -> None:
    """Nothing that axe finds, and nothing wider than the phone."""
    assert [found["id"] for found in Axe().run(page)["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_list_is_sound_and_leads_to_each(hana: Page) -> None:
    hana.goto(f"{LIST}?lang=fr")
    expect(hana.locator("tbody tr")).to_have_count(2)
    sound(hana)
    hana.locator("tbody a").first.press("Enter")
    expect(hana.locator("h1")).to_contain_text("Lefèvre")
    sound(hana)


def test_a_file_from_there_is_sealed(hana: Page, tmp_path: Path) -> None:
    hana.goto(f"{LIST}?lang=fr")
    for _ in range(60):
        if hana.locator("tbody").inner_text().count("Pas encore imprimé") == 0:
            break
        hana.wait_for_timeout(1000)
        hana.reload()
    hana.locator("tbody a").first.click()
    with hana.expect_download() as download:
        hana.get_by_role("link", name="Télécharger").click()
    download.value.save_as(tmp_path / "file.pdf")
    says = subprocess.run(["pdfsig", tmp_path / "file.pdf"], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in says


def test_asking_to_revoke_works_from_the_keyboard_and_says_what_is_missing(hana: Page) -> None:
    hana.goto(f"{LIST}?lang=fr")
    hana.locator("tbody a").last.press("Enter")
    press(hana, "text=Demander la révocation")
    expect(hana.locator(".notice.danger")).to_contain_text("Veuillez indiquer")
    sound(hana)
    hana.locator("#reason").select_option("misuse")
    press(hana, "text=Demander la révocation")
    expect(hana.locator("#asked")).to_be_visible()
    sound(hana)


def test_the_question_before_all_are_issued_anew_is_a_dialog(hana: Page) -> None:
    hana.goto(f"{LIST}?lang=fr")
    hana.locator("summary", has_text="Tout délivrer").press("Enter")
    expect(hana.get_by_role("dialog")).to_be_visible()
    sound(hana)
    hana.keyboard.press("Escape")
    expect(hana.get_by_role("dialog")).to_be_hidden()
