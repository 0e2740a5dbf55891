"""Texts of a course as HTML for one reader: fragments, blocks, cards and statements."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from lms.domain.course.blocks import split_blocks
from lms.domain.course.markdown_text import VERSION as VERSION
from lms.domain.course.markdown_text import View as View
from lms.domain.course.markdown_text import to_html, to_text
from lms.domain.course.model import AckSection, CardSection, Course, Side
from lms.domain.course.places import Lang, Letter, T

BLOCK_STARTS = ("-", "+", "*", ">", "#", "=", "|", "`", "~", ":")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A block ready for a template: `prose`, `callout` or `post`.

    `tone` is note, tip, important, warning or caution, or the channel post, message or email; `head` is the rest of
    the first line (inline HTML), such as who posted it; `html` is safe HTML.
    """

    kind: str
    html: str
    tone: str = ""
    head: str = ""


@dataclass(frozen=True, slots=True)
class DrawnCard:
    """A card ready for a template; `text` and `reason` are inline HTML."""

    key: Letter
    side: Side
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One promise to sign: `text` is what the record keeps, `html` what the page shows."""

    key: Letter
    text: str
    html: str


def view(
    course: Course,
    lang: Lang,
    link: Callable[[str], str] = str,
    *,
    learner: str | None = None,
    today: str | None = None,
) -> View:
    """How a course is drawn for a reader.

    `link` gets what Markdown links to inside the course, a file (`images/a.svg`, `20-next.md`) or `#tag`, and gives
    the address. Without a learner or a date, `{{learner}}` and `{{today}}` stay as they are.
    """
    words = {name: in_language(text, lang) for name, text in course.words.items()}
    words["version"] = str(course.version)
    words |= {"learner": learner} if learner is not None else {}
    words |= {"today": today} if today is not None else {}
    return View(lang, words, link, course.files)


def in_language(text: T, lang: Lang) -> str:
    """The Markdown in that language, or in the source language where it is not translated."""
    return text[language(text, lang)].text


def language(text: T, lang: Lang) -> Lang:
    """The language a text is really shown in: a page marks it where it is not its own."""
    return lang if lang in text else next(iter(text))


def html(text: T | None, view: View) -> str:
    """A whole text as blocks of safe HTML, notes and posts as plain quotes; empty for None."""
    if text is None:
        return ""
    lang = language(text, view.lang)
    return to_html(text[lang].text, replace(view, lang=lang))


def inline(text: T | None, view: View) -> str:
    """A title, a question or an answer as safe HTML without a paragraph around it."""
    if text is None:
        return ""
    lang = language(text, view.lang)
    return inline_html(text[lang].text, replace(view, lang=lang))


def inline_html(text: str, view: View) -> str:
    """One line of Markdown as inline HTML; several paragraphs keep their tags."""
    if "\n" not in text.strip():
        text = _unblocked(text.strip())
    found = to_html(text, view)
    inner = found.removeprefix("<p>").removesuffix("</p>")
    return inner if found.startswith("<p>") and "<p>" not in inner and "</p>" not in inner else found


def _unblocked(text: str) -> str:
    """A single line in which nothing opens a list, a quote or a heading."""
    if text.startswith(BLOCK_STARTS) and (len(text) == 1 or text[1].isspace() or text[0] in "#>|"):
        return "\\" + text if text[0] not in "=:" else text
    number = text[: len(text) - len(text.lstrip("0123456789"))]
    if number and text[len(number) : len(number) + 1] in (".", ")"):
        return f"{number}\\{text[len(number) :]}"
    return text


def plain(text: T | None, view: View) -> str:
    """The words of a text without any markup: for titles of windows, mails and the record."""
    return to_text(inline(text, view))


def blocks(text: T | None, view: View) -> list[Drawn]:
    """A text cut into blocks that templates draw: prose, notes and simulated posts, in order."""
    if text is None:
        return []
    lang = language(text, view.lang)
    seen = replace(view, lang=lang)
    return [
        Drawn(block.kind, to_html(block.text, seen), block.tone, inline_html(block.head, seen) if block.head else "")
        for block in split_blocks(text[lang].text, lang)
    ]


def cards(section: CardSection, view: View) -> list[DrawnCard]:
    """The cards of a section in order."""
    return [
        DrawnCard(card.key, card.side, inline(card.text, view), inline(card.reason, view)) for card in section.cards
    ]


def card_pairs(section: CardSection, view: View) -> list[tuple[DrawnCard | None, DrawnCard | None]]:
    """The cards in rows of Do and Don't; a Do followed by a Don't shares a row."""
    rows: list[tuple[DrawnCard | None, DrawnCard | None]] = []
    for card in cards(section, view):
        if card.side == "do":
            rows.append((card, None))
        elif rows and rows[-1][1] is None:
            rows[-1] = (rows[-1][0], card)
        else:
            rows.append((None, card))
    return rows


def statements(course: Course, section: AckSection, lang: Lang) -> tuple[Statement, ...]:
    """The promises to sign, as they are shown and as they are recorded."""
    seen = view(course, lang)
    shown = ((tick.key, inline(tick.text, seen)) for tick in section.ticks)
    return tuple(Statement(key, to_text(found), found) for key, found in shown)
