"""The component sheet, for people who build pages: there in debug only."""

from flask import Blueprint, abort, current_app, render_template

from lms.web.guards import public
from lms.web.pattern_samples import samples

bp = Blueprint("patterns", __name__)


@bp.get("/patterns")
@public
def show() -> str:
    """Every component with all its states."""
    if not current_app.debug:
        abort(404)
    return render_template("patterns.html", **samples())
