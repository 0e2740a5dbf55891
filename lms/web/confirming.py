"""The password again, where the sign-in is older than a deliberate act allows."""

from datetime import datetime

from flask import request

from lms.services import sign_in as door
from lms.services import signing
from lms.web.caller import caller
from lms.web.clock import now
from lms.web.me import me


def wanted() -> bool:
    """Whether the page has to ask for the password."""
    return signing.must_confirm(me().authenticated_at, now())


def authenticated_at() -> datetime:
    """When this person last proved who she is; a password sent along proves it now. Raises Refusal password-wrong.

    A password is looked at only when the sign-in is old: it costs, and it tells nothing new.
    """
    mine, password = me(), request.form.get("password", "")
    if not password or not wanted():
        return mine.authenticated_at
    door.confirm_password(mine.id, mine.session, password, caller(mine.email), now())
    return now()
