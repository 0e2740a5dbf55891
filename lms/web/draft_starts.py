"""What a new course may start from: an empty page, or one of the small courses that come along."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import lazy_gettext as _l

from lms.domain import drafting as rules
from lms.domain.course.adapting import begun
from lms.domain.course.snippets import blank
from lms.domain.refusal import Refusal
from lms.store.starters import LANGUAGES, STARTERS, starter

STARTS = (
    ("blank", _l("An empty page"), _l("One module with something to read and something to sign.")),
    ("policy", _l("A policy"), _l("What we expect, a few questions, and your word.")),
    ("security", _l("Security awareness"), _l("Spot and report, with questions and a promise.")),
    ("onboarding", _l("The first week"), _l("A checklist for new people.")),
)
LONGEST = 200
TITLE = re.compile(rb"^# .*$", re.M)
CONTACT = re.compile(rb"^contact:.*$", re.M)


def files_for(typed: Mapping[str, str], translations: Sequence[str], on: date) -> dict[str, bytes]:
    """The first files of a course. Raises Refusal."""
    slug = rules.course_slug(typed["slug"])
    title, contact = " ".join(typed["title"].split()), "".join(typed["contact"].split())
    if not title:
        raise Refusal("title-missing", field="title")
    if len(title) > LONGEST:
        raise Refusal("text-too-long", limit=LONGEST, field="title")
    language = typed["language"] if typed["language"] in LANGUAGES else LANGUAGES[0]
    if typed["start"] in STARTERS:
        files = dict(begun(starter(typed["start"], language), slug, on))
        course = TITLE.sub(lambda _: f"# {title}".encode(), files["course.md"], count=1)
        files["course.md"] = CONTACT.sub(lambda _: f"contact: {contact}".encode(), course, count=1)
        return files
    others = tuple(code for code in LANGUAGES if code in translations and code != language)
    return blank(slug, title, language, contact, on, others)
