"""HR, a manager and a stranger in a real browser: assign, follow up, move, waive, export; add somebody who comes in."""

import csv
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.house import Server
from tests.browser.learner import press, sign_in
from tests.cast import Cast

OpenPage = Callable[..., Page]
DUE, LATER = date.today() + timedelta(days=21), date.today() + timedelta(days=28)
CHOSEN = "a small lamp under the stairs"


@pytest.fixture(scope="module")
def server(built: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for the whole file: nothing here is killed."""
    instance = tmp_path_factory.mktemp("hr") / "instance"
    shutil.copytree(built[0], instance)
    server = Server(instance)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def hana(browser: Browser, server: Server, built: tuple[Path, Cast]) -> Iterator[Page]:
    """Hana's window, signed in."""
    context = browser.new_context(base_url=server.url, locale="en-GB", accept_downloads=True)
    page = context.new_page()
    sign_in(page, built[1].hana)
    yield page
    context.close()


@dataclass(frozen=True)
class Assigned:
    """What Hana was told before she assigned, and where the assignment stands."""

    preview: str
    url: str


@pytest.fixture(scope="module")
def assigned(hana: Page) -> Assigned:
    """The small course, for the showrooms."""
    hana.goto("/hr/courses/small")
    press(hana, "main a[href^='/hr/assignments/new']")
    hana.get_by_label("Departments", exact=True).check()
    hana.get_by_label("Showrooms (2)").check()
    hana.get_by_label("Due on").fill(DUE.isoformat())
    press(hana, "main form button:has-text('See who gets it')")
    preview = hana.locator("main").inner_text()
    press(hana, "main button:has-text('Assign to 2 people')")
    return Assigned(preview, hana.url)


@dataclass(frozen=True)
class Added:
    """Zoé's page, the link that was shown for her, and whether it is still shown when looking again."""

    url: str
    link: str
    again: str


@pytest.fixture(scope="module")
def added(hana: Page, built: tuple[Path, Cast]) -> Added:
    """Zoé, who reports to Omar."""
    hana.goto("/hr/people/new")
    fields = {"Given name": "Zoé", "Family name": "Łuk", "E-mail address": "zoe@ostrelle.example"}
    for label, value in fields.items():
        hana.get_by_label(label, exact=True).fill(value)
    hana.locator("input[name=manager_email]").fill(built[1].omar.email)
    press(hana, "main form button:has-text('Add')")
    url = hana.url
    press(hana, "main button:has-text('Make a one-time link')")
    link = hana.get_by_label("Link", exact=True).input_value()
    hana.goto(url)
    return Added(url, link, hana.content())


def text_of(page: Page, address: str) -> str:
    page.goto(address)
    return page.locator("main").inner_text()


def test_before_assigning_hana_sees_who_gets_it_and_what_it_costs(assigned: Assigned, cast: Cast) -> None:
    assert "2 people receive Posting with care" in assigned.preview and "In all" in assigned.preview
    assert cast.ana.full_name in assigned.preview and cast.marc.full_name in assigned.preview
    assert cast.omar.full_name not in assigned.preview and re.search(r"\d+ min", assigned.preview)


def test_ana_finds_it_on_her_home_with_its_date(open_page: OpenPage, assigned: Assigned, cast: Cast) -> None:
    page = open_page()
    sign_in(page, cast.ana)
    told = text_of(page, "/")
    assert "Posting with care" in told and re.search(rf"\b({DUE.day}|{LATER.day}) ({DUE:%b}|{LATER:%b})", told)


def test_marc_sees_that_ana_has_not_signed(open_page: OpenPage, assigned: Assigned, cast: Cast) -> None:
    page = open_page()
    sign_in(page, cast.marc)
    page.goto("/team")
    row = page.locator("main tr", has_text=cast.ana.full_name)
    assert row.locator("td.is-done").count() == 0
    assert re.search(rf"\b({DUE.day}|{LATER.day})\b", row.inner_text())
    page.goto(f"/team/{cast.ana.id}")
    expect(page.locator("main h1")).to_have_text(cast.ana.full_name)


def test_omar_sees_his_own_team_and_nobody_elses(
    open_page: OpenPage, assigned: Assigned, added: Added, cast: Cast
) -> None:
    page = open_page()
    sign_in(page, cast.omar)
    told = text_of(page, "/team")
    assert "Zoé Łuk" in told and cast.ana.full_name not in told
    answers = [page.goto(f"/team/{id}") for id in (cast.ana.id, "0" * 8 + "-0000-4000-8000-" + "0" * 12)]
    assert [answer and answer.status for answer in answers] == [404, 404]


def test_hana_moves_the_date_and_ana_sees_the_new_one(
    hana: Page, open_page: OpenPage, assigned: Assigned, cast: Cast
) -> None:
    hana.goto(assigned.url)
    hana.get_by_label("Move the due date to").fill(LATER.isoformat())
    press(hana, "main button:has-text('Move it')")
    expect(hana.locator("body")).to_contain_text("Moved for")
    page = open_page()
    sign_in(page, cast.ana)
    assert re.search(rf"\b{LATER.day} {LATER:%b}", text_of(page, "/"))


def test_a_waiver_wants_a_reason_and_frees_marc(hana: Page, assigned: Assigned, cast: Cast) -> None:
    hana.goto(assigned.url)
    with hana.expect_navigation():
        hana.locator("main tr", has_text=cast.marc.full_name).get_by_role("link", name="Waive").click()
    hana.get_by_label("Reason").fill("Wrote the course himself")
    press(hana, "main form button[type=submit]")
    assert cast.marc.full_name not in text_of(hana, assigned.url)
    assert cast.marc.full_name in text_of(hana, f"{assigned.url}?state=waived")


def test_the_export_names_who_has_not(hana: Page, assigned: Assigned, cast: Cast) -> None:
    hana.goto("/hr/courses/small")
    with hana.expect_download() as download:
        hana.get_by_role("link", name="Export").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    ana = next(row for row in rows if row["email"] == cast.ana.email)
    assert (ana["course"], ana["signed"]) == ("small", "") and cast.omar.email not in {row["email"] for row in rows}


def test_the_link_is_shown_once_and_lets_the_new_person_in(open_page: OpenPage, added: Added) -> None:
    assert "/link/" in added.link and added.link not in added.again
    page = open_page()
    page.goto(added.link)
    page.get_by_label("New password").fill(CHOSEN)
    press(page, "main form button[type=submit]")
    page.goto("/me")
    expect(page.locator("main h1")).to_have_text("Zoé Łuk")
    page.goto(added.link)
    assert page.locator("input[name=password]").count() == 0


def test_a_question_is_answered_and_left_by_keyboard(hana: Page, assigned: Assigned) -> None:
    hana.goto(assigned.url)
    hana.locator("#withdraw summary").focus()
    hana.keyboard.press("Enter")
    expect(hana.get_by_role("button", name="Keep it assigned")).to_be_focused()
    hana.keyboard.press("Escape")
    expect(hana.locator("#withdraw summary")).to_be_focused()
    assert "Withdrawn" not in text_of(hana, assigned.url)


def test_on_a_phone_the_bar_shows_where_one_is_and_leads_to_the_account(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(phone=True)
    sign_in(page, cast.hana)
    page.goto("/hr/courses")
    expect(page.locator(".rail a[aria-current]")).to_be_in_viewport(ratio=1)
    press(page, ".rail a[href='/me']")
    expect(page.locator("main h1")).to_have_text(cast.hana.full_name)


@pytest.mark.parametrize("language", ["en-GB", "fr-FR"])
def test_the_pages_of_hr_pass_the_accessibility_check(
    open_page: OpenPage, assigned: Assigned, added: Added, cast: Cast, language: str
) -> None:
    hr, found = open_page(language=language, dark=language == "fr-FR", phone=language == "fr-FR"), []
    sign_in(hr, cast.hana)
    speak(hr, language[:2])
    duty = hr_first(hr, assigned.url, "a[href*='/waive']")
    pages = ["/hr", "/hr/people", "/hr/people/new", added.url, f"{added.url}/edit", "/hr/assignments", assigned.url]
    pages += ["/hr/assignments/new", duty, "/hr/courses", "/hr/courses/small", "/hr/people?q=zzz", "/hr/people/nobody"]
    for address in pages:
        hr.goto(address)
        found += problems(hr)
    assert found == [], json.dumps(found, indent=2)


@pytest.mark.parametrize("language", ["en-GB", "fr-FR"])
def test_the_pages_of_managers_and_administrators_pass_it_too(
    open_page: OpenPage, assigned: Assigned, cast: Cast, language: str
) -> None:
    found = []
    for player, pages in ((cast.marc, ["/team", f"/team/{cast.ana.id}"]), (cast.ines, [f"/hr/people/{cast.ana.id}"])):
        page = open_page(language=language)
        sign_in(page, player)
        speak(page, language[:2])
        for address in pages:
            page.goto(address)
            found += problems(page)
    assert found == [], json.dumps(found, indent=2)


def speak(page: Page, language: str) -> None:
    """Chooses the language of the pages, as on the profile."""
    page.goto("/me")
    page.locator("#language").select_option(language)
    press(page, "main form button >> nth=0")
    expect(page.locator("html")).to_have_attribute("lang", language)


def hr_first(page: Page, address: str, selector: str) -> str:
    page.goto(address)
    return page.locator(f"main {selector}").first.get_attribute("href") or ""


def problems(page: Page) -> list[tuple[str, str, list[str]]]:
    """What is serious, and a page that is wider than its window."""
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    found = [(page.url, "wider than the window", [""])] if wide else []
    for problem in Axe().run(page)["violations"]:
        if problem["impact"] in ("serious", "critical"):
            found.append((page.url, problem["id"], [node["html"][:120] for node in problem["nodes"]]))
    return found
