"""Who may call a route: every view wears exactly one policy, checked before it runs and required at start-up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from flask import Flask, abort, current_app, redirect, request
from flask.typing import ResponseReturnValue

from lms.web.me import Me, me_or_none

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


@dataclass(frozen=True, slots=True)
class Policy:
    """`allows` decides about a signed-in person; None lets visitors in too."""

    name: str
    allows: Callable[[Me], bool] | None


def _wears(policy: Policy) -> Callable[[View], View]:
    def declare(view: View) -> View:
        if hasattr(view, "policy"):
            raise RuntimeError(f"{view.__module__}.{view.__name__} declares two policies")
        view.policy = policy  # type: ignore[attr-defined]
        return view

    return declare


def public(view: View) -> View:
    """Open to everybody, signed in or not."""
    return _wears(Policy("public", None))(view)


def signed_in(view: View) -> View:
    """Open to every person of the organisation; the service narrows it to what is theirs."""
    return _wears(Policy("signed in", lambda me: True))(view)


def manager(view: View) -> View:
    """Open to whom somebody reports to."""
    return _wears(Policy("manager", lambda me: me.is_manager))(view)


def role(*names: str) -> Callable[[View], View]:
    """Open to holders of any of these roles."""
    return _wears(Policy(" or ".join(names), lambda me: not me.roles.isdisjoint(names)))


def set_up(app: Flask) -> None:
    """Checks the policy of every request's view before it runs."""
    app.before_request(_check)


def require_policies(app: Flask) -> None:
    """Raises RuntimeError when a route declares none: the app does not start with an open door."""
    bare = sorted(name for name, view in app.view_functions.items() if not hasattr(view, "policy"))
    if bare:
        raise RuntimeError(f"routes without a policy: {', '.join(bare)}")


def policy_of(endpoint: str | None) -> Policy | None:
    """The policy of a route, or None where there is no such route."""
    view = current_app.view_functions.get(endpoint or "")
    return getattr(view, "policy", None)


def _check() -> ResponseReturnValue | None:
    policy = policy_of(request.endpoint)
    if policy is None or policy.allows is None:
        return None
    person = me_or_none()
    if person is None:
        return _to_the_door()
    if not policy.allows(person):
        abort(403)
    return None


def _to_the_door() -> ResponseReturnValue:
    """A reader is led to sign in and back; a post cannot be repeated by us, so it gets the 401 page."""
    if request.method not in ("GET", "HEAD"):
        abort(401)
    here = request.full_path if request.query_string else request.path
    return redirect("/sign-in" if here == "/" else f"/sign-in?{urlencode({'next': here})}", 303)
