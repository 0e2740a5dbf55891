"""One course folder as its readers will see it, for whoever writes it on this machine: `lms course preview`."""

from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.course.parse import parse_course
from lms.services import draft_checks
from lms.services.draft_checks import Checked
from lms.store.folder import FolderError, read_folder
from lms.web import course_files
from lms.web.clock import now
from lms.web.draft_page import notes
from lms.web.draft_preview import draw, module_of
from lms.web.guards import public
from lms.web.language import NATIVE

bp = Blueprint("previewing", __name__)
FOLDER = "PREVIEWED_FOLDER"


@bp.get("/")
@public
def show() -> ResponseReturnValue:
    """The welcome or one module in every language side by side, with the messages about its files above."""
    files = _files()
    checked = Checked(files, parse_course(files))
    path = request.args.get("file", "course.md")
    course, module = checked.result.course, module_of(checked, path)
    edition = draft_checks.edition(course.id if course else "", checked, now())
    return render_template(
        "previewing/show.html",
        folder=_folder().name,
        preview=draw(edition, module, _address) if edition else None,
        module=module,
        modules=[(one.id, one.file) for one in course.modules] if course else [],
        errors=len(checked.result.errors),
        messages=[(name, notes(checked, name)) for name in sorted(checked.counts)],
        native=NATIVE,
        state=_state(files),
    )


@bp.get("/state")
@public
def state() -> ResponseReturnValue:
    """A value that changes with the folder: the page asks for it and draws itself anew."""
    return jsonify(state=_state(_files()))


@bp.get("/files/<path:path>")
@public
def file(path: str) -> Response:
    """A picture of the folder."""
    return course_files.answer(path, _files().get(path))


def _folder() -> Path:
    folder: Path = current_app.config[FOLDER]
    return folder


def _files() -> dict[str, bytes]:
    """The folder as it is now; empty while it cannot be read, so that the page waits for it."""
    try:
        return read_folder(_folder())
    except (FolderError, OSError):
        return {}


def _state(files: dict[str, bytes]) -> str:
    digest = sha256()
    for path, body in files.items():
        digest.update(path.encode() + b"\0" + sha256(body).digest())
    return digest.hexdigest()[:16]


def _address(path: str) -> str:
    return url_for("previewing.show", file=path) if path.endswith(".md") else url_for("previewing.file", path=path)
