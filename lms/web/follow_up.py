"""Courses for HR: who has signed, who has not, and the same as a file."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.domain.facts import timestamp
from lms.services import follow_up, tallies
from lms.services.follow_up import Filters, Line
from lms.web.asked import asked, here, one_of, page_number, pages, words
from lms.web.clock import now, settings
from lms.web.guards import role
from lms.web.spreadsheet import download

bp = Blueprint("follow_up", __name__)
STATES = ("has_not", "overdue", "declined", "has", "waived", "all")
HEADER = (
    *("hr_id", "family_name", "given_name", "email", "department", "location", "manager"),
    *("course", "status", "due", "assigned", "notified", "opened", "displayed", "tested", "signed", "completed"),
    *("version", "declined", "paper"),
)


@bp.get("/hr/courses")
@role("hr")
def index() -> ResponseReturnValue:
    """Every published course with its numbers."""
    return render_template("follow_up/index.html", courses=tallies.courses(now()))


@bp.get("/hr/courses/<slug>")
@role("hr")
def show(slug: str) -> ResponseReturnValue:
    """Who has not signed it, first of all."""
    view = follow_up.course(settings().house, slug, _filters(), page_number(), now())
    return render_template(
        "follow_up/course.html",
        view=view,
        editions=tallies.editions(slug),
        filters=_filters(),
        state=one_of("state", STATES),
        here=here,
        pages=pages(),
        export=f"/hr/courses/{slug}/people.csv{here()[len(request.path) :]}",
    )


@bp.get("/hr/courses/<slug>/people.csv")
@role("hr")
def export(slug: str) -> ResponseReturnValue:
    """The people the same filters show, as CSV."""
    tallies.require(slug)
    lines = follow_up.every_line(settings().house, slug, _filters(), now())
    return download(f"{slug}-{now():%Y-%m-%d}", HEADER, _rows(slug, lines))


def _filters() -> Filters:
    state = one_of("state", STATES)
    department = asked("department")
    return Filters("" if state == "all" else state, department, words())


def _rows(slug: str, lines: Iterable[Line]) -> Iterator[tuple[object, ...]]:
    for line in lines:
        yield (
            *(line.hr_id, line.family_name, line.given_name, line.email, line.department, line.location),
            *(line.manager, slug, line.standing.word, line.standing.due_on),
            *(_instant(instant) for instant in line.rungs.values()),
            *(line.version, _instant(line.declined_at), line.paper_on),
        )


def _instant(value: datetime | None) -> str:
    return timestamp(value) if value else ""
