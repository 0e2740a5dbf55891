"""Badges: the wall of them, and their drawings."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from lms.domain.rosette import badge_svg
from lms.services import credentials, progress
from lms.web import rewards
from lms.web.guards import public, signed_in
from lms.web.me import me
from lms.web.static_files import FOR_EVER

bp = Blueprint("badges", __name__)
LOCKED = "-locked"


@bp.get("/badges")
@signed_in
def index() -> ResponseReturnValue:
    """Earned badges, then those that can still be; below, the files to take elsewhere."""
    held = credentials.of(me().id)
    return render_template("badges/index.html", badges=rewards.shelf(progress.of_all(me().id)), held=held)


@bp.get("/badges/<course>/open-badge.json")
@signed_in
def as_json(course: str) -> Response:
    """One's own badge as an Open Badges 3.0 credential."""
    return _file(credentials.files(me().id, course)[0], "application/json", f"{course}-badge.json")


@bp.get("/badges/<course>/open-badge.png")
@signed_in
def as_picture(course: str) -> Response:
    """The same as a picture with the credential baked in."""
    return _file(credentials.files(me().id, course)[1], "image/png", f"{course}-badge.png")


@bp.get("/badges/<course>.svg")
@public
def picture(course: str) -> Response:
    """The rosette of an identifier: computed from it alone, so it tells nobody whether there is such a course."""
    drawing = badge_svg(course.removesuffix(LOCKED), earned=not course.endswith(LOCKED))
    response = Response(drawing, mimetype="image/svg+xml")
    response.headers["Cache-Control"] = FOR_EVER
    return response


def _file(data: bytes, kind: str, name: str) -> Response:
    response = Response(data, mimetype=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
