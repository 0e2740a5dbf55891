"""How long each kind of data is kept: the periods, what the next purge would take, and erasures that wait."""

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain import retention as rules
from lms.domain.refusal import Refusal
from lms.services import erasing, purging, retention
from lms.web.asked import legible
from lms.web.clock import now
from lms.web.errors import say
from lms.web.guards import role
from lms.web.me import me

bp = Blueprint("retention", __name__)


@bp.get("/hr/retention")
@role("hr", "admin")
def show() -> ResponseReturnValue:
    """The periods; with `?preview` also how many rows the next purge would take."""
    return _page()


@bp.post("/hr/retention/<kind>")
@role("admin")
def change(kind: str) -> ResponseReturnValue:
    """Another number of days for one kind; blank is for ever."""
    typed = request.form.get("days", "")
    try:
        retention.change(me().id, kind, typed, now())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return make_response(_page({kind: say(refusal)}, {kind: legible(typed)}), refusal.status)
    flash(_("Saved. It holds from the next night on."), "success")
    return redirect("/hr/retention", 303)


def _page(errors: dict[str, str] | None = None, typed: dict[str, str] | None = None) -> str:
    days = retention.in_force()
    shown = {kind: "" if number is None else str(number) for kind, number in days.items()}
    return render_template(
        "retention/retention.html",
        kinds=rules.KINDS,
        days=days,
        typed=shown | (typed or {}),
        errors=errors or {},
        would=purging.look(now()) if "preview" in request.args else None,
        waiting=erasing.waiting(),
    )
