"""The pages on which courses are written, as they work without any script."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image

from lms.services import draft_checks, draft_files, draft_locks, drafting, proposing
from lms.store.folder import read_folder
from tests.cast import NOW, Cast, Player, add_person
from tests.conftest import SMALL, Clock
from tests.page import PageClient

As = Callable[[Player], PageClient]
EDIT = "/hr/courses/small/edit"
NEW = {"title": "Travel", "slug": "travel", "language": "en", "contact": "a@ostrelle.example", "start": "blank"}


@pytest.fixture
def paul(cast: Cast, as_: As, small: str, clock: Clock) -> PageClient:
    """Paul, who has opened a draft of the small course, a minute after it was published."""
    drafting.begin(cast.paul.id, small, NOW)
    clock.advance(minutes=1)
    return as_(cast.paul)


@pytest.fixture
def bea(cast: Cast) -> Player:
    return add_person("Bea", "Lind", roles=("author",))


def save(client: PageClient, text: str, path: str = "course.md", version: int = 1, **more: str):  # type: ignore[no-untyped-def]
    form = {"path": path, "version": str(version), "text": text, **more}
    return client.post(f"{EDIT}/save", data=form)


def test_the_list_shows_what_is_published_and_what_is_written(cast: Cast, as_: As, small: str) -> None:
    drafting.begin_with(cast.paul.id, "travel", {"course.md": b""}, NOW)
    page = as_(cast.paul).get("/hr/writing").text
    assert "Posting with care" in page and "travel" in page


def test_without_a_draft_one_button_opens_it(cast: Cast, as_: As, small: str) -> None:
    client = as_(cast.paul)
    assert "Start a draft" in client.get(EDIT).text
    assert client.post(EDIT).location == EDIT
    assert client.post(EDIT).location == EDIT
    assert drafting.files(small) == read_folder(SMALL)


@pytest.mark.parametrize("start", ["blank", "policy"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_new_course_can_be_checked_at_once(cast: Cast, as_: As, start: str, language: str) -> None:
    client = as_(cast.paul)
    form = {**NEW, "start": start, "language": language}
    assert client.post("/hr/courses/new", data=form).location == "/hr/courses/travel/edit"
    assert "# Travel" in client.get("/hr/courses/travel/edit").text
    assert draft_checks.check("travel").result.errors == ()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("slug", "Not Good", "short name has"),
        ("slug", "new", "short name has"),
        ("title", " ", "give the course a title"),
        ("slug", "small", "with this short name"),
    ],
)
def test_a_form_that_does_not_fit_says_why_and_keeps_what_was_typed(
    cast: Cast, as_: As, small: str, field: str, value: str, told: str
) -> None:
    answer = as_(cast.paul).post("/hr/courses/new", data={**NEW, field: value})
    assert answer.status_code in (409, 422) and told in answer.text and "a@ostrelle.example" in answer.text


def test_saving_leads_back_and_keeps_the_line_ends(paul: PageClient) -> None:
    draft_text = drafting.file("small", "10-posting.md").decode()
    answer = save(paul, draft_text.replace("\n", "\r\n") + "More\r\n", "10-posting.md")
    assert answer.location == f"{EDIT}?file=10-posting.md"
    assert drafting.file("small", "10-posting.md").decode() == draft_text + "More\n"


def test_checking_saves_nothing_and_shows_the_messages(paul: PageClient) -> None:
    answer = save(paul, "# No settings\r\n", then="check")
    assert answer.status_code == 200 and "not saved yet" in answer.text and "Try:" in answer.text
    assert drafting.file("small", "course.md") == read_folder(SMALL)["course.md"]


def test_a_text_area_gives_back_what_stands_in_the_file(paul: PageClient, cast: Cast) -> None:
    draft_files.add(cast.paul.id, "small", "30-a.md", b"\n\n </textarea><b>&amp;\n", NOW)
    page = paul.get(f"{EDIT}?file=30-a.md").text
    assert "\n\n\n &lt;/textarea&gt;&lt;b&gt;&amp;amp;\n</textarea>" in page


def test_whoever_comes_second_sees_both_texts(paul: PageClient, cast: Cast, as_: As, bea: Player, clock: Clock) -> None:
    save(paul, "From Paul")
    clock.advance(minutes=11)
    answer = save(as_(bea), "From Bea")
    assert answer.status_code == 409
    assert "From Bea" in answer.text and "From Paul" in answer.text and "Paul Keller has saved" in answer.text
    assert 'name="version" value="2"' in answer.text


def test_taking_over_warns_and_the_other_loses_nothing(paul: PageClient, cast: Cast, as_: As, bea: Player) -> None:
    save(paul, "From Paul")
    other = as_(bea)
    assert "Paul Keller is writing in this file" in other.get(EDIT).text
    assert save(other, "From Bea", version=2).status_code == 409
    assert save(other, "From Bea", version=2, then="take-over").status_code == 303
    answer = save(paul, "More from Paul", version=2)
    assert answer.status_code == 409 and "More from Paul" in answer.text and "From Bea" in answer.text


def test_a_script_is_told_in_its_own_words(paul: PageClient, as_: As, bea: Player) -> None:
    form, json = {"path": "course.md", "version": "1", "text": "x"}, {"Accept": "application/json"}
    assert paul.post(f"{EDIT}/save", data=form, headers=json).json == {"version": 2}
    answer = as_(bea).post(f"{EDIT}/save", data=form, headers=json)
    assert answer.status_code == 409 and "Paul Keller" in answer.json["error"]


def test_a_sign_of_life_keeps_the_file(paul: PageClient, cast: Cast, clock: Clock) -> None:
    assert paul.post(f"{EDIT}/lock", data={"path": "course.md"}).status_code == 204
    clock.advance(minutes=9)
    paul.post(f"{EDIT}/lock", data={"path": "course.md"})
    assert draft_locks.holders("small", NOW + timedelta(minutes=15))["course.md"].person.id == cast.paul.id


def test_what_is_typed_is_checked_and_drawn_without_being_saved(paul: PageClient) -> None:
    text = drafting.file("small", "10-posting.md").decode() + "\n## Quiz: <b>New</b>\n\n### Choose onne: X?\n"
    answer = paul.post(f"{EDIT}/check", data={"path": "10-posting.md", "text": text}).json
    assert "Q01" in {note["code"] for note in answer["notes"]} and answer["counts"]["10-posting.md"][0] >= 1
    drawn = paul.post(f"{EDIT}/preview", data={"path": "10-posting.md", "text": text}).json["html"]
    assert "&lt;b&gt;New" in drawn and "<b>New" not in drawn


def test_a_text_of_half_a_megabyte_passes_and_a_larger_one_does_not(paul: PageClient) -> None:
    assert save(paul, "é" * 250_000).status_code == 303
    answer = save(paul, "é" * 270_000, version=2)
    assert answer.status_code == 422 and "too large" in answer.text


def test_the_preview_shows_both_languages_and_what_is_right(paul: PageClient) -> None:
    page = paul.get(f"{EDIT}/preview?file=10-posting.md").text
    assert page.count('class="right"') >= 6 and 'lang="fr"' in page and "A journalist" in page


def test_the_preview_draws_a_post_of_a_story_as_learners_see_it(paul: PageClient) -> None:
    step = "### Step start: T\n\n> **Post** by Sam\n>\n> Big news.\n\n- a) Go -> out\n"
    text = f"---\nid: posting\n---\n\n# A\n\n## Scenario: S <!-- #s -->\n\n{step}\n### End out: O\n"
    shown = {"path": "10-posting.md", "text": text}
    assert 'class="post"' in paul.post(f"{EDIT}/preview", data=shown).json["html"]


def test_the_preview_writes_a_number_without_empty_decimals(paul: PageClient) -> None:
    question = "### Number: N <!-- #q-n -->\n\n- Answer: 80 +- 10%\n"
    text = f"---\nid: posting\n---\n\n# A\n\n## Quiz: Q <!-- #quiz-n -->\n\n{question}"
    drawn = paul.post(f"{EDIT}/preview", data={"path": "10-posting.md", "text": text}).json["html"]
    assert "72 to 88" in drawn and "72.0" not in drawn


def test_files_are_added_renamed_and_taken_away(paul: PageClient) -> None:
    assert paul.post(f"{EDIT}/add", data={"new": "30-a.md", "path": "course.md"}).location.endswith("file=30-a.md")
    assert paul.post(f"{EDIT}/rename", data={"path": "30-a.md", "to": "40-a.md"}).location.endswith("40-a.md")
    assert paul.post(f"{EDIT}/delete", data={"path": "40-a.md"}).location.endswith("course.md")
    assert "40-a.md" not in drafting.files("small") and "40-a.md" in paul.get(f"{EDIT}/history").text


@pytest.mark.parametrize("act", ["add", "rename", "delete"])
def test_a_name_that_cannot_be_is_told_on_the_page(paul: PageClient, act: str) -> None:
    paul.post(f"{EDIT}/{act}", data={"new": "../a.md", "path": "course.md", "to": "../a.md"})
    assert 'role="alert"' in paul.get(EDIT).text


def test_history_compares_and_restores(paul: PageClient) -> None:
    before = drafting.file("small", "20-promise.md")
    save(paul, "Another text", "20-promise.md")
    page = paul.get(f"{EDIT}/history?file=20-promise.md&version=1").text
    assert "<ins>Another text</ins>" in page and "<del>" in page
    paul.post(f"{EDIT}/restore", data={"path": "20-promise.md", "version": "1"})
    assert drafting.file("small", "20-promise.md") == before


def test_a_stale_translation_is_marked_until_somebody_has_compared(paul: PageClient) -> None:
    french = drafting.file("small", "20-promise.fr.md").decode()
    tag = french.split("<!-- #")[1].split(" ")[0]
    save(paul, french.replace(f"<!-- #{tag} ", f"<!-- #{tag} =000000 ", 1), "20-promise.fr.md")
    address = f"{EDIT}/translation?file=20-promise.md"
    assert "Out of date" in paul.get(address).text
    paul.post(f"{EDIT}/stamp", data={"path": "20-promise.md", "to": "fr", "id": tag})
    assert "Out of date" not in paul.get(address).text
    assert b"=000000" not in drafting.file("small", "20-promise.fr.md")


def test_tags_are_written_by_a_button(paul: PageClient) -> None:
    save(paul, "---\r\nid: promise\r\n---\r\n\r\n# Promise\r\n\r\n## New part\r\n", "20-promise.md")
    assert paul.post(f"{EDIT}/fix-tags", data={"path": "20-promise.md"}).status_code == 303
    assert b"## New part <!-- #new-part -->" in drafting.file("small", "20-promise.md")


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8), **more: object) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, "red").save(data, kind, **more)
    return data.getvalue()


def upload(client: PageClient, body: bytes, name: str = "My <Shelf>.png", alt: str = "A [shelf]"):  # type: ignore[no-untyped-def]
    form = {"path": "course.md", "alt": alt, "image": (io.BytesIO(body), name)}
    return client.post(f"{EDIT}/image", data=form, headers={"Accept": "application/json"})


def test_an_image_is_drawn_anew_under_a_safe_name(paul: PageClient) -> None:
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    answer = upload(paul, picture("JPEG", exif=exif), "../../My <Shelf>.jpg")
    assert answer.json == {"markdown": "![A \\[shelf\\]](images/my-shelf.jpg)"}
    kept = drafting.file("small", "images/my-shelf.jpg")
    assert b"where I live" not in kept
    shown = paul.get(f"{EDIT}/files/images/my-shelf.jpg")
    assert shown.mimetype == "image/jpeg" and "sandbox" in shown.headers["Content-Security-Policy"]


def test_an_image_that_is_wide_is_made_smaller(paul: PageClient) -> None:
    upload(paul, picture(size=(6000, 10)))
    assert Image.open(io.BytesIO(drafting.file("small", "images/my-shelf.png"))).width == 4096


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "body", [SVG, b"", b"<html>", b"\x89PNG\r\n\x1a\n" + b"0" * 50], ids=["svg", "empty", "html", "torn"]
)
def test_what_is_no_picture_is_refused(paul: PageClient, body: bytes) -> None:
    assert upload(paul, body).status_code == 422
    assert not any(path.startswith("images/my") for path in drafting.files("small"))


def test_a_picture_that_grows_in_memory_is_refused(paul: PageClient) -> None:
    data = io.BytesIO()
    Image.new("1", (6_000, 6_000)).save(data, "PNG")
    assert len(data.getvalue()) < 50_000 and upload(paul, data.getvalue()).status_code == 422


def test_an_image_needs_a_description(paul: PageClient) -> None:
    assert upload(paul, picture(), alt=" ").status_code == 422


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>'{{7*7}}"


def test_nothing_hostile_in_a_course_reaches_a_page_as_code(cast: Cast, as_: As) -> None:
    """Names of files, settings, titles, options and alternative texts are all somebody else's."""
    name = "images/a'b&c.svg"
    settings = f"id: evil\nlanguage: en\ntranslations: [fr]\nversion: 1.0\ncontact: {HOSTILE!r}\nmodules: [a]"
    course = f"---\n{settings}\n---\n\n# {HOSTILE}\n"
    reading = f"# {HOSTILE}\n\n## {HOSTILE}\n\n![{HOSTILE}](javascript:alert(1))\n\n"
    answers = f"- [x] a) {HOSTILE}\n  > {HOSTILE}\n- [ ] b) [x](javascript:alert(1))\n"
    module = f"---\nid: a\n---\n\n{reading}## Quiz: {HOSTILE}\n\n### Choose one: {HOSTILE}\n\n{answers}"
    files = {"course.md": course.encode(), "10-a.md": module.encode(), "10-a.fr.md": module.encode(), name: SVG}
    drafting.begin_with(cast.paul.id, "evil", files, NOW)
    client = as_(cast.paul)
    edit = "/hr/courses/evil/edit"
    draft_files.save(cast.paul.id, "evil", "10-a.md", module + HOSTILE, 1, NOW)
    addresses = [edit, f"{edit}?file=10-a.md", f"{edit}?file=images/a%27b%26c.svg", f"{edit}/preview?file=10-a.md"]
    addresses += [f"{edit}/translation?file=10-a.md", f"{edit}/history?file=10-a.md&version=1", "/hr/writing"]
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200, address
        assert "<script>alert" not in page.text and "<img src=x" not in page.text, address
        assert 'href="javascript:' not in page.text and 'src="javascript:' not in page.text, address


