"""Badges: the wall of them, and their drawings."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from lms.domain.rosette import badge_svg
from lms.services import progress
from lms.web import rewards
from lms.web.guards import public, signed_in
from lms.web.me import me
from lms.web.static_files import FOR_EVER

bp = Blueprint("badges", __name__)
LOCKED = "-locked"


@bp.get("/badges")
@signed_in
def index() -> ResponseReturnValue:
    """Earned badges, then those that can still be."""
    return render_template("badges/index.html", badges=rewards.shelf(progress.of_all(me().id)))


@bp.get("/badges/<course>.svg")
@public
def picture(course: str) -> Response:
    """The rosette of an identifier: computed from it alone, so it tells nobody whether there is such a course."""
    drawing = badge_svg(course.removesuffix(LOCKED), earned=not course.endswith(LOCKED))
    response = Response(drawing, mimetype="image/svg+xml")
    response.headers["Cache-Control"] = FOR_EVER
    return response
