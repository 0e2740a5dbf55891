"""Orders, matches and sorts in a real browser: by keyboard, by touch, without scripts; nothing breaks the policy."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from lms.app import create_app
from lms.config import load
from lms.services import opening, progress, publishing, quiz, reading
from lms.store import db
from tests.browser.house import Server
from tests.browser.learner import press, sign_in
from tests.cast import NOW, Cast
from tests.journey import HOUSE
from tests.pairs_course import QUIZ, SLUG, files

OpenPage = Callable[..., Page]
TEXTS = ["Delete the post and its copies", "Tell the desk", "Tell your manager", "Sleep"]


@pytest.fixture
def at_the_quiz(server: Server, cast: Cast) -> Iterator[None]:
    """Ana has read the module and begun its quiz."""
    app = create_app(load({"LMS_INSTANCE": str(server.instance)}))
    with app.app_context():
        publishing.publish(files(), by=cast.paul.email, approved_by=cast.aline.email, now=NOW)
        opening.open_course(cast.ana.id, SLUG, "en", NOW)
        edition = progress.of(cast.ana.id, SLUG).edition
        for module, tags in edition.plan.modules.items():
            seen = {"how": "declared", "edition_id": edition.id, "language": "en", "now": NOW}
            reading.displayed(HOUSE, cast.ana.id, SLUG, module, tags, **seen)
        quiz.start(cast.ana.id, SLUG, "quiz-check", "en", NOW)
        db.engine.dispose()
    yield


def lines(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".placed-text span:first-child").all_inner_texts()]


def sound(page: Page) -> None:
    """axe finds nothing, and nothing is wider than the window."""
    assert [found["id"] for found in Axe().run(page)["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def put_in_order(page: Page) -> None:
    """With the buttons alone, pressed from the keyboard."""
    for place, text in enumerate(TEXTS):
        while (at := lines(page).index(text)) > place:
            button = page.locator(".placed").nth(at).locator('[data-move="-1"]')
            button.focus()
            page.keyboard.press("Enter")


def choose(page: Page, words: dict[str, str]) -> None:
    for left, right in words.items():
        page.locator(".pairing-row", has_text=left).locator("select").select_option(label=right)


def test_the_keyboard_alone_puts_lines_in_order_and_hears_where_they_are(
    open_page: OpenPage, cast: Cast, at_the_quiz: None, tmp_path: Path
) -> None:
    page = open_page()
    sign_in(page, cast.ana)
    page.goto(QUIZ)
    expect(page.locator("[data-grip]").first).to_be_visible()
    sound(page)
    put_in_order(page)
    expect(page.locator("[data-live]")).to_contain_text("of 4")
    assert page.evaluate("document.activeElement.matches('[data-move]:enabled')")
    page.screenshot(path=tmp_path / "order.png", full_page=True)
    press(page, "main form .btn.big")
    expect(page.locator("#summary")).to_contain_text("That is right.")
    sound(page)
    press(page, "main a.btn.big")
    choose(page, {"A fake account": "Payroll", "A journalist": "Press office", "A customer": "Customer care"})
    sound(page)
    page.screenshot(path=tmp_path / "match.png", full_page=True)
    press(page, "main form .btn.big")
    expect(page.locator(".option.wrong")).to_contain_text("Security desk")
    page.screenshot(path=tmp_path / "match-verdict.png", full_page=True)
    sound(page)


def test_on_a_phone_lines_move_by_touch(open_page: OpenPage, cast: Cast, at_the_quiz: None, tmp_path: Path) -> None:
    page = open_page(phone=True, dark=True, language="fr-FR")
    page.set_viewport_size({"width": 320, "height": 700})
    sign_in(page, cast.ana)
    page.goto(QUIZ)
    expect(page.locator("[data-grip]").first).to_be_visible()
    before = lines(page)
    drag(page, page.locator("[data-grip]").first, page.locator(".placed").nth(2))
    page.screenshot(path=tmp_path / "phone.png", full_page=True)
    after = lines(page)
    assert sorted(after) == sorted(before) and after != before
    chosen = page.locator(".placed select").evaluate_all("selects => selects.map(select => select.value)")
    assert chosen == ["1", "2", "3", "4"]
    boxes = page.locator(".placed button:visible, [data-grip]").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(({width, height}) => Math.min(width, height))"
    )
    assert min(boxes) >= 44
    sound(page)


def drag(page: Page, grip: object, target: object) -> None:
    """A finger that goes down on the grip, moves and goes up."""
    start, end = grip.bounding_box(), target.bounding_box()  # type: ignore[attr-defined]
    client = page.context.new_cdp_session(page)

    def touch(kind: str, x: float, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(40)

    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    last = end["y"] + end["height"] * 0.8
    touch("touchStart", x, y)
    for step in range(1, 13):
        touch("touchMove", x, y + (last - y) * step / 12)
    touch("touchEnd", x, last)
    page.wait_for_timeout(300)


def test_without_scripts_a_double_place_is_told_and_nothing_is_lost(
    open_page: OpenPage, cast: Cast, at_the_quiz: None, tmp_path: Path
) -> None:
    page = open_page(phone=True, scripts=False)
    sign_in(page, cast.ana)
    page.goto(QUIZ)
    for place, select in zip(("1", "2", "2", "3"), page.locator(".placed select").all(), strict=True):
        select.select_option(place)
    press(page, "main form .btn.big")
    expect(page.locator("main")).to_contain_text("Two lines have the same place")
    values = [select.input_value() for select in page.locator(".placed select").all()]
    assert values == ["1", "2", "2", "3"]
    page.screenshot(path=tmp_path / "no-scripts.png", full_page=True)
    for line, select in zip(lines(page), page.locator(".placed select").all(), strict=True):
        place = TEXTS.index(line)
        select.select_option(str(place + 1))
    press(page, "main form .btn.big")
    expect(page.locator("#summary")).to_contain_text("That is right.")