@pytest.mark.parametrize(
    "address",
    [
        f"{EDIT}?file=none.md",
        f"{EDIT}?file=../../etc/passwd",
        f"{EDIT}/preview",
        f"{EDIT}/history?file=course.md&version=9",
        f"{EDIT}/files/none.png",
        "/hr/courses/nowhere/edit",
    ],
)
def test_what_is_not_there_is_not_found(cast: Cast, as_: As, small: str, address: str) -> None:
    if "file=" in address:
        drafting.begin(cast.paul.id, small, NOW)
    assert as_(cast.paul).get(address).status_code == 404


def test_an_approver_reads_and_cannot_write(paul: PageClient, cast: Cast, as_: As) -> None:
    aline = as_(cast.aline)
    page = aline.get(f"{EDIT}?lang=en").text
    assert "readonly" in page and f"{EDIT}/save" in page and ">Save<" not in page
    assert save(aline, "x").status_code == 403


def test_a_stranger_gets_no_room_for_large_texts(
    app: Flask, client: PageClient, as_: As, cast: Cast, small: str
) -> None:
    assert save(as_(cast.ana), "x" * 3_000_000).status_code in (403, 413)
    assert save(client, "x" * 3_000_000).status_code in (401, 413)


def send(client: PageClient, **more: str):  # type: ignore[no-untyped-def]
    page = client.get(f"{EDIT}/changes").text
    sha256 = page.split('name="sha256" value="')[1].split('"')[0]
    return client.post(f"{EDIT}/send", data={"sha256": sha256, **more})


