"""A learner in a browser: the whole way through a course as steps, so that a test can do something between any two."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, expect

from lms.domain.course.graph import best_way
from lms.domain.course.model import (
    ChoiceQuestion,
    Course,
    MatchQuestion,
    Module,
    NumberQuestion,
    OrderQuestion,
    Question,
    QuizSection,
    ScenarioSection,
    ShortQuestion,
)
from lms.domain.course.parse import parse_course
from lms.domain.course.render import plain, view
from lms.store.folder import read_folder
from tests.browser.house import PASSWORD
from tests.cast import Player


def course_in(folder: Path) -> Course:
    course = parse_course(read_folder(folder)).course
    assert course is not None
    return course


def press(page: Page, selector: str) -> None:
    """Presses the page's one action and waits for what it leads to."""
    with page.expect_navigation():
        page.locator(selector).click()


def sign_in(page: Page, player: Player) -> None:
    """By keyboard, as a password manager or a person would."""
    page.goto("/sign-in")
    page.locator("input[name=email]").fill(player.email)
    page.locator("input[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def journey(page: Page, player: Player, course: Course, *, scripts: bool = True) -> Iterator[str]:
    """Signs in, starts, reads, answers, signs; yields after each step that the server answered with success."""
    yield from way_to_signing(page, player, course, scripts=scripts)
    yield from _signature(page, player, course)


def way_to_signing(page: Page, player: Player, course: Course, *, scripts: bool = True) -> Iterator[str]:
    """The same without the signature."""
    if scripts:
        page.clock.install()  # reading takes its time; the test lets it pass
    sign_in(page, player)
    yield "signed in"
    page.goto(f"/courses/{course.id}")
    press(page, "main form button[type=submit]")
    yield "started"
    for module in course.modules:
        yield from _module(page, course, module, scripts)


def _module(page: Page, course: Course, module: Module, scripts: bool) -> Iterator[str]:
    here = f"/courses/{course.id}/{module.id}"
    page.goto(here)
    if page.locator("[data-section]").count():
        _read(page) if scripts else press(page, "main form button[type=submit]")
        yield f"read {module.id}"
    for quiz in module.quizzes():
        page.goto(f"{here}/{quiz.id}")
        press(page, "main form button[type=submit]")
        yield f"began {quiz.id}"
        yield from _quiz(page, course, quiz)
    for section in module.sections:
        if isinstance(section, ScenarioSection):
            page.goto(f"{here}/{section.id}")
            yield from _story(page, section)


def _read(page: Page) -> None:
    """Brings each section into view and lets a minute pass; waits until the server has noted them."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as noted:
        for section in page.locator("[data-section]").all():
            section.evaluate("element => element.scrollIntoView({block: 'end'})")
            page.wait_for_function("() => new Promise(done => requestAnimationFrame(() => done(true)))")
            page.clock.run_for(61_000)
    assert noted.value.ok
    expect(page.locator("[data-reader-state]")).not_to_be_empty()


def _quiz(page: Page, course: Course, quiz: QuizSection) -> Iterator[str]:
    while page.locator("main input[name=question]").count():
        id = page.locator("main input[name=question]").input_value()
        question = next(question for question in quiz.questions if question.id == id)
        assert page.locator(".option.is-right, .verdict").count() == 0
        answer(page, course, question)
        press(page, "main .qfoot button")
        page.locator("#summary").wait_for()
        yield f"answered {id}"
        press(page, "main a.btn.big")


def answer(page: Page, course: Course, question: Question) -> None:
    """Gives the right answer by what the page shows; it holds no names that would tell it."""
    seen = view(course, page.evaluate("document.documentElement.lang"))
    if isinstance(question, ChoiceQuestion):
        for option in question.options:
            if option.right or (question.kind == "survey" and option is question.options[0]):
                page.locator(f"input[name='{question.id}'][value='{option.key}']").check(force=True)
    elif isinstance(question, OrderQuestion):
        places = {plain(option.text, seen): str(place) for place, option in enumerate(question.options, 1)}
        for line in page.locator("li.placed").all():
            place = places[line.get_attribute("data-plain") or ""]
            line.locator("select").select_option(place, force=True)
    elif isinstance(question, MatchQuestion):
        partners = {plain(pair.left, seen): plain(pair.right, seen) for pair in question.pairs if pair.left}
        for row in page.locator(".pairing-row").all():
            row.locator("select").select_option(label=partners[row.locator("label").inner_text()])
    elif isinstance(question, NumberQuestion):
        page.locator(f"input[name='{question.id}']").fill(f"{question.low:f}")
    elif isinstance(question, ShortQuestion):
        page.locator(f"input[name='{question.id}']").fill(question.accepted[seen.lang][0])
    else:
        page.locator(f"textarea[name='{question.id}']").fill("I would ask first.")


def _story(page: Page, scenario: ScenarioSection) -> Iterator[str]:
    """Walks the way of the best answers; each step is loaded anew, so that nothing but the server knows the place."""
    here = page.url
    press(page, "main form button[type=submit]")
    yield f"began {scenario.id}"
    for step, choice in best_way(scenario.nodes, scenario.start)[0]:
        page.goto(here)
        page.locator(f"input[name=choice][value='{choice.key}']").check(force=True)
        press(page, "main form button[type=submit]")
        yield f"chose {step.id}"
    page.goto(here)
    page.locator(".walked").wait_for()


def _signature(page: Page, player: Player, course: Course) -> Iterator[str]:
    page.goto(f"/courses/{course.id}/sign")
    boxes = page.locator("main input[type=checkbox]")
    assert not any(box.is_checked() for box in boxes.all())
    for box in boxes.all():
        box.check(force=True)
    name = page.locator("main input[name=typed_name]")
    assert name.input_value() == ""
    name.fill(player.full_name)
    press(page, "main form button[type=submit]")
    page.wait_for_url("**/done*")
    yield "signed"
