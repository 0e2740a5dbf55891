"""A picture or paper out of a course folder, sent so that nothing in it can act."""

from flask import Response

from lms.domain.refusal import Refusal

TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".avif": "image/avif",
    ".pdf": "application/pdf",
}
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def answer(path: str, body: bytes | None) -> Response:
    """The file with its type; a kind of file that is not for readers is not found, like a missing one."""
    suffix = path[path.rfind(".") :].lower() if "." in path else ""
    if body is None or suffix not in TYPES:
        raise Refusal("not-found")
    response = Response(body, mimetype=TYPES[suffix])
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Content-Disposition"] = "inline"
    return response
