"""Where a password comes from: the address, and the signed cookie of a browser that knows this account already."""

import secrets
from hashlib import sha256

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeSerializer

from lms.services.sign_in import account_of
from lms.services.throttle import Caller
from lms.web.clock import settings

KEPT_SECONDS = 180 * 24 * 60 * 60
MOST_ACCOUNTS = 5  # of one shared browser


def caller(email: str = "") -> Caller:
    """This request's caller; `email` is the account it wants in to."""
    known = _read().get(_account(email))
    return Caller(request.remote_addr or "", known, settings().throttle)


def know(response: Response, email: str) -> None:
    """Remembers in this browser that it signed in to this account: a throttle of strangers will not stop it."""
    known = _read()
    known.pop(_account(email), None)
    newest = {**known, _account(email): secrets.token_urlsafe(16)}
    kept = dict(list(newest.items())[-MOST_ACCOUNTS:])
    response.set_cookie(
        _name(), _signer().dumps(kept), KEPT_SECONDS, secure=settings().https, httponly=True, samesite="Lax"
    )


def _read() -> dict[str, str]:
    try:
        kept = _signer().loads(request.cookies.get(_name(), ""))
    except BadData:
        return {}
    return {str(key): str(value) for key, value in kept.items()} if isinstance(kept, dict) else {}


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="paraph-known-browser")


def _account(email: str) -> str:
    """No address in the cookie: a fingerprint is enough to find it again."""
    return sha256(account_of(email).encode("utf-8", "replace")).hexdigest()[:24]


def _name() -> str:
    return "__Host-paraph-known" if settings().https else "paraph-known"
