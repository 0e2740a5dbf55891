"""What the insert menu offers can be pasted as it is: the checker asks for nothing but tags."""

from datetime import date

import pytest

from lms.domain.course import report
from lms.domain.course.kinds import KINDS
from lms.domain.course.parse import parse_course
from lms.domain.course.snippets import SNIPPETS, Snippet, blank

SINGLE = {snippet.name: snippet for snippet in SNIPPETS}
QUIZ = {"en": "## Quiz: Questions\n\n", "fr": "## Quiz : Questions\n\n"}
each = pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.name)


def pasted(snippet: Snippet, lang: str) -> dict[str, bytes]:
    """The blank course with the element where it belongs."""
    files = blank("travel", "Travel", lang, "travel@example.com", date(2026, 12, 1))
    head, sign = files["10-basics.md"].decode().split("## A")[0], SINGLE["acknowledgement"].text_in(lang)
    text = snippet.text_in(lang)
    if snippet.name in ("hint", "why"):
        text = SINGLE["single"].text_in(lang) + "\n" + text
    inside = QUIZ[lang] if snippet.inside == "quiz" else ""
    last = "" if snippet.name == "acknowledgement" else sign
    files["10-basics.md"] = f"{head}## Words\n\nSome words.\n\n{inside}{text}\n{last}".encode()
    return files | {"images/name.png": b"", "images/nom.png": b""}


@each
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_an_element_can_be_pasted_as_it_is(snippet: Snippet, lang: str) -> None:
    files = pasted(snippet, lang)
    notes = [note for note in parse_course(files).diagnostics if note.level == "error"]
    unread = snippet.group == "ask" and snippet.name not in {*KINDS, "quiz", "hint", "why"}
    assert {note.code for note in notes} <= ({"Q30"} if unread else set()), report.text(notes, files)


@each
def test_an_element_has_words_in_both_languages(snippet: Snippet) -> None:
    assert set(snippet.text) == set(snippet.label) == {"en", "fr"}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_an_empty_page_is_sound(lang: str) -> None:
    files = blank("travel", "Travel", lang, "travel@example.com", date(2026, 12, 1))
    assert parse_course(files).diagnostics == (), report.text(parse_course(files).diagnostics, files)
