"""A course from nothing, in a real browser: written, checked, previewed, sent, approved, taken and signed."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lms.app import create_app
from lms.config import load
from lms.domain.course.model import Course
from lms.domain.course.parse import parse_course
from lms.services import draft_folders, proposing
from lms.store import db
from tests.browser.house import Server
from tests.browser.learner import journey, press, sign_in
from tests.browser.test_hr import problems, speak
from tests.cast import Cast
from tests.web.test_drafting_pages import picture

OpenPage = Callable[..., Page]
EDIT = "/hr/courses/lamps/edit"
FRENCH_COURSE = """---
language: fr
changes:
  - version: 1.0
    note: Première version
---

# Nos lampes
"""
FRENCH_MODULE = """---
language: fr
---

# Nos lampes

## Un titre <!-- #start -->

Écrivez ce qu'il faut savoir, en paragraphes courts.

## Votre engagement <!-- #your-word -->

Voici ce que vous promettez.

- a) J'ai lu cette règle.
- b) Je demanderai en cas de doute.
"""
FRENCH_QUIZ = """
## Qu'avez-vous retenu ? <!-- #{quiz} -->

### Qui répond à un journaliste ? <!-- #{question} -->

- a) La personne interrogée
  > Un journaliste la cite comme l'entreprise.
- b) Le service de presse
  > Il sait ce qui peut se dire.
