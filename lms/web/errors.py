"""Refusals and failures as branded pages in the reader's language, with a request id and without a trace."""

import logging
from typing import Any

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError

from lms.domain.refusal import Refusal
from lms.web.me import me_or_none

log = logging.getLogger("lms.web")
RETRY_SECONDS = 5
PAGES = {
    400: (
        _l("This request cannot be understood"),
        _l("The address or the form was damaged on its way. Nothing was recorded."),
    ),
    401: (
        _l("You are signed out"),
        _l("Your session has ended. Nothing was recorded. Sign in, then do it again."),
    ),
    403: (
        _l("This page is for other roles"),
        _l("This page is for other roles than yours."),
    ),
    404: (
        _l("There is nothing here"),
        _l("There is nothing at this address, or it is not yours to see."),
    ),
    405: (
        _l("This cannot be done this way"),
        _l("Go back to the page you came from and use its buttons. Nothing was recorded."),
    ),
    409: (
        _l("Something changed meanwhile"),
        _l("Somebody else changed this while you were looking. Check it and save again."),
    ),
    410: (
        _l("This is gone"),
        _l("This link was used already or is too old. Ask for a new one."),
    ),
    413: (
        _l("This is too large"),
        _l("What you sent is larger than this page takes. Nothing was recorded."),
    ),
    415: (
        _l("This kind of file is not taken here"),
        _l("Choose a file of the kind the page asks for. Nothing was recorded."),
    ),
    422: (
        _l("This cannot be recorded"),
        _l("Something in the form does not fit. Nothing was recorded."),
    ),
    429: (
        _l("Please wait a little"),
        _l("There were too many tries in a short time. Wait some minutes, then try again."),
    ),
    500: (
        _l("Something went wrong on our side"),
        _l("Nothing was recorded by this last step. If it comes back, give your administrator the number below."),
    ),
    503: (
        _l("Back in a moment"),
        _l("The server is busy or has no room left. Nothing was recorded by this step. Try again in a minute."),
    ),
}
STALE = _l("This page was open for too long. Go back, reload it and send it again. Nothing was recorded.")


def set_up(app: Flask) -> None:
    """Translates what the floors below raise into answers, once."""
    app.log_exception = _log_crash  # type: ignore[method-assign]
    app.register_error_handler(Refusal, _on_refusal)
    app.register_error_handler(CSRFError, _on_stale_form)
    app.register_error_handler(OperationalError, _on_busy)
    app.register_error_handler(PoolTimeout, _on_busy)
    app.register_error_handler(DataError, _on_damaged)
    app.register_error_handler(HTTPException, _on_http)


def say(refusal: Refusal) -> str:
    """A refusal's sentence in the reader's language."""
    return str(gettext(refusal.sentence, **refusal.arguments))


def page(status: int, text: str | None = None) -> Response:
    """The error page of a status; an asker that reads JSON gets the same sentence as JSON."""
    _do_without_me_if_need_be()
    title, usual = PAGES.get(status) or PAGES[500 if status >= 500 else 400]
    sentence = text or str(usual)
    request_id = request.environ.get("paraph.request_id", "")
    if request.accept_mimetypes.best == "application/json":
        response = jsonify(error=sentence, status=status, request_id=request_id)
    else:
        response = make_response(render_template("errors/page.html", status=status, title=str(title), text=sentence))
    response.status_code = status
    return response


def _do_without_me_if_need_be() -> None:
    """An error page is shown whatever else is broken."""
    try:
        if not g.get("without_me"):
            me_or_none()
    except SQLAlchemyError:
        g.without_me = True


def _log_crash(exc_info: Any) -> None:
    """The trace with the request's number and rule; never the path, which may hold a one-time token."""
    rule = request.url_rule.rule if request.url_rule else "no route"
    log.error("request %s, %s %s", request.environ.get("paraph.request_id"), request.method, rule, exc_info=exc_info)


def _on_refusal(refusal: Refusal) -> ResponseReturnValue:
    response = page(refusal.status, say(refusal))
    if refusal.status in (429, 503):
        response.headers["Retry-After"] = str(refusal.arguments.get("minutes", 1) * 60)
    return response


def _on_stale_form(error: CSRFError) -> ResponseReturnValue:
    return page(400, str(STALE))


def _on_busy(error: OperationalError | PoolTimeout) -> ResponseReturnValue:
    """Locked, full or gone: the database heals without us, so the reader is asked to come back."""
    log.error("the database did not answer: %s", getattr(error, "orig", error))
    g.without_me = True
    response = page(503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _on_damaged(error: DataError) -> ResponseReturnValue:
    log.warning("a value that no column takes: %s", type(error.orig).__name__)
    g.without_me = True
    return page(400)


def _on_http(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, InternalServerError):
        g.without_me = True  # whatever broke may have been the database
    if error.response is not None:
        return error.response
    response = page(error.code or 500)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response
