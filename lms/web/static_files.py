"""Static files: addresses carry a hash of all of them, so that browsers keep a file for ever and never an old one."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from re import compile as regex

from flask import Blueprint, Flask, Response, current_app, send_from_directory

from lms.config import HOUSE
from lms.web.guards import public

bp = Blueprint("static_files", __name__)
ROOT = HOUSE / "static"
FOR_EVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=300"
_VERSIONED = regex(r"([0-9a-f]{16})/(.+)")


@cache
def version() -> str:
    """One hash over every file: a sheet and the fonts it names by relative address change together."""
    digest = sha256()
    for path in sorted(item for item in ROOT.rglob("*") if item.is_file()):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def set_up(app: Flask) -> None:
    """Gives templates `static_url`: a file's address, for ever the same bytes; without the hash while debugging."""
    prefix = "/static" if app.debug else f"/static/{version()}"
    app.jinja_env.globals["static_url"] = lambda path: f"{prefix}/{path}"


@bp.get("/static/<path:path>")
@public
def show(path: str) -> Response:
    """One file; an address with an older hash gets today's bytes, but may not keep them."""
    match = _VERSIONED.fullmatch(path)
    response = send_from_directory(Path(ROOT), match[2] if match else path)
    current = match is not None and match[1] == version() and not current_app.debug
    response.headers["Cache-Control"] = FOR_EVER if current else A_WHILE
    response.headers.pop("Expires", None)
    return response
