"""The main job in a real browser: read, understood, signed, proved; in two languages, on a phone, without scripts."""

import json
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.house import COURSES, Server, publish
from tests.browser.learner import course_in, journey, sign_in
from tests.cast import Cast

SMALL, SOCIAL, _ = (course_in(folder) for folder in COURSES)
SHIPPED = sorted(path.parent for path in (Path(__file__).parents[2] / "courses").glob("*/course.md"))
OpenPage = Callable[..., Page]


def certificate_of(page: Page) -> bytes:
    """Waits for the certificate on the completion page, and downloads it."""
    link = page.locator("a[href$='.pdf']").first
    for _ in range(100):  # after a kill the worker looks again within a minute
        if link.is_visible():
            break
        page.wait_for_timeout(1_000)
        page.goto(page.url)
    with page.expect_download() as download:
        link.click()
    return Path(download.value.path()).read_bytes()


def walk(steps: Iterator[str], between: Callable[[], None] = lambda: None) -> list[str]:
    walked = []
    for step in steps:
        walked.append(step)
        between()
    return walked


def test_a_new_hire_reads_answers_signs_and_holds_a_certificate(open_page: OpenPage, cast: Cast) -> None:
    page = open_page()
    steps = walk(journey(page, cast.ana, SOCIAL))
    assert steps[-1] == "signed"
    assert sum(step.startswith("answered") for step in steps) == len(list(SOCIAL.questions()))
    assert certificate_of(page).startswith(b"%PDF")
    page.goto("/")
    expect(page.locator("main")).to_contain_text("Social media and you")


def test_on_a_phone_in_french_without_scripts_in_the_dark(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(phone=True, dark=True, language="fr-FR", scripts=False)
    assert walk(journey(page, cast.marc, SOCIAL, scripts=False))[-1] == "signed"
    assert page.locator("html").get_attribute("lang") == "fr"
    assert certificate_of(page).startswith(b"%PDF")


def test_two_people_at_once_do_not_meet(open_page: OpenPage, cast: Cast) -> None:
    pages = [open_page(), open_page(language="fr-FR")]
    people = [cast.ana, cast.omar]
    ways = [journey(page, person, SMALL) for page, person in zip(pages, people, strict=True)]
    ends = [steps for steps in zip_longest(*ways)][-1]
    assert ends == ("signed", "signed")
    for page, person in zip(pages, people, strict=True):
        expect(page.locator("main")).to_contain_text(person.full_name)


def test_killing_the_server_between_any_two_steps_loses_nothing(
    open_page: OpenPage, server: Server, cast: Cast
) -> None:
    page = open_page()
    assert walk(journey(page, cast.ana, SMALL), between=server.kill_and_restart)[-1] == "signed"
    assert certificate_of(page).startswith(b"%PDF")


def test_anybody_can_verify_the_certificate(open_page: OpenPage, cast: Cast) -> None:
    page = open_page()
    walk(journey(page, cast.ana, SMALL))
    certificate_of(page)
    code = page.locator(".paper-card .mono").inner_text()
    stranger = open_page(language="fr-FR")
    stranger.goto(f"/verify/{code}")
    expect(stranger.locator("main")).to_contain_text("Ana D.")
    assert "Duarte" not in stranger.locator("main").inner_text()


def test_the_pages_pass_the_accessibility_check(open_page: OpenPage, cast: Cast) -> None:
    page = open_page()
    found = []

    def look() -> None:
        for problem in Axe().run(page)["violations"]:
            if problem["impact"] in ("serious", "critical"):
                found.append((page.url, problem["id"], [node["html"][:120] for node in problem["nodes"]]))

    walk(journey(page, cast.ana, SMALL), between=look)
    for address in ("/", "/courses", "/badges", "/certificates", "/me", "/verify", "/privacy", "/nowhere"):
        page.goto(address)
        look()
    assert found == [], json.dumps(found, indent=2)


def test_nothing_is_wider_than_a_narrow_phone(open_page: OpenPage, cast: Cast) -> None:
    module = "/courses/social-media/your-voice"
    for language in ("en-GB", "fr-FR"):
        page = open_page(phone=True, language=language)
        page.set_viewport_size({"width": 320, "height": 640})
        sign_in(page, cast.ana)
        for address in ("/", "/courses", "/courses/social-media", module, "/certificates", "/badges", "/me"):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, (language, address)


@pytest.mark.long
def test_killing_the_server_all_along_the_real_course_loses_nothing(
    open_page: OpenPage, server: Server, cast: Cast
) -> None:
    page = open_page(language="fr-FR")
    assert walk(journey(page, cast.marc, SOCIAL), between=server.kill_and_restart)[-1] == "signed"
    assert certificate_of(page).startswith(b"%PDF")


@pytest.mark.long
@pytest.mark.parametrize("folder", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_course_is_walked_on_a_dark_phone_in_french(
    open_page: OpenPage, server: Server, cast: Cast, folder: Path
) -> None:
    if folder not in COURSES:
        publish(server.instance, folder, cast)
    page = open_page(phone=True, dark=True, language="fr-FR")
    widths = []
    steps = journey(page, cast.marc, course_in(folder))
    walk(steps, between=lambda: widths.append(page.evaluate("document.documentElement.scrollWidth")))
    assert max(widths) <= 390
    assert certificate_of(page).startswith(b"%PDF")