"""


@pytest.fixture
def paul(open_page: OpenPage, cast: Cast) -> Page:
    page = open_page()
    sign_in(page, cast.paul)
    return page


def begin(page: Page) -> None:
    """A new course in both languages, from an empty page."""
    page.goto("/hr/writing")
    press(page, "main a[href='/hr/courses/new']")
    page.get_by_label("Title", exact=True).fill("Our lamps")
    page.get_by_label("Short name").fill("lamps")
    page.get_by_label("Français", exact=True).check()
    press(page, "main button:has-text('Start writing')")


def write(page: Page, text: str) -> None:
    """Replaces what stands in the editor."""
    content = page.locator(".cm-content")
    content.focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def save(page: Page) -> None:
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+s")
    expect(page.locator("[data-editor-state]")).to_have_text("Saved.")


def add(page: Page, name: str) -> None:
    page.get_by_label("Add a file").fill(name)
    press(page, "main button:has-text('Add')")
    page.locator(".cm-content").wait_for()


def published(server: Server, slug: str) -> Course:
    with create_app(load({"LMS_INSTANCE": str(server.instance)})).app_context():
        course = parse_course(draft_folders.edition_files(slug)).course
        db.engine.dispose()
    assert course is not None
    return course


def test_a_course_is_written_from_nothing_approved_taken_and_signed(
    paul: Page, open_page: OpenPage, server: Server, cast: Cast
) -> None:
    begin(paul)
    expect(paul.locator(".desk-files")).to_contain_text("error")  # the French is missing
    paul.get_by_role("link", name="10-basics.md").click()
    paul.locator(".cm-content").wait_for()
    insert_quiz(paul)
    expect(paul.locator("[data-notes]")).to_contain_text("no name tag")
    press(paul, "main button:has-text('Save and fix tags')")
    expect(paul.locator("[data-notes]")).not_to_contain_text("no name tag")
    tags = re.findall(r"<!-- #(qu?[\w-]+) -->", paul.locator(".cm-content").inner_text())
    for name, text in (("course.fr.md", FRENCH_COURSE), ("10-basics.fr.md", french_module(*tags))):
        add(paul, name)
        write(paul, text)
        save(paul)
    paul.goto(f"{EDIT}/preview?file=10-basics.md")
    told = paul.locator("main").inner_text()
    assert "Who answers a journalist?" in told and "Qui répond à un journaliste" in told
    assert paul.locator(".answers .right").count() == 2
    paul.goto(f"{EDIT}/changes")
    press(paul, "main button:has-text('Send for approval')")
    expect(paul.locator("main")).to_contain_text("waits for approval")
    approve(open_page, server, cast)
    ana = open_page()
    assert list(journey(ana, cast.ana, published(server, "lamps")))[-1] == "signed"
    expect(ana.locator("main")).to_contain_text("Our lamps")


def insert_quiz(page: Page) -> None:
    """From the menu, before the last section: what people sign comes last."""
    line = page.locator(".cm-line", has_text="## Acknowledgement")
    line.click()
    page.keyboard.press("Home")
    page.get_by_text("Insert an element").click()
    page.locator("summary", has_text="A quiz").click()
    page.locator("[data-insert=quiz]").click()


def french_module(quiz: str, question: str) -> str:
    head, end = FRENCH_MODULE.split("\n## Votre engagement")
    return f"{head}{FRENCH_QUIZ.format(quiz=quiz, question=question)}\n## Votre engagement{end}"


def approve(open_page: OpenPage, server: Server, cast: Cast) -> None:
    """Aline, in her own window."""
    page = open_page(language="fr-FR")
    sign_in(page, cast.aline)
    with create_app(load({"LMS_INSTANCE": str(server.instance)})).app_context():
        proposal = proposing.open_of("lamps")
        db.engine.dispose()
    assert proposal is not None
    page.goto(f"/hr/courses/lamps/proposals/{proposal.id}")
    press(page, "main form[action$='/approve'] button[type=submit]")


def test_without_scripts_the_form_does_the_same(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(scripts=False)
    sign_in(page, cast.paul)
    begin(page)
    page.goto(f"{EDIT}?file=10-basics.md")
    area = page.get_by_label("10-basics.md", exact=True)
    before = area.input_value()
    area.fill(before + "\n## Quiz: Empty\n")
    press(page, "main button:has-text('Check')")
    expect(page.locator("main")).to_contain_text("Checked, not saved yet.")
    expect(page.locator(".remark").first).to_contain_text("Try:")
    press(page, "main button:has-text('Save') >> nth=0")
    assert page.get_by_label("10-basics.md", exact=True).input_value() == before + "\n## Quiz: Empty\n"
    page.goto(f"{EDIT}/history?file=10-basics.md&version=1")
    expect(page.locator(".diff ins")).to_have_text("## Quiz: Empty")


def test_the_editor_is_left_by_keyboard_and_the_messages_lead_to_their_place(paul: Page) -> None:
    begin(paul)
    content = paul.locator(".cm-content")
    write(paul, "# No settings\n")
    paul.locator("[data-notes] .remark-place").first.click()
    expect(content).to_be_focused()
    paul.keyboard.press("Escape")
    paul.keyboard.press("Tab")
    expect(paul.get_by_role("button", name="Save", exact=True)).to_be_focused()
    assert paul.locator("style").count() == 0  # the sheet is adopted by the shadow root
    save(paul)


def test_an_image_is_uploaded_into_the_text(paul: Page, tmp_path: Path) -> None:
    begin(paul)
    (tmp_path / "Shelf.png").write_bytes(picture())
    paul.locator(".cm-content").focus()
    paul.keyboard.press("Control+End")
    paul.get_by_text("More", exact=True).click()
    paul.get_by_label("Upload an image").set_input_files(tmp_path / "Shelf.png")
    paul.get_by_label("What it shows").fill("A shelf")
    paul.get_by_role("button", name="Upload", exact=True).click()
    expect(paul.locator(".cm-content")).to_contain_text("![A shelf](images/shelf.png)")


def test_what_is_typed_is_seen_beside_the_text(paul: Page) -> None:
    begin(paul)
    paul.get_by_role("button", name="Preview while typing").click()
    paul.locator(".cm-content").focus()
    paul.keyboard.press("Control+End")
    paul.keyboard.insert_text("\nA welcome <b>from</b> us.")
    expect(paul.locator("[data-live-preview]")).to_contain_text("A welcome <b>from</b> us.")


@pytest.mark.parametrize("language", ["en-GB", "fr-FR"])
def test_the_pages_of_authors_pass_the_accessibility_check(open_page: OpenPage, cast: Cast, language: str) -> None:
    french = language == "fr-FR"
    page, found = open_page(language=language, dark=french, phone=french), []
    sign_in(page, cast.paul)
    speak(page, language[:2])
    page.goto("/hr/courses/social-media/edit")
    press(page, "main form button[type=submit]")
    edit = "/hr/courses/social-media/edit"
    pages = ["/hr/writing", "/hr/courses/new", f"{edit}?file=10-your-voice.md", f"{edit}/preview?file=10-your-voice.md"]
    pages += [f"{edit}/translation?file=10-your-voice.md", f"{edit}/history", f"{edit}/changes"]
    for address in pages:
        page.goto(address)
        if "file=10" in address and "edit?" in address:
            page.locator(".cm-content").wait_for()
        found += problems(page)
    assert found == [], json.dumps(found, indent=2)
