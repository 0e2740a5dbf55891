"""Alarms on the page of the record, and the form with which somebody settles one."""

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.domain.integrity import PROBLEMS
from lms.domain.refusal import Refusal
from lms.services import alarms, record_overview
from lms.web.asked import legible
from lms.web.clock import now, settings
from lms.web.errors import say
from lms.web.guards import role
from lms.web.me import me
from lms.web.record_words import way_word

bp = Blueprint("alarms", __name__)
WORDS = {code: _l(sentence) for code, sentence in PROBLEMS.items()}


@bp.post("/record/alarms/<alarm_id>/settle")
@role("auditor", "admin")
def settle(alarm_id: str) -> ResponseReturnValue:
    """Takes note of an alarm, with a reason; a refusal keeps what was typed."""
    reason = request.form.get("reason", "")
    try:
        alarms.settle(me().id, alarm_id, reason, now())
    except Refusal as refusal:
        if refusal.status in (404, 409):
            raise
        return make_response(page({"id": alarm_id, "reason": legible(reason), "error": say(refusal)}), refusal.status)
    flash(_("Settled. The reason is kept with the record."), "success")
    return redirect("/record", 303)


def page(typed: dict[str, str] | None = None) -> str:
    """The state of the record; `typed` is what a refused form held."""
    return render_template(
        "record/index.html",
        view=record_overview.overview(),
        by_mail=settings().smtp_url is not None,
        way_word=way_word,
        problem_word=problem_word,
        typed=typed or {"id": "", "reason": "", "error": ""},
    )


def problem_word(code: str) -> str:
    """What does not hold, in the reader's language."""
    return str(WORDS.get(code, WORDS["unknown"]))
