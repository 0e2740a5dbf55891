"""What Paraph records about people, in plain words, for whoever asks."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.domain.retention import KINDS
from lms.services import retention
from lms.web.guards import public
from lms.web.me import me_or_none

bp = Blueprint("privacy", __name__)


@bp.get("/privacy")
@public
def show() -> ResponseReturnValue:
    layout = "layouts/learner.html" if me_or_none() else "layouts/public.html"
    days = retention.in_force()
    periods = [(kind, days[kind.code]) for kind in KINDS]
    return render_template("privacy/privacy.html", layout=layout, periods=periods)
