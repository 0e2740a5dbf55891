"""A scenario in a real browser: by keyboard alone, without scripts, on a narrow phone, and through a kill."""

import json
from collections.abc import Callable

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.house import COURSES, Server
from tests.browser.learner import course_in, journey, press, sign_in
from tests.cast import Cast, Player
from tests.domain.course.test_scenarios import scenario_of

STORY = course_in(COURSES[2])
HERE = "/courses/story/leak/friday"
OpenPage = Callable[..., Page]


def at_the_first_step(page: Page, player: Player) -> Page:
    sign_in(page, player)
    page.goto("/courses/story")
    press(page, "main form button[type=submit]")
    page.goto(HERE)
    press(page, "main form button[type=submit]")
    return page


def choose(page: Page, letter: str) -> None:
    page.locator(f"input[name=choice][value='{letter}']").check(force=True)
    press(page, "main form button[type=submit]")


def every_page(page: Page, player: Player, look: Callable[[], None]) -> None:
    """Shows the intro, both kinds of step, a refusal, what came of a choice, and the end."""
    sign_in(page, player)
    page.goto("/courses/story")
    press(page, "main form button[type=submit]")
    page.goto("/courses/story/leak")
    look()
    page.goto(HERE)
    look()
    press(page, "main form button[type=submit]")
    look()
    press(page, "main form button[type=submit]")  # without a choice
    look()
    for letter in ("a", "b"):
        choose(page, letter)
        look()
        press(page, "main a.btn.big")
        look()


def test_the_whole_course_is_walked_and_signed(open_page: OpenPage, cast: Cast) -> None:
    steps = list(journey(open_page(), cast.ana, STORY))
    assert "chose sam-answers" in steps and steps[-1] == "signed"


def test_on_a_phone_in_french_without_scripts(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(phone=True, language="fr-FR", scripts=False)
    assert list(journey(page, cast.marc, STORY, scripts=False))[-1] == "signed"


def test_by_keyboard_alone(open_page: OpenPage, cast: Cast) -> None:
    page = at_the_first_step(open_page(), cast.ana)
    page.locator("body").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "choice":
            break
    page.keyboard.press("ArrowDown")  # the second answer
    assert page.evaluate("document.activeElement.value") == "b"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#summary")).to_contain_text("That is the best way.")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Sam answers")


def test_going_back_leads_to_where_the_walk_stands(open_page: OpenPage, cast: Cast) -> None:
    page = at_the_first_step(open_page(), cast.ana)
    choose(page, "b")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Sam answers")


def test_a_second_tab_that_is_behind_changes_nothing(open_page: OpenPage, cast: Cast) -> None:
    page = at_the_first_step(open_page(), cast.ana)
    other = page.context.new_page()
    other.goto(HERE)
    choose(page, "b")
    choose(other, "a")
    expect(other.locator("#summary")).to_contain_text("That is the best way.")
    other.goto(HERE)
    expect(other.locator("h1")).to_have_text("Sam answers")


def test_killing_the_server_between_any_two_choices_loses_nothing(
    open_page: OpenPage, server: Server, cast: Cast
) -> None:
    found = []
    for step in journey(open_page(), cast.ana, STORY):
        found.append(step)
        server.kill_and_restart()
    assert found[-1] == "signed"


@pytest.mark.parametrize("dark", [False, True])
def test_every_page_passes_the_accessibility_check(open_page: OpenPage, cast: Cast, dark: bool) -> None:
    page, found = open_page(dark=dark), []

    def look() -> None:
        for problem in Axe().run(page)["violations"]:
            found.append((page.url, problem["id"], [node["html"][:120] for node in problem["nodes"]]))

    every_page(page, cast.ana, look)
    assert found == [], json.dumps(found, indent=2)


@pytest.mark.parametrize("language", ["en-GB", "fr-FR"])
def test_no_page_is_wider_than_a_narrow_phone(open_page: OpenPage, cast: Cast, language: str) -> None:
    page, wide = open_page(phone=True, language=language), []
    page.set_viewport_size({"width": 320, "height": 640})

    def look() -> None:
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(page.url)

    every_page(page, cast.ana, look)
    assert wide == []


def test_the_page_holds_nothing_about_what_is_not_chosen_yet(open_page: OpenPage, cast: Cast) -> None:
    page = at_the_first_step(open_page(), cast.ana)
    html = page.content()
    nodes = scenario_of(STORY).nodes
    told = [node.title["en"].text for id, node in nodes.items() if id != "start"]
    assert not [title for title in told if title in html] and "A like shows" not in html
