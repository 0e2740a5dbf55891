"""My own account: language, time zone, password, and signing out."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.refusal import Refusal
from lms.services import jobs, profile, signing
from lms.services import sign_in as door
from lms.web.caller import caller
from lms.web.clock import now, settings
from lms.web.entering import let_in
from lms.web.errors import say
from lms.web.guards import signed_in
from lms.web.language import NATIVE, language, remember
from lms.web.me import me
from lms.web.zones import zone_choices

bp = Blueprint("profile", __name__)


@bp.get("/me")
@signed_in
def show() -> ResponseReturnValue:
    """Everything about my account on one page."""
    return _page()


@bp.post("/me")
@signed_in
def save() -> ResponseReturnValue:
    """Keeps language and time zone."""
    asked, zone = request.form.get("language", ""), request.form.get("timezone", "")
    chosen = asked if asked in settings().languages else language()
    try:
        profile.choose_settings(settings().house, me().id, chosen, zone, now())
    except Refusal as refusal:
        return make_response(_page({"timezone": say(refusal)}), refusal.status)
    remember(chosen)
    flash(_("Saved."), "success")
    return redirect("/me", 303)


@bp.post("/me/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Replaces the password; all other browsers are signed out."""
    current, new = request.form.get("current", ""), request.form.get("new", "")
    try:
        entered = door.change_password(me().id, current, new, caller(me().email), now(), settings().organisation)
    except Refusal as refusal:
        field = "new" if refusal.code.startswith("password-") and refusal.code != "password-wrong" else "current"
        return make_response(_page({field: say(refusal)}), refusal.status)
    response = let_in(entered, me().email, "/me")
    flash(_("Your password is changed. Everywhere else you are signed out."), "success")
    return response


@bp.post("/me/data")
@signed_in
def data() -> ResponseReturnValue:
    """Everything that is held about me, made by the worker; whoever signed in a while ago types the password again."""
    try:
        _confirm()
    except Refusal as refusal:
        return make_response(_page({"data": say(refusal)}), refusal.status)
    job = jobs.ask("personal data", {"person": me().id}, me().id, language(), now())
    return redirect(url_for("jobs.show", job_id=job), 303)


def _confirm() -> None:
    password = request.form.get("password", "")
    if not signing.must_confirm(me().authenticated_at, now()):
        return
    if not password:
        raise Refusal("confirm-password")
    door.confirm_password(me().id, me().session, password, caller(me().email), now())


def _page(errors: dict[str, str] | None = None) -> str:
    zone = request.form.get("timezone") or me().timezone or str(settings().timezone)
    return render_template(
        "profile/me.html",
        errors=errors or {},
        zones=zone_choices(zone if "timezone" not in (errors or {}) else None),
        zone=zone,
        native=[(code, NATIVE[code]) for code in settings().languages],
        ask_password=signing.must_confirm(me().authenticated_at, now()),
        chosen=request.form.get("language") or me().language or language(),
    )
