"""The text a signature binds: what was to be read and promised, in one language, without anything around it."""

from html import escape

from lms.domain.course.model import AckSection, CardSection, Course, QuizSection, ScenarioSection, Section, Side
from lms.domain.course.places import Lang
from lms.domain.course.render import View, blocks, cards, html, inline, statements, view

SIDES: dict[Lang, dict[Side, str]] = {
    "en": {"do": "Do", "dont": "Don’t"},
    "fr": {"do": "À faire", "dont": "À éviter"},
}


def canonical_document(course: Course, language: Lang) -> bytes:
    """All readings, cards and statements in module order as a UTF-8 HTML fragment.

    Quizzes and scenarios are left out: they are exercises on what the text says, each reader meets another part of
    them, and they promise nothing. An exercise may not hold a rule that stands nowhere else.

    The same course gives the same bytes, always: links and images keep the paths of the course folder, and
    `{{learner}}` and `{{today}}` stay placeholders.
    """
    seen = view(course, language)
    rows = [f'<article lang="{escape(language)}">', f"<h1>{inline(course.title, seen)}</h1>"]
    if course.intro:
        rows.append(html(course.intro, seen))
    for module in course.modules:
        rows.append(f"<h2>{inline(module.title, seen)}</h2>")
        if module.intro:
            rows.append(html(module.intro, seen))
        for section in module.sections:
            rows += _section(course, section, seen)
    rows.append("</article>")
    return ("\n".join(row for row in rows if row) + "\n").encode()


def _section(course: Course, section: Section, seen: View) -> list[str]:
    if isinstance(section, QuizSection | ScenarioSection):
        return []
    return [f"<h3>{inline(section.title, seen)}</h3>", *drawn_section(course, section, seen)]


def drawn_section(course: Course, section: Section, seen: View) -> list[str]:
    """The rows of one section under its title; none of an exercise."""
    if isinstance(section, QuizSection | ScenarioSection):
        return []
    rows = _body(section, seen)
    if isinstance(section, CardSection):
        rows += _cards(section, seen)
    if isinstance(section, AckSection):
        promises = statements(course, section, seen.lang)
        rows += ["<ol>", *(f"<li>{promise.html}</li>" for promise in promises), "</ol>"]
    return rows


def _body(section: Section, seen: View) -> list[str]:
    rows = []
    for block in blocks(section.body, seen):
        head = f"<p><strong>{block.head}</strong></p>\n" if block.head else ""
        rows.append(block.html if block.kind == "prose" else f"<blockquote>\n{head}{block.html}\n</blockquote>")
    return rows


def _cards(section: CardSection, seen: View) -> list[str]:
    names = SIDES.get(seen.lang, SIDES["en"])
    colon = "\u202f: " if seen.lang.startswith("fr") else ": "
    rows = ["<ul>"]
    for card in cards(section, seen):
        reason = f"<br>{card.reason}" if card.reason else ""
        rows.append(f"<li><strong>{names[card.side]}</strong>{colon}{card.text}{reason}</li>")
    return [*rows, "</ul>"]
