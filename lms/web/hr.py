"""HR's first page: the figures of today, what is overdue, each course, and the next deadlines."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.services import overview
from lms.web.clock import now, settings
from lms.web.guards import role
from lms.web.titles import title_of

bp = Blueprint("hr", __name__)
bp.add_app_template_filter(title_of)


@bp.get("/hr")
@role("hr")
def show() -> ResponseReturnValue:
    """What needs somebody, before anything else."""
    return render_template("hr/overview.html", view=overview.overview(settings().house, now()))
