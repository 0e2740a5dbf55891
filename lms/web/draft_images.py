"""Uploading an image into a draft."""

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.domain import drafting as rules
from lms.domain.refusal import Refusal
from lms.services import draft_files, drafting, pictures
from lms.web.asked import legible
from lms.web.clock import now
from lms.web.errors import say
from lms.web.guards import role
from lms.web.me import me
from lms.web.room import room

bp = Blueprint("draft_images", __name__)
UPLOAD = rules.IMAGE + 64 * 1024
LONGEST_ALT = 300


@bp.post("/hr/courses/<slug>/edit/image")
@role("author")
@room(UPLOAD)
def upload(slug: str) -> ResponseReturnValue:
    """Draws the image anew, keeps it, and gives the line to write where it belongs."""
    if drafting.find(slug) is None:
        raise Refusal("not-found")
    path, as_json = request.form.get("path", ""), request.accept_mimetypes.best == "application/json"
    try:
        markdown = _kept(slug)
    except Refusal as refusal:
        if as_json:
            raise
        flash(say(refusal), "danger")
        return redirect(url_for("drafting.edit", slug=slug, file=path or "course.md"), 303)
    if as_json:
        return jsonify(markdown=markdown)
    flash(_("Uploaded. Write this line where the image belongs: %(line)s", line=markdown), "warn")
    return redirect(url_for("drafting.edit", slug=slug, file=path or "course.md"), 303)


def _kept(slug: str) -> str:
    sent, alt = request.files.get("image"), legible(request.form.get("alt", "")).strip()[:LONGEST_ALT]
    if sent is None or not sent.filename:
        raise Refusal("image-broken", field="image")
    if not alt:
        raise Refusal("image-description-missing", field="alt")
    body, ending = pictures.redrawn(sent.read())
    kept = draft_files.add_image(me().id, slug, rules.image_path(sent.filename, ending), body, now())
    return rules.image_markdown(kept, alt)
