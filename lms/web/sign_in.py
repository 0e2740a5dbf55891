"""The door: signing in with a password, and out again."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.refusal import Refusal
from lms.services import sessions
from lms.services import sign_in as door
from lms.web import demo
from lms.web.caller import caller
from lms.web.clock import now
from lms.web.entering import let_in, let_out
from lms.web.errors import say
from lms.web.guards import public, signed_in
from lms.web.me import cookie_name, me, me_or_none
from lms.web.returning import safe_path

bp = Blueprint("sign_in", __name__)


@bp.get("/sign-in")
@public
def show() -> ResponseReturnValue:
    """The form; whoever is in already goes on to where they wanted."""
    if me_or_none() is not None:
        return redirect(safe_path(request.args.get("next")), 303)
    return _page()


@bp.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    """Opens a session; a refusal keeps the address that was typed."""
    email, password = _given()
    try:
        entered = door.sign_in(email, password, caller(email), now())
    except Refusal as refusal:
        return make_response(_page(email, say(refusal)), refusal.status)
    landing = "/record" if entered.roles == {"auditor"} else "/"  # whose only task here is the record begins there
    return let_in(entered, email, safe_path(request.form.get("next") or None, landing))


@bp.post("/sign-out")
@signed_in
def leave() -> ResponseReturnValue:
    """Ends the session of this browser."""
    sessions.end(me().session)
    return let_out()


@bp.post("/sign-out/everywhere")
@signed_in
def leave_everywhere() -> ResponseReturnValue:
    """Ends every session of this person."""
    sessions.end_all(me().id)
    return let_out()


def _given() -> tuple[str, str]:
    """What was typed, or the account of the demonstration whose button was pressed."""
    chosen = request.form.get("demo")
    for account in demo.accounts() if chosen else ():
        if account.email == chosen:
            return account.email, account.password
    return request.form.get("email", ""), request.form.get("password", "")


def _page(email: str = "", error: str = "") -> str:
    target = safe_path(request.values.get("next"), "")
    return render_template(
        "sign_in/sign_in.html",
        email="".join(char for char in email if char.isprintable()),
        error=error,
        next=target,
        ended=me_or_none() is None and cookie_name() in request.cookies,
        accounts=demo.accounts(),
        action=url_for("sign_in.enter"),
    )
