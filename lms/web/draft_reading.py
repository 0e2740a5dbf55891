"""What is read of a draft: the checker's messages as JSON, the preview, the history, the pictures."""

from functools import partial

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain import drafting as rules
from lms.domain.refusal import Refusal
from lms.services import draft_checks, draft_files, drafting
from lms.services.draft_checks import Checked
from lms.web import course_files
from lms.web.asked import number
from lms.web.clock import now
from lms.web.differing import difference
from lms.web.draft_page import notes
from lms.web.draft_preview import shown
from lms.web.draft_words import counted
from lms.web.errors import say
from lms.web.guards import role
from lms.web.me import me
from lms.web.room import TEXT, room

bp = Blueprint("draft_reading", __name__)


@bp.post("/hr/courses/<slug>/edit/check")
@role("author")
@room(TEXT)
def check(slug: str) -> ResponseReturnValue:
    """The messages about a text as it is being typed."""
    path = request.form.get("path", "")
    checked = draft_checks.check(slug, {path: request.form.get("text", "")}, quick=True)
    found = [
        {name: getattr(note, name) for name in ("code", "level", "line", "column", "end_column", "message", "attempt")}
        for note in notes(checked, path)
    ]
    return jsonify(notes=found, counts=checked.counts, words=counted(checked.counts))


@bp.get("/hr/courses/<slug>/edit/preview")
@role("author", "approver")
def preview(slug: str) -> ResponseReturnValue:
    """The saved draft as its readers will see it, in every language side by side."""
    checked = draft_checks.check(slug)
    return render_template("drafting/preview.html", slug=slug, path=_path(), **_drawn(slug, checked))


@bp.post("/hr/courses/<slug>/edit/preview")
@role("author")
@room(TEXT)
def live(slug: str) -> ResponseReturnValue:
    """The same with the text as it is being typed, for a script that puts it beside the text."""
    path = request.form.get("path", "")
    checked = draft_checks.check(slug, {path: request.form.get("text", "")}, quick=True)
    return jsonify(html=render_template("drafting/preview_body.html", slug=slug, **_drawn(slug, checked, path)))


@bp.get("/hr/courses/<slug>/edit/history")
@role("author", "approver")
def history(slug: str) -> ResponseReturnValue:
    """What the files were, and how one of them differs from what it is now."""
    path, version = request.args.get("file"), number(request.args.get("version", ""))
    rows = None
    if path and version:
        before = draft_files.former(slug, path, version)
        rows = difference(rules.shown(before), _present(slug, path)) if rules.is_text(path) else []
    return render_template(
        "drafting/history.html",
        slug=slug,
        path=path or "",
        version=version,
        formers=draft_files.history(slug, path),
        rows=rows,
        writer="author" in me().roles,
    )


@bp.post("/hr/courses/<slug>/edit/restore")
@role("author")
def restore(slug: str) -> ResponseReturnValue:
    """A former text becomes the present one."""
    path, version = request.form.get("path", ""), number(request.form.get("version", ""))
    try:
        draft_files.restore(me().id, slug, path, version, now())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        flash(say(refusal), "danger")
        return redirect(url_for("draft_reading.history", slug=slug, file=path), 303)
    flash(_("Restored. What was there until now is in the history."), "success")
    return redirect(url_for("drafting.edit", slug=slug, file=path), 303)


@bp.get("/hr/courses/<slug>/edit/files/<path:path>")
@role("author", "approver")
def file(slug: str, path: str) -> Response:
    """A picture of the draft."""
    return course_files.answer(path, drafting.file(slug, path))


def _address(slug: str, path: str) -> str:
    """Links inside the course lead to the file that is meant; images come from the draft."""
    if path.endswith(".md"):
        return url_for("draft_reading.preview", slug=slug, file=path)
    return url_for("draft_reading.file", slug=slug, path=path)


def _path() -> str:
    return request.args.get("file", "course.md")


def _present(slug: str, path: str) -> str:
    try:
        return rules.shown(drafting.file(slug, path))
    except Refusal:
        return ""


def _drawn(slug: str, checked: Checked, path: str | None = None) -> dict[str, object]:
    return shown(slug, checked, _path() if path is None else path, partial(_address, slug), now())
