"""Where to go after a form: only to a page of ours, whatever the address said."""

from urllib.parse import unquote, urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect


def safe_path(target: str | None, default: str = "/") -> str:
    """`target` when it is the path of a page we serve by GET, else `default`."""
    return target if target and _ours(target) else default


def _ours(target: str) -> bool:
    decoded = unquote(target)
    if any(ord(char) < 33 or ord(char) == 127 or char == "\\" for char in target + decoded.replace(" ", "")):
        return False
    if not target.startswith("/") or target.startswith("//") or decoded.startswith("//"):
        return False
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or "@" in parts.path:
        return False
    adapter = current_app.url_map.bind_to_environ(request.environ)
    try:
        adapter.match(unquote(parts.path), method="GET")
    except (HTTPException, RequestRedirect):
        return False
    return True
