"""The act itself in a real browser: drawn with the mouse or a finger, or typed with nothing but a keyboard."""

import json
from collections.abc import Callable

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.house import COURSES
from tests.browser.learner import course_in, press, way_to_signing
from tests.cast import Cast, Player

SMALL = course_in(COURSES[0])
OpenPage = Callable[..., Page]
WAVE = [(0.1, 0.6), (0.2, 0.3), (0.3, 0.7), (0.4, 0.3), (0.55, 0.6), (0.8, 0.5)]


def at_the_ceremony(page: Page, player: Player) -> None:
    for _ in way_to_signing(page, player, SMALL):
        pass
    page.goto("/courses/small/sign")


def tick_all(page: Page) -> None:
    for box in page.locator("main input[type=checkbox]").all():
        box.check(force=True)


def draw(page: Page, points: list[tuple[float, float]] = WAVE) -> None:
    box = page.locator("canvas").bounding_box()
    assert box is not None
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    assert box is not None
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()
    page.clock.run_for(100)


def strokes(page: Page) -> list[list[list[int]]]:
    value = page.locator("input[name=drawn]").input_value()
    return json.loads(value) if value else []


def test_a_signature_is_drawn_with_the_mouse_and_shown_after_it(open_page: OpenPage, cast: Cast) -> None:
    page = open_page()
    at_the_ceremony(page, cast.ana)
    tick_all(page)
    page.get_by_text("Draw", exact=True).click()
    draw(page)
    draw(page, [(0.2, 0.8), (0.8, 0.8)])
    assert len(strokes(page)) == 2
    page.get_by_role("button", name="Undo the last line").click()
    assert len(strokes(page)) == 1
    press(page, "main form button.big")
    page.wait_for_url("**/done*")
    expect(page.locator("svg.drawn path")).to_have_count(1)


def test_clearing_begins_anew_and_an_empty_drawing_is_refused(open_page: OpenPage, cast: Cast) -> None:
    page = open_page()
    at_the_ceremony(page, cast.ana)
    tick_all(page)
    page.get_by_text("Draw", exact=True).click()
    draw(page)
    page.get_by_role("button", name="Clear").click()
    assert strokes(page) == []
    press(page, "main form button.big")
    expect(page.locator("main")).to_contain_text("Draw your signature, or choose Type")
    expect(page.locator("canvas")).to_be_visible()


def test_a_finger_draws_on_a_phone_and_turning_it_keeps_the_lines(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(phone=True, dark=True, language="fr-FR")
    at_the_ceremony(page, cast.marc)
    tick_all(page)
    page.get_by_text("Dessiner", exact=True).tap()
    finger(page)
    before = strokes(page)
    assert len(before) == 1 and len(before[0]) > 3
    page.set_viewport_size({"width": 844, "height": 390})
    page.clock.run_for(200)
    inked = "c => new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer).some(x => x)"
    assert strokes(page) == before and page.locator("canvas").evaluate(inked)
    press(page, "main form button.big")
    page.wait_for_url("**/done*")


def finger(page: Page) -> None:
    """Touches as a screen reports them, down to the browser's own events."""
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    assert box is not None
    places = [{"x": box["x"] + box["width"] * x, "y": box["y"] + box["height"] * y} for x, y in WAVE]
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [places[0]]})
    for place in places[1:]:
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [place]})
        page.clock.run_for(30)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.clock.run_for(100)


def test_a_keyboard_is_enough(open_page: OpenPage, cast: Cast) -> None:
    page = open_page()
    at_the_ceremony(page, cast.ana)
    page.locator("main input[type=checkbox]").first.focus()
    for _ in page.locator("main input[type=checkbox]").all():
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("ana duarte")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_url("**/done*")


def test_the_drawing_passes_the_accessibility_check(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(dark=True)
    at_the_ceremony(page, cast.ana)
    page.get_by_text("Draw", exact=True).click()
    assert problems(page) == []


def problems(page: Page) -> list[str]:
    return [one["id"] for one in Axe().run(page)["violations"] if one["impact"] in ("serious", "critical")]


def test_declining_is_one_link_away_and_signing_stays_possible(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(phone=True, dark=True, language="fr-FR")
    at_the_ceremony(page, cast.marc)
    page.get_by_role("link", name="Je ne souhaite pas signer").tap()
    page.locator("textarea").fill("On ne m’a pas consulté.")
    assert problems(page) == []
    press(page, "main form button[type=submit]")
    expect(page.locator("h1")).to_have_text("Vous avez refusé de signer")
    assert problems(page) == []
    page.get_by_role("link", name="Signer finalement").tap()
    page.wait_for_url("**/sign")
    tick_all(page)
    page.locator("main input[name=typed_name]").fill(cast.marc.full_name)
    press(page, "main form button.big")
    page.wait_for_url("**/done*")


def test_a_signature_is_taken_back_by_keyboard(open_page: OpenPage, cast: Cast) -> None:
    page = open_page()
    at_the_ceremony(page, cast.ana)
    tick_all(page)
    page.locator("main input[name=typed_name]").fill(cast.ana.full_name)
    press(page, "main form button.big")
    page.wait_for_url("**/done*")
    page.goto(f"/signed/{page.locator('.paper-card .mono').inner_text()}")
    page.get_by_role("link", name="Take my signature back").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert problems(page) == []
    page.locator("textarea").focus()
    page.keyboard.type("I misread section two.")
    for _ in range(2):
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("You took your signature back")
