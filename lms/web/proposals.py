"""Proposals: what waits for a decision, what each would change, and the decision itself."""

from datetime import date, timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.refusal import Refusal
from lms.services import proposing
from lms.services.reopening import DAYS
from lms.web.asked import legible
from lms.web.change_words import note_line, question_words, words
from lms.web.choice import day_in
from lms.web.clock import now, settings
from lms.web.editions import READERS
from lms.web.errors import say
from lms.web.guards import role
from lms.web.language import NATIVE
from lms.web.me import me

bp = Blueprint("proposals", __name__)


@bp.app_template_global("proposals_waiting")
def waiting() -> int:
    """What the rail counts; only pages of those who decide ask for it."""
    return proposing.waiting_number()


@bp.get("/hr/proposals")
@role(*READERS)
def index() -> ResponseReturnValue:
    """Everything that waits for an approver, the oldest first."""
    return render_template("proposals/index.html", proposals=proposing.waiting())


@bp.get("/hr/courses/<slug>/proposals/<proposal_id>")
@role(*READERS)
def show(slug: str, proposal_id: str) -> ResponseReturnValue:
    """What it would change, for whom, and why it may."""
    return _page(slug, proposal_id)


@bp.post("/hr/courses/<slug>/proposals/<proposal_id>/approve")
@role("approver")
def approve(slug: str, proposal_id: str) -> ResponseReturnValue:
    """Publishes it."""
    try:
        due = day_in(request.form["due"]) if request.form.get("due") else None
        proposing.approve(settings().house, me().id, proposal_id, due, now())
    except Refusal as refusal:
        return _again(slug, proposal_id, refusal)
    flash(_("Published. People read this version from now on."), "success")
    return redirect(url_for("editions.show", slug=slug), 303)


@bp.post("/hr/courses/<slug>/proposals/<proposal_id>/reject")
@role("approver")
def reject(slug: str, proposal_id: str) -> ResponseReturnValue:
    """Sends it back with a word."""
    try:
        proposing.reject(me().id, proposal_id, legible(request.form.get("note", "")), now())
    except Refusal as refusal:
        return _again(slug, proposal_id, refusal)
    flash(_("Sent back. The author sees your note."), "success")
    return redirect(url_for("editions.show", slug=slug), 303)


@bp.post("/hr/courses/<slug>/proposals/<proposal_id>/take-back")
@role("author")
def take_back(slug: str, proposal_id: str) -> ResponseReturnValue:
    """The author thinks better of it."""
    try:
        proposing.take_back(me().id, proposal_id, now())
    except Refusal as refusal:
        return _again(slug, proposal_id, refusal)
    flash(_("Taken back. Nothing was published."), "success")
    return redirect(url_for("editions.show", slug=slug), 303)


def _again(slug: str, proposal_id: str, refusal: Refusal) -> ResponseReturnValue:
    """The page as it stands now, with the reason."""
    if refusal.status in (403, 404):
        raise refusal
    return make_response(_page(slug, proposal_id, refusal), refusal.status)


def _page(slug: str, proposal_id: str, refusal: Refusal | None = None) -> str:
    view = proposing.find(slug, proposal_id, now())
    mine = me()
    seen = view.will_change
    return render_template(
        "proposals/show.html",
        slug=slug,
        view=view,
        seen=seen,
        words=words(seen) if seen else None,
        notes=[note_line(note) for note in (seen.errors + seen.warnings if seen else ())],
        answers=[(question_words(question), answer) for question, answer in view.answers.items()],
        reviewers=[(NATIVE.get(lang, lang), name) for lang, name in view.reviewers.items()],
        reads=bool({"author", "approver"} & set(mine.roles)),
        decides="approver" in mine.roles and view.line.proposer_id != mine.id and view.line.state == "open",
        own=view.line.proposer_id == mine.id and view.line.state == "open",
        due=request.form.get("due") or _usual_due(),
        note=legible(request.form.get("note", "")),
        error=say(refusal) if refusal else "",
        field=FIELDS.get(refusal.code, "") if refusal else "",
    )


FIELDS = {"note-missing": "note", "text-too-long": "note", "due-past": "due", "date-invalid": "due"}


def _usual_due() -> date:
    return now().astimezone(settings().timezone).date() + timedelta(days=DAYS)
