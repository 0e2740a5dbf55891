"""The address of every section: a quiz or a scenario is shown as it stands, a reading is found in its module."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.refusal import Refusal
from lms.services import sections
from lms.services.quiz import QuizPage
from lms.web import quiz, scenario
from lms.web.guards import signed_in
from lms.web.me import me

bp = Blueprint("sections", __name__)


@bp.get("/courses/<slug>/<module>/<tag>")
@signed_in
def show(slug: str, module: str, tag: str) -> ResponseReturnValue:
    """A course that was not started leads to its front page, which has the button."""
    page = sections.page(me().id, slug, module, tag)
    if page is None:
        return redirect(url_for("reading.module", slug=slug, module=module, _anchor=tag), 303)
    if not page.progress.started:
        return redirect(url_for("courses.show", slug=slug), 303)
    return quiz.show(page) if isinstance(page, QuizPage) else scenario.show(page)


@bp.post("/courses/<slug>/<module>/<tag>")
@signed_in
def post(slug: str, module: str, tag: str) -> ResponseReturnValue:
    """Start, or one answer or choice; all lead back to this address, which knows what comes next."""
    if "attempt" in request.form:
        return quiz.answer(slug, module, tag)
    if "run" in request.form:
        return scenario.choose(slug, module, tag)
    page = sections.page(me().id, slug, module, tag)
    if page is None:
        raise Refusal("not-found")
    return quiz.start(page) if isinstance(page, QuizPage) else scenario.start(page)
