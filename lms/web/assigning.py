"""Assigning: the form, the preview of who gets it and what it costs, the act, and what can be done afterwards."""

from datetime import date

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.domain.refusal import Refusal
from lms.services import assigning, assignments, directory, tallies
from lms.store import new_id
from lms.web.asked import here, legible, number, one_of, page_number, pages
from lms.web.audience_words import audience_words
from lms.web.choice import Choice, chosen, day_in
from lms.web.clock import now, settings
from lms.web.errors import say
from lms.web.guards import role
from lms.web.me import me
from lms.web.returning import safe_path

bp = Blueprint("assigning", __name__)
bp.add_app_template_filter(audience_words)
SHOWN = 200  # names in the preview; the rest is a number


@bp.get("/hr/assignments")
@role("hr")
def index() -> ResponseReturnValue:
    """All assignments, the newest first."""
    return render_template("assigning/index.html", view=assignments.listing(page_number(), now()), pages=pages())


@bp.get("/hr/assignments/new")
@role("hr")
def new() -> ResponseReturnValue:
    """The form; the list of people and a course's page lead here with their choice made."""
    people = tuple(request.args.getlist("person"))
    rule = "people" if people else "everyone"
    return _form(Choice(course=request.args.get("course", ""), rule=rule, people=people))


@bp.post("/hr/assignments/new")
@role("hr")
def again() -> ResponseReturnValue:
    """Back from the preview, with every choice kept."""
    return _form(chosen())


@bp.post("/hr/assignments/preview")
@role("hr")
def preview() -> ResponseReturnValue:
    """Who gets it and what it costs. Nothing is done yet, so this is the answer to the post itself."""
    try:
        return _preview(chosen(), new_id())
    except Refusal as refusal:
        return make_response(_form(chosen(), refusal), refusal.status)


@bp.post("/hr/assignments")
@role("hr")
def assign() -> ResponseReturnValue:
    """The act, with the choices the preview carried; twice is once."""
    choice = chosen()
    made, seen = request.form.get("assignment", ""), request.form.get("seen", "")
    try:
        audience, due = choice.audience(), choice.due_on()
        made = assigning.assign(
            settings().house, me().id, choice.course, audience, due, now(), assignment_id=made, seen=seen
        )
    except Refusal as refusal:
        if refusal.code == "audience-changed":
            return make_response(_preview(choice, made, say(refusal)), refusal.status)
        return make_response(_form(choice, refusal), refusal.status)
    flash(_("Assigned. Everybody concerned gets one mail."), "success")
    return redirect(url_for("assigning.show", assignment_id=made), 303)


@bp.get("/hr/assignments/<assignment_id>")
@role("hr")
def show(assignment_id: str) -> ResponseReturnValue:
    """Who has not, and who has."""
    return _page(assignment_id)


@bp.post("/hr/assignments/<assignment_id>/due")
@role("hr")
def move_due(assignment_id: str) -> ResponseReturnValue:
    """Another date for everybody who has not finished."""
    version = number(request.form.get("version", ""))
    try:
        due = day_in(request.form.get("due", ""))
        moved = assigning.move_due(settings().house, me().id, assignment_id, due, version, now())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return make_response(_page(assignment_id, say(refusal)), refusal.status)
    flash(ngettext("Moved for %(num)s person.", "Moved for %(num)s people.", moved), "success")
    return redirect(url_for("assigning.show", assignment_id=assignment_id), 303)


@bp.post("/hr/assignments/<assignment_id>/withdraw")
@role("hr")
def withdraw(assignment_id: str) -> ResponseReturnValue:
    """Takes it back from whoever has not finished."""
    ended = assigning.withdraw(me().id, assignment_id, now())
    flash(ngettext("Withdrawn from %(num)s person.", "Withdrawn from %(num)s people.", ended), "success")
    return redirect(url_for("assigning.show", assignment_id=assignment_id), 303)


@bp.get("/hr/enrolments/<enrolment_id>/waive")
@role("hr")
def ask_waive(enrolment_id: str) -> ResponseReturnValue:
    """The question, with room for a reason."""
    return _waiver(enrolment_id)


@bp.post("/hr/enrolments/<enrolment_id>/waive")
@role("hr")
def waive(enrolment_id: str) -> ResponseReturnValue:
    """Frees one person."""
    try:
        assigning.waive(me().id, enrolment_id, legible(request.form.get("reason", "")), now())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return make_response(_waiver(enrolment_id, say(refusal)), refusal.status)
    flash(_("Waived. The reason is kept with it."), "success")
    return redirect(safe_path(request.form.get("next"), url_for("assigning.index")), 303)


def _page(assignment_id: str, error: str = "") -> str:
    state = one_of("state", assignments.STATES)
    view = assignments.one(settings().house, assignment_id, state, page_number(), now())
    return render_template(
        "assigning/assignment.html", view=view, state=state, error=error, here=here, pages=pages(), today=_today()
    )


def _waiver(enrolment_id: str, error: str = "") -> str:
    duty = assignments.enrolment(settings().house, enrolment_id, now())
    back = safe_path(request.values.get("next"), url_for("assigning.index"))
    return render_template(
        "assigning/waive.html", duty=duty, error=error, reason=legible(request.form.get("reason", "")), back=back
    )


def _form(choice: Choice, refusal: Refusal | None = None) -> str:
    return render_template(
        "assigning/new.html",
        choice=choice,
        error=say(refusal) if refusal else "",
        field=_field_of(refusal),
        courses=tallies.courses(now()),
        departments=directory.departments(),
        people=directory.chosen(list(choice.known_people)),
        today=_today(),
    )


def _field_of(refusal: Refusal | None) -> str:
    """Where in the form the sentence belongs."""
    fields = {"due-past": "due", "date-invalid": "due", "people-unknown": "emails", "not-found": "course"}
    return fields.get(refusal.code, "rule") if refusal else ""


def _preview(choice: Choice, made: str, error: str = "") -> str:
    audience = choice.audience()
    view = assigning.preview(settings().house, choice.course, audience, choice.due_on(), now())
    return render_template(
        "assigning/preview.html",
        choice=choice,
        audience=audience,
        view=view,
        due=choice.due_on(),
        shown=view.people[:SHOWN],
        made=made,
        error=error,
    )


def _today() -> date:
    return now().astimezone(settings().timezone).date()
