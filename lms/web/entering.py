"""Letting somebody in and out: the session cookie, and a fresh visitor cookie with a fresh token."""

from flask import Response, g, make_response, redirect, request, session

from lms.services import sessions
from lms.services.sign_in import SignedIn
from lms.web import caller
from lms.web.clock import settings
from lms.web.me import cookie_name


def let_in(entered: SignedIn, email: str, target: str) -> Response:
    """303 to `target` with a new session; the old session and everything the visitor's cookie held are dropped."""
    old = request.cookies.get(cookie_name())
    if old:
        sessions.end(sessions.hashed(old))
    _fresh_cookie(keep_language=entered.language is None)
    response = make_response(redirect(target, 303))
    https = settings().https
    response.set_cookie(cookie_name(), entered.token, secure=https, httponly=True, samesite="Lax")
    caller.know(response, email)
    return response


def let_out(target: str = "/sign-in") -> Response:
    """303 to `target` without a session cookie."""
    _fresh_cookie(keep_language=True)
    response = make_response(redirect(target, 303))
    response.delete_cookie(cookie_name(), secure=settings().https, httponly=True, samesite="Lax")
    return response


def _fresh_cookie(keep_language: bool) -> None:
    """A token seen before signing in is worth nothing after it."""
    language = session.get("language")
    session.clear()
    g.pop("csrf_token", None)
    if keep_language and language:
        session["language"] = language
