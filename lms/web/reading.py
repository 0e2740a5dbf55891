"""The reader: one module at a time; what was displayed in full is noted by the script or declared by a button."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.course.model import Module
from lms.domain.refusal import Refusal
from lms.services import progress, reading
from lms.services.progress import Progress
from lms.web import standing
from lms.web.clock import now, settings
from lms.web.content import book_of, language_of
from lms.web.guards import signed_in
from lms.web.me import me
from lms.web.outline import place

bp = Blueprint("reading", __name__)


@bp.get("/courses/<slug>/<module>")
@signed_in
def module(slug: str, module: str) -> ResponseReturnValue:
    """A module to read; a course that was not started leads to its front page, which has the button."""
    stand = progress.of(me().id, slug)
    here = _module(stand, module)
    if not stand.started:
        return redirect(url_for("courses.show", slug=slug), 303)
    if here not in standing.reading_modules(stand.course):
        return redirect(url_for("signing.show", slug=slug), 303)
    book = book_of(stand.edition)
    return render_template(
        "reading/module.html",
        slug=slug,
        stand=stand,
        module=here,
        book=book,
        place=place(stand, book, here),
        read=stand.module_read(here.id),
        texts=book.sections(here),
    )


@bp.post("/courses/<slug>/<module>")
@signed_in
def note(slug: str, module: str) -> ResponseReturnValue:
    """Notes sections as displayed: those the script names, or by the button all of the module."""
    how = "observed" if request.form.get("how") == "observed" else "declared"
    stand = progress.of(me().id, slug)
    here = _module(stand, module)
    named = request.form.getlist("section")
    after = reading.displayed(
        settings().house,
        me().id,
        slug,
        here.id,
        named if how == "observed" else stand.edition.plan.modules[here.id],
        how=how,
        edition_id=request.form.get("edition", ""),
        language=language_of(stand.edition),
        now=now(),
    )
    if how == "observed":
        return jsonify(read=after.module_read(here.id), percent=after.percent, minutes=after.minutes_left)
    return redirect(url_for("reading.module", slug=slug, module=here.id), 303)


def _module(stand: Progress, id: str) -> Module:
    found = stand.course.module(id)
    if found is None:
        raise Refusal("not-found")
    return found
