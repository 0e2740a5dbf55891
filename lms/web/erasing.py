"""Erasing somebody: the page where it is asked for, and where a second person decides."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.refusal import Refusal
from lms.domain.retention import ERASURE_REASONS
from lms.services import erasing
from lms.web.clock import now, settings
from lms.web.errors import say
from lms.web.guards import role
from lms.web.me import me
from lms.web.moments import dated

bp = Blueprint("erasing", __name__)


@bp.get("/hr/people/<person_id>/erase")
@role("hr", "admin")
def show(person_id: str) -> ResponseReturnValue:
    """What stands in the way, or the question; what was asked, and who decides."""
    return _page(person_id)


@bp.post("/hr/people/<person_id>/erase")
@role("hr", "admin")
def ask(person_id: str) -> ResponseReturnValue:
    """Asks; nothing is erased before somebody else has confirmed it."""
    try:
        erasing.ask(settings().house, me().id, person_id, request.form.get("reason", ""), now())
    except Refusal as refusal:
        return _refused(person_id, refusal)
    flash(_("Asked. Another person of Human Resources or an administrator has to confirm it."), "success")
    return redirect(url_for("erasing.show", person_id=person_id), 303)


@bp.post("/hr/erasures/<erasure_id>/confirm")
@role("hr", "admin")
def confirm(erasure_id: str) -> ResponseReturnValue:
    """The second person says yes: it is done at once."""
    return _decided(erasure_id, lambda: erasing.confirm(settings().house, me().id, erasure_id, now()), _("Erased."))


@bp.post("/hr/erasures/<erasure_id>/drop")
@role("hr", "admin")
def drop(erasure_id: str) -> ResponseReturnValue:
    """Somebody says no, or whoever asked takes it back."""
    return _decided(erasure_id, lambda: erasing.drop(me().id, erasure_id, now()), _("Nothing was erased."))


def _decided(erasure_id: str, decide: Callable[[], str], done: str) -> ResponseReturnValue:
    try:
        person_id = decide()
    except Refusal as refusal:
        return _refused(erasing.whose(erasure_id), refusal)
    flash(done, "success")
    return redirect(url_for("erasing.show", person_id=person_id), 303)


def _refused(person_id: str, refusal: Refusal) -> ResponseReturnValue:
    if refusal.status == 404:
        raise refusal
    return make_response(_page(person_id, refusal), refusal.status)


def _page(person_id: str, refusal: Refusal | None = None) -> str:
    case = erasing.case(settings().house, me().id, person_id, now())
    return render_template(
        "erasing/erase.html",
        case=case,
        bar=_said(case.bar) if case.bar else "",
        error=_said(refusal) if refusal else "",
        reasons=[(code, _(words)) for code, words in ERASURE_REASONS.items()],
        reason_words=_(ERASURE_REASONS[case.request.reason]) if case.request else "",
        mine=case.request is not None and case.request.asked_by_id == me().id,
    )


def _said(refusal: Refusal) -> str:
    """With the day as people write it."""
    if "date" in refusal.arguments:
        on = dated(date.fromisoformat(refusal.arguments["date"]))
        return say(Refusal(refusal.code, **(refusal.arguments | {"date": on})))
    return say(refusal)