def next_version(cast: Cast) -> None:
    """Version 1.1 of the small course: one word of a reading is another."""
    course = drafting.file("small", "course.md").decode().replace("version: 1.0\nowner", "version: 1.1\nowner")
    entry = "changes:\n  - version: 1.1\n    date: 2026-12-01\n    kind: cosmetic\n    note: A word.\n"
    draft_files.save(cast.paul.id, "small", "course.md", course.replace("changes:\n", entry), 1, NOW)
    french = drafting.file("small", "course.fr.md").decode()
    entry = "changes:\n  - version: 1.1\n    note: Un mot.\n"
    draft_files.save(cast.paul.id, "small", "course.fr.md", french.replace("changes:\n", entry), 1, NOW)


def test_what_will_change_is_shown_and_sent(paul: PageClient, cast: Cast) -> None:
    next_version(cast)
    assert send(paul).location == EDIT
    assert drafting.find("small") is None
    assert "waits for approval" in paul.get(EDIT).text


def test_who_has_checked_a_translation_is_named_to_the_approver(paul: PageClient, cast: Cast, as_: As) -> None:
    next_version(cast)
    assert "Who has checked the translation: Français" in paul.get(f"{EDIT}/changes").text
    send(paul, **{"reviewer-fr": cast.marc.email, "reviewer-de": "x"})
    there = f"/hr/courses/small/proposals/{proposing.of_course('small')[0].id}"
    page = as_(cast.aline).get(f"{there}?lang=en").text
    assert "Checked in Français by" in page and cast.marc.family_name in page


