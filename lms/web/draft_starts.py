"""What a new course may start from: an empty page, a small course, or a whole one adapted by one of its profiles."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask_babel import lazy_gettext as _l

from lms.domain import drafting as rules
from lms.domain.course.adapting import adapted, begun
from lms.domain.course.model import Course
from lms.domain.course.parse import parse_course
from lms.domain.course.places import T
from lms.domain.course.snippets import blank
from lms.domain.refusal import Refusal
from lms.store.starters import LANGUAGES, STARTERS, shelf, shelved, starter
from lms.web.titles import title_of

STARTS = (
    ("blank", _l("An empty page"), _l("One module with something to read and something to sign.")),
    ("policy", _l("A policy"), _l("What we expect, a few questions, and your word.")),
    ("security", _l("Security awareness"), _l("Spot and report, with questions and a promise.")),
    ("onboarding", _l("The first week"), _l("A checklist for new people.")),
)
LONGEST = 200
TITLE = re.compile(rb"^# .*$", re.M)
CONTACT = re.compile(rb"^contact:.*$", re.M)


WHOLE = "course:"  # a start such as course:travel, or course:travel/small-company


@dataclass(frozen=True, slots=True)
class Adapted:
    """One way to begin from a whole course; `text` in paragraphs."""

    start: str
    title: str
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """A whole course to begin from, and how it can be adapted."""

    start: str
    title: str
    profiles: tuple[Adapted, ...]


def offered(courses: Path) -> list[Offered]:
    """The courses in the folder of courses, in the reader's language."""
    heads = shelf(courses)
    parsed = {name: parse_course(heads[name]).course for name in heads}
    return [_offered(f"{WHOLE}{name}", course) for name, course in parsed.items() if course is not None]


def _offered(start: str, course: Course) -> Offered:
    profiles = tuple(
        Adapted(f"{start}/{profile.name}", _said(profile.title), tuple(_said(profile.text or {}).split("\n\n")))
        for profile in course.profiles
    )
    return Offered(start, _said(course.title), profiles)


def _said(text: T) -> str:
    return title_of({lang: md.text for lang, md in text.items()})


def files_for(typed: Mapping[str, str], translations: Sequence[str], on: date, courses: Path) -> dict[str, bytes]:
    """The first files of a course. Raises Refusal."""
    slug = rules.course_slug(typed["slug"])
    title, contact = " ".join(typed["title"].split()), "".join(typed["contact"].split())
    if len(title) > LONGEST:
        raise Refusal("text-too-long", limit=LONGEST, field="title")
    if typed["start"].startswith(WHOLE):
        return _named(begun(_whole(typed["start"], courses), slug, on), title, contact)
    if not title:
        raise Refusal("title-missing", field="title")
    if typed["start"] not in (name for name, _label, _note in STARTS):
        raise Refusal("start-unknown", field="start")
    language = typed["language"] if typed["language"] in LANGUAGES else LANGUAGES[0]
    if typed["start"] in STARTERS:
        return _named(begun(starter(typed["start"], language), slug, on), title, contact)
    others = tuple(code for code in LANGUAGES if code in translations and code != language)
    return blank(slug, title, language, contact, on, others)


def _whole(start: str, courses: Path) -> Mapping[str, bytes]:
    name, _, profile = start.removeprefix(WHOLE).partition("/")
    try:
        files = shelved(courses, name)
        return adapted(files, profile) if profile else files
    except LookupError:
        raise Refusal("start-unknown", field="start") from None


def _named(files: Mapping[str, bytes], title: str, contact: str) -> dict[str, bytes]:
    """The course under a title and a contact of its own; without them as it was."""
    course = files["course.md"]
    if title:
        course = TITLE.sub(lambda _: f"# {title}".encode(), course, count=1)
    if contact:
        course = CONTACT.sub(lambda _: f"contact: {contact}".encode(), course, count=1)
    return {**files, "course.md": course}
