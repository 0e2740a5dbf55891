"""What will change, put into words: each item with its reasons and both texts, and what it asks of whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from lms.domain.change import DUTY
from lms.domain.course import report
from lms.domain.course.compare import Difference, sentence
from lms.domain.course.extracts import extracts, titles
from lms.domain.course.model import Course
from lms.domain.course.places import Diagnostic, in_lang
from lms.domain.course.render import plain, view
from lms.services.comparing import WhatWillChange
from lms.services.reopening import Group
from lms.web.differing import difference
from lms.web.language import NATIVE, language

Rows = list[tuple[str, Markup]]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a difference counts, and how much."""

    kind: str
    text: str
    asks: bool
    final: bool


@dataclass(frozen=True, slots=True)
class Item:
    """Something that differs: its reasons, and its text before and after in one language."""

    id: str
    title: str
    language: str  # as the reader calls it; empty where the text has none
    lang: str
    reasons: tuple[Reason, ...]
    before: Rows
    after: Rows


@dataclass(frozen=True, slots=True)
class Again:
    """A group of people and what they are asked."""

    people: str
    what: tuple[str, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class Words:
    """The whole, ready for the page."""

    items: tuple[Item, ...]
    again: tuple[Again, ...]
    questions: tuple[str, ...]
    stale: tuple[tuple[str, str], ...]  # language, items


def words(seen: WhatWillChange) -> Words:
    """Everything a page says about a change."""
    stale = seen.stale or {}
    return Words(
        tuple(_items(seen)),
        tuple(_again(seen.course, group) for group in seen.impact.groups) if seen.course else (),
        tuple(question_words(question) for question in seen.questions),
        tuple((_named(lang), ", ".join(f"#{id}" for id in items)) for lang, items in sorted(stale.items())),
    )


def question_words(question: str) -> str:
    """A question that only a person can answer."""
    return _("Does this change what people must do?") if question == DUTY else question


def note_line(note: Diagnostic) -> tuple[str, str]:
    """Where a message of the checker points, and its sentence."""
    return f"{note.span.file}:{note.span.line}", f"{note.code} {report.message(note, language())}"


def _items(seen: WhatWillChange) -> list[Item]:
    """The differences by item and language, in the order in which they were found."""
    groups: dict[tuple[str, str], list[Difference]] = {}
    if seen.course is None or seen.before is None:
        return []
    for one in seen.comparison.differences:
        groups.setdefault((one.item, one.lang or seen.course.source_lang), []).append(one)
    before, after = extracts(seen.before.course, seen.files_before), extracts(seen.course, seen.files)
    called = titles(seen.before.course) | titles(seen.course)
    return [_item(seen.course, key, some, (before, after), called) for key, some in groups.items()]


def _item(
    course: Course,
    key: tuple[str, str],
    differences: list[Difference],
    texts: tuple[Mapping[tuple[str, str], str], Mapping[tuple[str, str], str]],
    called: Mapping[str, Mapping[str, object]],
) -> Item:
    id, lang = key
    before, after = texts[0].get(key, ""), texts[1].get(key, "")
    rows = difference(before, after) if before != after else []
    reasons = tuple(Reason(str(one.least), sentence(one, language()), one.asks, one.final) for one in differences)
    title = called.get(id)
    return Item(
        id,
        in_lang(title, lang).text if title else "",  # type: ignore[arg-type]
        _named(lang) if len(course.langs) > 1 else "",
        lang,
        tuple(dict.fromkeys(reasons)),
        [row for row in rows if row[0] != "new"],
        [row for row in rows if row[0] != "gone"],
    )


def _again(course: Course, group: Group) -> Again:
    people = ngettext(
        "%(num)s person who signed version %(number)s",
        "%(num)s people who signed version %(number)s",
        group.people,
        number=group.signed,
    )
    if group.path is None:
        return Again(people, (_("the whole course"),), group.minutes)
    called = titles(course)
    seen = view(course, language())
    order = [section.id for _module, section in course.sections() if section.id in group.path]
    return Again(people, tuple(plain(called[id], seen) for id in order), group.minutes)


def _named(lang: str) -> str:
    """A language in its own words."""
    return NATIVE.get(lang, lang)