def test_nobody_unknown_has_checked_a_translation(paul: PageClient, cast: Cast) -> None:
    next_version(cast)
    answer = send(paul, **{"reviewer-fr": "ghost@ostrelle.example"})
    assert answer.status_code == 422 and "must be an active person" in answer.text
    assert 'value="ghost@ostrelle.example"' in answer.text and drafting.find("small") is not None


def test_after_sending_the_page_leads_to_what_was_sent(paul: PageClient, cast: Cast) -> None:
    next_version(cast)
    send(paul)
    page = paul.get(EDIT).text
    assert f"/hr/courses/small/proposals/{proposing.of_course('small')[0].id}" in page and "published at once" in page


def test_whoever_proposed_is_told_why_they_cannot_approve(paul: PageClient, cast: Cast, as_: As) -> None:
    both = add_person("Noor", "Vance", roles=("author", "approver"))
    next_version(cast)
    noor = as_(both)
    send(noor)
    there = f"/hr/courses/small/proposals/{proposing.of_course('small')[0].id}"
    page = noor.get(there).text
    assert "You proposed this yourself" in page and "Approve and publish" not in page
    assert "You proposed this yourself" in noor.post(f"{there}/approve").text


def test_what_was_not_looked_at_is_not_sent(paul: PageClient, cast: Cast) -> None:
    next_version(cast)
    answer = paul.post(f"{EDIT}/send", data={"sha256": "0" * 64})
    assert answer.status_code == 409 and drafting.find("small") is not None


