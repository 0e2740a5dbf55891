"""Who is asking: the signed-in person as a frozen value, loaded once per request in a transaction of its own."""

from dataclasses import dataclass

import flask_login
from flask import Flask, Request, abort, g
from flask_login import LoginManager

from lms.services import sessions
from lms.services.sessions import Me
from lms.web.clock import now, settings

__all__ = ["Me", "cookie_name", "known_me", "me", "me_or_none", "set_up"]

login = LoginManager()
login.session_protection = None  # our own rows decide, not a hash of the browser's name


@dataclass(frozen=True, slots=True)
class Visitor:
    """Nobody is signed in."""

    is_authenticated: bool = False
    is_active: bool = False
    is_anonymous: bool = True

    def get_id(self) -> None:
        return None


def set_up(app: Flask) -> None:
    """Hangs the loader into the app."""
    login.anonymous_user = Visitor
    # Not login.init_app: it would also look for a remember cookie after every answer, static files included.
    app.login_manager = login  # type: ignore[attr-defined]


@login.request_loader  # type: ignore[untyped-decorator]
def _load(request: Request) -> Me | None:
    token = request.cookies.get(cookie_name())
    if not token or g.get("without_me"):
        return None
    return sessions.find(token, now())


def me_or_none() -> Me | None:
    """The signed-in person, or None for a visitor."""
    known = known_me()
    if known is not None:
        return known
    user = flask_login.current_user._get_current_object()
    return user if isinstance(user, Me) else None


def known_me() -> Me | None:
    """The signed-in person if this request has asked already: never touches the database."""
    user = g.get("_login_user")
    return user if isinstance(user, Me) else None


def me() -> Me:
    """The signed-in person; aborts with 401 for a visitor."""
    found = me_or_none()
    if found is None:
        abort(401)
    return found


def cookie_name() -> str:
    """`__Host-` needs Secure, so plain http (loopback) has a name of its own."""
    return "__Host-paraph" if settings().https else "paraph"
