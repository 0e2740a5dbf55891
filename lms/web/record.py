"""The record for auditors: its state at a glance, the search, and single entries.

Auditors and administrators see the state, because both must know when the record does not hold and both can act. Only
auditors search people and open entries: keeping the server running needs nobody's quiz results, and an administrator
who does need them asks for the role, which another administrator grants and the record keeps.
"""

from datetime import date

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from lms.domain.refusal import Refusal
from lms.services import record_entry, record_overview, record_search
from lms.services.record_search import Wanted
from lms.web import alarms
from lms.web.asked import asked, here, words
from lms.web.clock import settings
from lms.web.guards import public, role
from lms.web.record_words import KINDS, actor_word, kind_choices, kind_word, short
from lms.web.titles import title_of
from lms.web.viewing import look

bp = Blueprint("record", __name__)
DIGITS = 18
YEARS = range(2000, 3000)


@bp.get("/record")
@role("auditor", "admin")
def show() -> ResponseReturnValue:
    """The state of the record."""
    return alarms.page()


@bp.get("/record/checkpoints/<int:size>.txt")
@role("auditor", "admin")
def checkpoint(size: int) -> ResponseReturnValue:
    """A checkpoint's note, to be kept where nobody of the house can write."""
    return _file(record_overview.note(size), "text/plain; charset=utf-8", f"checkpoint-{size}.txt")


@bp.get("/record/keys.txt")
@public
def keys() -> ResponseReturnValue:
    """The public keys that checkpoints are checked with; whoever holds a receipt needs them, account or not."""
    return _file(record_overview.key_lines().encode(), "text/plain; charset=utf-8", "checkpoint-keys.txt")


@bp.get("/record/entries")
@role("auditor")
def search() -> ResponseReturnValue:
    """The search; one that is narrowed to a person is itself logged."""
    wanted = _wanted()
    if wanted.person:
        look(wanted.person, "record-list")
    found = record_search.find(settings().house, wanted)
    return render_template(
        "record/entries.html",
        found=found,
        wanted=wanted,
        people=record_search.people_like(words()),
        **_search_words(record_search.courses()),
    )


@bp.get("/record/<int:seq>")
@role("auditor")
def entry(seq: int) -> ResponseReturnValue:
    """One entry; looking at one about a person is itself logged."""
    _look_at(seq)
    return render_template(
        "record/entry.html", shown=record_entry.show(seq), kind_word=kind_word, actor_word=actor_word, short=short
    )


@bp.get("/record/<int:seq>.json")
@role("auditor")
def body(seq: int) -> ResponseReturnValue:
    """The exact bytes of an entry, for whoever hashes them elsewhere."""
    _look_at(seq)
    return _file(record_entry.body_of(seq), "application/json", f"entry-{seq}.json")


@bp.get("/record/<int:seq>/receipt.json")
@role("auditor")
def receipt(seq: int) -> ResponseReturnValue:
    """The entry with its way to a signed checkpoint: what verifies without this server."""
    _look_at(seq)
    return _file(record_entry.receipt_of(seq), "application/json", f"receipt-{seq}.json")


def _look_at(seq: int) -> None:
    """A subject that never was a person of this house is nobody to tell; the entry is shown all the same."""
    subject = record_entry.subject_of(seq)
    try:
        if subject:
            look(subject, "record-entry")
    except Refusal as refusal:
        if refusal.code != "not-found":
            raise


def _wanted() -> Wanted:
    """What the address asks for; what is no kind, day or position is left out, and the page shows what is."""
    kind = asked("kind")
    return Wanted(
        person=asked("person").strip(),
        course=asked("course").strip()[:100],
        kind=kind if kind in KINDS else "",
        first=_day(asked("from")),
        last=_day(asked("to")),
        before=_position(asked("before")),
    )


def _search_words(courses: list[tuple[str, dict[str, str]]]) -> dict[str, object]:
    titles = {slug: title_of(some) for slug, some in courses}
    return {
        "titles": titles,
        "course_options": sorted(titles.items(), key=lambda course: course[1].casefold()),
        "q": words()[:200],
        "here": here,
        "kinds": kind_choices(),
        "kind_word": kind_word,
        "actor_word": actor_word,
        "short": short,
    }


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _position(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def _file(body: bytes, kind: str, name: str) -> Response:
    response = Response(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