def test_what_cannot_be_sent_says_why(paul: PageClient) -> None:
    save(paul, drafting.file("small", "10-posting.md").decode() + "\nMore words.\n", "10-posting.md")
    answer = send(paul)
    assert answer.status_code == 409 and "published already" in answer.text
    assert drafting.find("small") is not None


def test_nothing_is_sent_while_nothing_differs(paul: PageClient) -> None:
    page = paul.get(f"{EDIT}/changes").text
    assert "Nothing differs" in page and "Send for approval" not in page


def test_errors_lead_to_their_place(paul: PageClient) -> None:
    save(paul, "---\r\nid: promise\r\n---\r\n\r\n# Promise\r\n\r\n## Quiz: X\r\n", "20-promise.md")
    page = paul.get(f"{EDIT}/changes").text
    assert f"{EDIT}?file=20-promise.md&amp;line=" in page and "Send for approval" not in page


def test_a_course_keeps_its_id(paul: PageClient, cast: Cast) -> None:
    next_version(cast)
    text = drafting.file("small", "course.md").decode().replace("id: small", "id: other")
    draft_files.save(cast.paul.id, "small", "course.md", text, 2, NOW)
    answer = send(paul)
    assert answer.status_code == 422 and "calls this course other" in answer.text


def test_what_came_back_is_gone_on_with(paul: PageClient, cast: Cast) -> None:
    next_version(cast)
    files = drafting.files("small")
    send(paul)
    proposing.reject(cast.aline.id, proposing.of_course("small")[0].id, "The date is wrong.", NOW)
    page = paul.get(EDIT).text
    assert "The date is wrong." in page
    paul.post(EDIT, data={"proposal": page.split('name="proposal" value="')[1].split('"')[0]})
    assert drafting.files("small") == files
