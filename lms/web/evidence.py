"""Asking for an evidence pack: of an assignment, a course or a person, as things stood on a day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.refusal import Refusal
from lms.services import evidence_scope
from lms.services.evidence_scope import Scope
from lms.web.asked import legible
from lms.web.clock import now, settings
from lms.web.errors import say
from lms.web.guards import role
from lms.web.language import language
from lms.web.me import me
from lms.web.moments import today

bp = Blueprint("evidence", __name__)
NAMED = ("assignment", "course", "person")


@bp.get("/evidence")
@role("hr", "auditor")
def new() -> ResponseReturnValue:
    """What it would be about, as of which day; without a word of what, the courses to choose from."""
    if not any(request.args.get(name) for name in NAMED):
        return render_template("evidence/choose.html", choices=evidence_scope.choices())
    return _form(_named(request.args), today().isoformat())


@bp.post("/evidence")
@role("hr", "auditor")
def ask() -> ResponseReturnValue:
    """Hands it to the worker and shows how far that is."""
    named = _named(request.form)
    try:
        scope = replace(named, as_of=_day(), certificates=request.form.get("certificates") == "yes")
        job = evidence_scope.ask(settings().house, scope, me().id, language(), now())
    except Refusal as refusal:
        if refusal.code not in ("date-invalid", "as-of-future"):
            raise
        return _form(named, request.form.get("as_of", ""), say(refusal)), refusal.status
    return redirect(url_for("jobs.show", job_id=job), 303)


def _form(named: Scope, as_of: str, error: str = "") -> str:
    about = evidence_scope.about(named)
    return render_template("evidence/new.html", about=about, as_of=as_of, error=error)


def _named(given: Mapping[str, str]) -> Scope:
    """The one thing it is about. Raises Refusal("not-found") when none or several are named."""
    assignment, course, person = (legible(given.get(name, "")) for name in NAMED)
    if sum(map(bool, (assignment, course, person))) != 1:
        raise Refusal("not-found")
    return Scope(assignment, course, person)


def _day() -> date:
    try:
        return date.fromisoformat(request.form.get("as_of", "").strip())
    except ValueError:
        raise Refusal("date-invalid") from None
