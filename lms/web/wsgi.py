"""The outermost layer: request id, host, and the security headers of every answer, whoever made it."""

import json
import logging
import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, abort, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from lms.config import Settings
from lms.domain.refusal import Refusal
from lms.web.guards import policy_of
from lms.web.me import known_me

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
HEALTH = ("/healthz", "/readyz")
MOST_UNREAD = 64 * 1024 * 1024  # of a body that nobody wanted
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer, Chromium sends `Origin: null` on our own posts
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
HSTS = "max-age=31536000"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
access = logging.getLogger("lms.access")


class Shell:
    """Wraps the app: numbers the request, settles the host, and adds what no answer may lack."""

    def __init__(self, app: WSGIApplication, settings: Settings) -> None:
        self._app, self._settings = app, settings

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request_id = secrets.token_hex(8)
        environ["paraph.request_id"] = request_id
        environ["wsgi.url_scheme"] = urlsplit(self._settings.base_url).scheme
        if not trusted(environ, self._settings):
            environ["paraph.foreign_host"] = True
            environ["HTTP_HOST"] = self._settings.host  # nothing built for the answer repeats what was sent
        extra = {**HEADERS, "X-Request-ID": request_id}
        if self._settings.https:
            extra["Strict-Transport-Security"] = HSTS
        answer = self._app(environ, _adding(extra, start_response))
        _read_the_rest(environ)
        return answer


def set_up(app: Flask, settings: Settings) -> None:
    """Puts the shell round the app, behind as many proxies as we were told of, and its checks into the app."""
    app.wsgi_app = Shell(app.wsgi_app, settings)  # type: ignore[method-assign]
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.before_request(_refuse_foreigners)
    app.after_request(_keep_private)
    app.after_request(_log)


def trusted(environ: WSGIEnvironment, settings: Settings) -> bool:
    """The host of LMS_BASE_URL, its other loopback names, and anything for a health check from this machine."""
    host = environ.get("HTTP_HOST", "")
    if host.lower() == settings.host.lower() or _same_loopback(host, settings.host):
        return True
    return environ.get("PATH_INFO") in HEALTH and environ.get("REMOTE_ADDR") in LOOPBACK


def _same_loopback(host: str, ours: str) -> bool:
    try:
        asked, known = urlsplit(f"//{host}"), urlsplit(f"//{ours}")
        return known.hostname in LOOPBACK and asked.hostname in LOOPBACK and asked.port == known.port
    except ValueError:
        return False


def _adding(extra: dict[str, str], start_response: StartResponse) -> Callable[..., Any]:
    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        present = {name.lower() for name, _ in headers}
        missing = [(name, value) for name, value in extra.items() if name.lower() not in present]
        return start_response(status, headers + missing, exc_info)

    return start


def _read_the_rest(environ: WSGIEnvironment) -> None:
    """A browser shows no answer, our 413 included, when the connection is cut while it still sends."""
    if not environ.get("wsgi.input_terminated"):
        return  # this server does not say where a body ends: reading on might wait for ever
    left = MOST_UNREAD
    with suppress(OSError):  # whoever hung up does not want the answer either
        while left > 0 and (part := environ["wsgi.input"].read(min(left, 65_536))):
            left -= len(part)


def _refuse_foreigners() -> None:
    """A foreign host is a 400; an unsafe request that another site sent is a 403, token or not."""
    g.started = time.monotonic()
    if request.environ.get("paraph.foreign_host"):
        abort(400)
    if request.method in SAFE:
        return
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin != request.host_url.rstrip("/")
    if foreign or request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise Refusal("cross-site")


def _keep_private(response: Response) -> Response:
    """What only a signed-in person sees is stored nowhere; other pages are asked for anew each time."""
    policy = policy_of(request.endpoint)
    if known_me() is not None or (policy is not None and policy.allows is not None):
        if request.endpoint != "static_files.show":
            response.headers["Cache-Control"] = "no-store"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def _log(response: Response) -> Response:
    """One line of JSON with ids, never names; the rule instead of the path, which may hold a one-time token."""
    if not access.isEnabledFor(logging.INFO):
        return response
    person = known_me()
    line = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "request": request.environ.get("paraph.request_id"),
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "ms": round((time.monotonic() - g.get("started", time.monotonic())) * 1000),
        "person": person.id if person else None,
    }
    access.info(json.dumps(line))
    return response
