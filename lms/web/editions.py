"""The editions of a course: all of them, and taking one back."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.refusal import Refusal
from lms.services import editions, proposing, withdrawing
from lms.web.asked import legible
from lms.web.clock import now
from lms.web.errors import say
from lms.web.guards import role
from lms.web.me import me

bp = Blueprint("editions", __name__)
READERS = ("author", "approver", "hr", "admin")


@bp.get("/hr/courses/<slug>/editions")
@role(*READERS)
def show(slug: str) -> ResponseReturnValue:
    """Every version with who made it and how many have signed it, and what waits for a decision."""
    return _page(slug)


@bp.post("/hr/courses/<slug>/editions/<edition_id>/withdraw")
@role("author", "approver")
def ask(slug: str, edition_id: str) -> ResponseReturnValue:
    """Asks to take a version back; an approver confirms."""
    _require(slug, edition_id)
    try:
        withdrawing.ask(me().id, edition_id, legible(request.form.get("reason", "")), now())
    except Refusal as refusal:
        return make_response(_page(slug, say(refusal)), refusal.status)
    flash(_("Asked. Another person with the role approver confirms it."), "success")
    return redirect(url_for("editions.show", slug=slug), 303)


@bp.post("/hr/courses/<slug>/withdrawals/<withdrawal_id>/confirm")
@role("approver")
def confirm(slug: str, withdrawal_id: str) -> ResponseReturnValue:
    """Takes the version back."""
    try:
        withdrawing.confirm(me().id, withdrawal_id, now())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return make_response(_page(slug, say(refusal)), refusal.status)
    flash(_("The version is taken back. Whoever signed it keeps the text and the certificate."), "success")
    return redirect(url_for("editions.show", slug=slug), 303)


@bp.post("/hr/courses/<slug>/withdrawals/<withdrawal_id>/drop")
@role("author", "approver")
def drop(slug: str, withdrawal_id: str) -> ResponseReturnValue:
    """The version stays."""
    withdrawing.drop(me().id, withdrawal_id, now())
    flash(_("The version stays as it is."), "success")
    return redirect(url_for("editions.show", slug=slug), 303)


def _page(slug: str, error: str = "") -> str:
    view = editions.of_course(slug)
    effect = withdrawing.effect(view.current.id) if view.current else None
    return render_template(
        "editions/index.html", view=view, proposals=proposing.of_course(slug), effect=effect, error=error
    )


def _require(slug: str, edition_id: str) -> None:
    """The edition belongs to the course in the address."""
    if edition_id not in {line.id for line in editions.of_course(slug).lines}:
        raise Refusal("not-found")
