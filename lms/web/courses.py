"""My courses, the front page of one, the act of starting it, and the pictures it holds."""

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lms.domain.ids import known
from lms.services import catalogue, changes, opening, progress
from lms.web import course_files, standing
from lms.web.clock import now
from lms.web.content import book_of, language_of
from lms.web.guards import signed_in
from lms.web.me import me
from lms.web.outline import stops

bp = Blueprint("courses", __name__)


@bp.get("/courses")
@signed_in
def index() -> ResponseReturnValue:
    """Everything this person has to do with, then what is open to everybody."""
    stands = progress.of_all(me().id)
    return render_template(
        "courses/index.html",
        mine=[standing.card(stand) for stand in stands if stand.open],
        finished=[standing.card(stand) for stand in stands if stand.enrolment and not stand.open],
        others=[standing.card(stand) for stand in catalogue.unopened({stand.edition.slug for stand in stands})],
    )


@bp.get("/courses/<slug>")
@signed_in
def show(slug: str) -> ResponseReturnValue:
    """What the course is, how far it is done, and the one button."""
    stand = progress.of(me().id, slug)
    book = book_of(stand.edition)
    return render_template(
        "courses/course.html",
        slug=slug,
        stand=stand,
        book=book,
        card=standing.card(stand),
        steps=stops(stand, book, here=None),
        onward=standing.onward(stand),
        since=changes.since_signature(me().id, stand),
    )


@bp.post("/courses/<slug>")
@signed_in
def start(slug: str) -> ResponseReturnValue:
    """Start or Continue: opens the course, then leads to the next thing to do."""
    stand = progress.of(me().id, slug)
    if not stand.completed:
        opening.open_course(me().id, slug, language_of(stand.edition), now())
        stand = progress.of(me().id, slug)
    return redirect(standing.onward(stand), 303)


@bp.get("/courses/<slug>/files/<path:path>")
@signed_in
def file(slug: str, path: str) -> Response:
    """A picture of the edition that the address names, else of the current one."""
    return course_files.answer(path, catalogue.file(slug, path, _edition_id()))


def _edition_id() -> str | None:
    """The edition that the page around the picture shows."""
    named = request.args.get("edition")
    return known(named) if named else None
