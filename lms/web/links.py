"""Forgotten passwords, and the one-time links that set a new one. A look at a link never uses it up."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from lms.domain.refusal import Refusal
from lms.services import links
from lms.services.links import Link
from lms.web.caller import caller
from lms.web.clock import now, settings
from lms.web.entering import let_in
from lms.web.errors import say
from lms.web.guards import public

bp = Blueprint("links", __name__)


@bp.get("/forgotten")
@public
def ask() -> ResponseReturnValue:
    """The form that asks for a link; without a mail server it says whom to ask instead."""
    return _forgotten()


@bp.post("/forgotten")
@public
def send() -> ResponseReturnValue:
    """The same answer whether the address is known or not."""
    email = request.form.get("email", "")
    try:
        if settings().smtp_url:
            links.request_reset(email, caller(email), now())
    except Refusal as refusal:
        return make_response(_forgotten(email, say(refusal)), refusal.status)
    return render_template("links/sent.html")


@bp.get("/link/<token>")
@public
def open_link(token: str) -> ResponseReturnValue:
    """What the link is for, and the form to choose a password."""
    response = make_response(_choose(links.look(token, now())))
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/link/<token>")
@public
def use(token: str) -> ResponseReturnValue:
    """Uses the link up: sets the password and signs in."""
    link = links.look(token, now())
    try:
        entered = links.use(token, request.form.get("password", ""), now(), settings().organisation)
    except Refusal as refusal:
        if refusal.code == "link-used":
            raise
        return make_response(_choose(link, say(refusal)), refusal.status)
    return let_in(entered, link.email, "/")


def _forgotten(email: str = "", error: str = "") -> str:
    shown = "".join(char for char in email if char.isprintable())
    return render_template("links/forgotten.html", email=shown, error=error, mail=bool(settings().smtp_url))


def _choose(link: Link, error: str = "") -> str:
    return render_template("links/choose.html", link=link, error=error)
