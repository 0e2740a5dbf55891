"""The text of a proposal as its readers will see it: whoever approves can read all of it first."""

from functools import partial

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.refusal import Refusal
from lms.services import draft_checks, proposing
from lms.web import course_files
from lms.web.clock import now
from lms.web.draft_preview import shown
from lms.web.guards import role

bp = Blueprint("proposal_text", __name__)


@bp.get("/hr/courses/<slug>/proposals/<proposal_id>/text")
@role("author", "approver")
def show(slug: str, proposal_id: str) -> ResponseReturnValue:
    """Every module in every language, with what is right."""
    checked = draft_checks.checked(proposing.files(slug, proposal_id))
    address = partial(_address, slug, proposal_id)
    drawn = shown(slug, checked, request.args.get("file", "course.md"), address, now())
    return render_template("proposals/text.html", slug=slug, proposal_id=proposal_id, **drawn)


@bp.get("/hr/courses/<slug>/proposals/<proposal_id>/files/<path:path>")
@role("author", "approver")
def file(slug: str, proposal_id: str, path: str) -> Response:
    """A picture of the proposal."""
    body = proposing.files(slug, proposal_id).get(path)
    if body is None:
        raise Refusal("not-found")
    return course_files.answer(path, body)


def _address(slug: str, proposal_id: str, path: str) -> str:
    if path.endswith(".md"):
        return url_for("proposal_text.show", slug=slug, proposal_id=proposal_id, file=path)
    return url_for("proposal_text.file", slug=slug, proposal_id=proposal_id, path=path)
