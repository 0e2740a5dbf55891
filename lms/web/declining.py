"""Not signing: the page that asks why and says what happens next, and the calm page after it."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.refusal import Refusal
from lms.services import declining
from lms.services.signing import Seen
from lms.web.asked import legible
from lms.web.clock import now
from lms.web.content import book_in
from lms.web.errors import say
from lms.web.guards import signed_in
from lms.web.language import language
from lms.web.me import me
from lms.web.signing import changed

bp = Blueprint("declining", __name__)


@bp.get("/courses/<slug>/decline")
@signed_in
def ask(slug: str) -> ResponseReturnValue:
    """The question, or what was answered; who is not ready is led to what is missing."""
    try:
        return _page(slug, language())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return redirect(url_for("courses.show", slug=slug), 303)


@bp.post("/courses/<slug>/decline")
@signed_in
def decline(slug: str) -> ResponseReturnValue:
    """The act; what was written comes back with every refusal."""
    form = request.form
    seen = Seen(form.get("edition", ""), form.get("document", ""), form.get("language", ""))
    try:
        declining.decline(me().id, slug, seen, legible(form.get("reason", "")), now())
    except Refusal as refusal:
        if refusal.code == "edition-changed":
            return changed(slug, refusal)
        if refusal.status != 422:
            raise
        return make_response(_page(slug, seen.language, say(refusal)), refusal.status)
    return redirect(url_for("declining.ask", slug=slug), 303)


def _page(slug: str, lang: str, error: str = "") -> str:
    question = declining.question(me().id, slug, lang)
    edition = question.progress.edition
    return render_template(
        "declining/ask.html",
        slug=slug,
        question=question,
        book=book_in(edition, question.language),
        bound={"edition": edition.id, "document": question.document, "language": question.language},
        reason=legible(request.form.get("reason", "")),
        error=error,
    )
