"""A manager's team: everybody below, overdue first, and one person's page; never anybody else."""

from collections.abc import Iterable, Iterator

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.services import team
from lms.services.team import STATES, Row
from lms.web.asked import here, one_of, page_number, pages, words
from lms.web.clock import now, settings
from lms.web.guards import manager
from lms.web.me import me
from lms.web.spreadsheet import download

bp = Blueprint("team", __name__)
HEADER = (
    *("family_name", "given_name", "email", "department", "location", "job_title"),
    *("course", "status", "due", "signed"),
)


@bp.get("/team")
@manager
def show() -> ResponseReturnValue:
    """People and courses in one table."""
    state = one_of("state", STATES)
    view = team.team(settings().house, me().id, words(), state, page_number(), now())
    return render_template("team/team.html", view=view, q=words(), state=state, here=here, pages=pages())


@bp.get("/team/people.csv")
@manager
def export() -> ResponseReturnValue:
    """The whole team as CSV, a line for each person and course."""
    rows = team.every_row(settings().house, me().id, now())
    return download(f"team-{now():%Y-%m-%d}", HEADER, _rows(rows))


@bp.get("/team/<person_id>")
@manager
def person(person_id: str) -> ResponseReturnValue:
    """One person's courses, dates and certificates; no score and no answer."""
    return render_template("team/person.html", card=team.member(settings().house, me().id, person_id, now()))


def _rows(rows: Iterable[Row]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        who = (row.family_name, row.given_name, row.email, row.department, row.location, row.job_title)
        for duty in row.cells.values():
            signed = duty.completed_at.date() if duty.completed_at else ""
            yield (*who, duty.course, duty.standing.word, duty.standing.due_on, signed)
        if not row.cells:
            yield (*who, "", "", "", "")
