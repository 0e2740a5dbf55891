"""Writing courses in the app: the list, a new course, the page with the files of a draft, and closing it."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain.refusal import Refusal
from lms.services import draft_folders, drafting, proposing
from lms.web.asked import legible
from lms.web.clock import now, settings
from lms.web.draft_page import page, require_course
from lms.web.draft_starts import STARTS, files_for, offered
from lms.web.errors import say
from lms.web.guards import role
from lms.web.language import NATIVE
from lms.web.me import me
from lms.web.room import room

bp = Blueprint("drafting", __name__)
ARCHIVE = 21 * 1024 * 1024
FIELDS = ("title", "slug", "language", "contact", "start")


@bp.get("/hr/writing")
@role("author", "approver")
def index() -> ResponseReturnValue:
    """Every course, published or being written."""
    return render_template("drafting/index.html", courses=drafting.courses())


@bp.get("/hr/courses/new")
@role("author")
def new() -> ResponseReturnValue:
    """The form of a new course."""
    return _form({"language": settings().languages[0], "start": "blank", "contact": me().email})


@bp.post("/hr/courses/new")
@role("author")
@room(ARCHIVE)
def create() -> ResponseReturnValue:
    """A draft from a starter or from an archive."""
    typed = {name: legible(request.form.get(name, "")).strip() for name in FIELDS}
    archive = request.files.get("archive")
    try:
        if archive and archive.filename:
            files = draft_folders.unzipped(archive.read())
        else:
            files = files_for(typed, request.form.getlist("translation"), now().date(), settings().courses)
        slug = draft_folders.slug_of(files)
        drafting.begin_with(me().id, slug, files, now(), new=True)
    except Refusal as refusal:
        return make_response(_form(typed, refusal), refusal.status)
    flash(_("Here is your draft. Nobody but authors and approvers sees it."), "success")
    return redirect(url_for("drafting.edit", slug=slug), 303)


@bp.get("/hr/courses/<slug>/edit")
@role("author", "approver")
def edit(slug: str) -> ResponseReturnValue:
    """The files of the draft and one of them to write in; without a draft, the button that opens one."""
    draft = drafting.find(slug)
    if draft is None:
        sent = proposing.of_course(slug)[:1]
        number = drafting.published(slug) if sent else require_course(slug)
        return render_template("drafting/closed.html", slug=slug, number=number, sent=sent[0] if sent else None)
    return page(draft, request.args.get("file", "course.md"))


@bp.post("/hr/courses/<slug>/edit")
@role("author")
def begin(slug: str) -> ResponseReturnValue:
    """Opens a draft from the version learners read now, or from a proposal that came back; leads to an open one."""
    try:
        if proposal_id := request.form.get("proposal"):
            drafting.begin_with(me().id, slug, proposing.find(slug, proposal_id, now()).files, now())
        else:
            drafting.begin(me().id, slug, now())
    except Refusal as refusal:
        if refusal.code != "draft-open":
            raise
    return redirect(url_for("drafting.edit", slug=slug), 303)


@bp.post("/hr/courses/<slug>/edit/discard")
@role("author")
def discard(slug: str) -> ResponseReturnValue:
    """Closes the draft without publishing anything of it."""
    drafting.discard(me().id, slug, now())
    flash(_("The draft is discarded. What is published stays as it is."), "success")
    return redirect(url_for("drafting.index"), 303)


def _form(typed: dict[str, str], refusal: Refusal | None = None) -> str:
    return render_template(
        "drafting/new.html",
        typed={name: typed.get(name, "") for name in FIELDS},
        errors={refusal.arguments.get("field", "form"): say(refusal)} if refusal else {},
        starts=[(name, str(label), str(note)) for name, label, note in STARTS],
        whole=offered(settings().courses),
        native=[(code, NATIVE[code]) for code in settings().languages],
        translations=request.form.getlist("translation"),
    )
