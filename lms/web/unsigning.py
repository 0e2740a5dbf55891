"""Taking one's signature back: the page that says what follows and asks why, and the page after it."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.refusal import Refusal
from lms.services import unsigning
from lms.web import confirming
from lms.web.asked import legible
from lms.web.clock import now, settings
from lms.web.content import book_in
from lms.web.errors import say
from lms.web.guards import signed_in
from lms.web.language import language
from lms.web.me import me

bp = Blueprint("unsigning", __name__)
OF_PASSWORD = ("confirm-password", "password-wrong", "too-many-tries")


@bp.get("/signed/<code>/withdraw")
@signed_in
def ask(code: str) -> ResponseReturnValue:
    """The question, or what was answered."""
    return _page(code)


@bp.post("/signed/<code>/withdraw")
@signed_in
def withdraw(code: str) -> ResponseReturnValue:
    """The act; what was written comes back with every refusal."""
    try:
        unsigning.standing(me().id, code)  # somebody else's is missing before any password is looked at
        proved = confirming.authenticated_at()
        reason = legible(request.form.get("reason", ""))
        unsigning.withdraw(settings().house, me().id, code, reason, proved, now())
    except Refusal as refusal:
        if refusal.status not in (422, 429):
            raise
        return make_response(_page(code, refusal), refusal.status)
    return redirect(url_for("unsigning.ask", code=code), 303)


def _page(code: str, refusal: Refusal | None = None) -> str:
    mine = unsigning.standing(me().id, code)
    of_password = refusal is not None and refusal.code in OF_PASSWORD
    return render_template(
        "unsigning/ask.html",
        mine=mine,
        book=book_in(mine.edition, language()),
        reason=legible(request.form.get("reason", "")),
        error=say(refusal) if refusal else "",
        password_error=of_password,
        ask_password=of_password or confirming.wanted(),
    )
