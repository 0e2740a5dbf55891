"""What is done to the files of a draft: saving, adding, renaming, taking away, tagging, and the lock while writing."""

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.domain.refusal import Refusal
from lms.services import draft_checks, draft_files, draft_locks, drafting
from lms.services.drafting import Draft
from lms.web.asked import number
from lms.web.clock import now
from lms.web.draft_page import page
from lms.web.errors import say
from lms.web.guards import role
from lms.web.me import me
from lms.web.room import TEXT, room

bp = Blueprint("draft_editing", __name__)
SHOWN_ON_THE_PAGE = ("draft-held", "draft-changed", "file-too-large", "draft-too-large", "path-invalid", "path-taken")


@bp.post("/hr/courses/<slug>/edit/save")
@role("author")
@room(TEXT)
def save(slug: str) -> ResponseReturnValue:
    """Saves, or only checks; a text that cannot be saved comes back with the reason and loses nothing."""
    draft, path, text = _draft(slug), _path(), request.form.get("text", "")
    then = request.form.get("then", "")
    if then == "check":
        return page(draft, path, text, asked=True)
    try:
        if then == "take-over":
            draft_locks.take_over(me().id, slug, path, now())
        version = draft_files.save(me().id, slug, path, text, number(request.form.get("version", "")), now())
    except Refusal as refusal:
        if refusal.code not in SHOWN_ON_THE_PAGE or _wants_json():
            raise
        return page(draft, path, text, refusal)
    if _wants_json():
        return jsonify(version=version)
    if then == "fix":
        return fix(slug)
    if then == "preview":
        return redirect(url_for("draft_reading.preview", slug=slug, file=path), 303)
    flash(_("Saved."), "success")
    return _back(slug, path)


@bp.post("/hr/courses/<slug>/edit/fix-tags")
@role("author")
def fix(slug: str) -> ResponseReturnValue:
    """Writes every missing tag."""
    changed = draft_checks.fix(me().id, slug, now())
    flash(
        ngettext("Tags written in %(num)s file.", "Tags written in %(num)s files.", len(changed))
        if changed
        else _("Every part and every question has its tag already."),
        "success",
    )
    return _back(slug, request.form.get("path", "course.md"))


@bp.post("/hr/courses/<slug>/edit/add")
@role("author")
def add(slug: str) -> ResponseReturnValue:
    """A new, empty file."""
    draft, path = _draft(slug), request.form.get("new", "").strip()
    try:
        draft_files.add(me().id, slug, path, b"", now())
    except Refusal as refusal:
        return _refused(draft, refusal)
    return _back(slug, path)


@bp.post("/hr/courses/<slug>/edit/rename")
@role("author")
def rename(slug: str) -> ResponseReturnValue:
    """Another name for a file."""
    draft, path, to = _draft(slug), _path(), request.form.get("to", "").strip()
    try:
        draft_files.rename(me().id, slug, path, to, now())
    except Refusal as refusal:
        return _refused(draft, refusal)
    flash(_("Renamed."), "success")
    return _back(slug, to)


@bp.post("/hr/courses/<slug>/edit/delete")
@role("author")
def delete(slug: str) -> ResponseReturnValue:
    """Takes a file away; the history keeps it."""
    draft = _draft(slug)
    try:
        draft_files.delete(me().id, slug, _path(), now())
    except Refusal as refusal:
        return _refused(draft, refusal)
    flash(_("Taken away. The history keeps it."), "success")
    return _back(slug, "course.md")


@bp.post("/hr/courses/<slug>/edit/lock")
@role("author")
def lock(slug: str) -> ResponseReturnValue:
    """A sign of life of somebody who is writing."""
    draft_locks.hold(me().id, slug, _path(), now())
    return "", 204


@bp.post("/hr/courses/<slug>/edit/take-over")
@role("author")
def take_over(slug: str) -> ResponseReturnValue:
    """Takes a file from whoever is writing there, after the page has warned."""
    draft_locks.take_over(me().id, slug, _path(), now())
    flash(_("You write here now. The other person is told at their next save."), "success")
    return _back(slug, _path())


def _draft(slug: str) -> Draft:
    draft = drafting.find(slug)
    if draft is None:
        raise Refusal("not-found")
    return draft


def _path() -> str:
    return request.form.get("path", "")


def _refused(draft: Draft, refusal: Refusal) -> ResponseReturnValue:
    """The reason as a notice over the page that was left."""
    if refusal.status == 404:
        raise refusal
    flash(say(refusal), "danger")
    known = {file.path for file in draft.files}
    return _back(draft.course, _path() if _path() in known else "course.md")


def _back(slug: str, path: str) -> ResponseReturnValue:
    return redirect(url_for("drafting.edit", slug=slug, file=path), 303)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
