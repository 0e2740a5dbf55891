"""How much a form may send: little by default, more where a view says so and whoever sends may call it."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue

from lms.web.guards import policy_of
from lms.web.me import me_or_none

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
TEXT = 4 * 1024 * 1024  # a text of 512 KB, each of whose letters may take several bytes on the way


def room(size: int) -> Callable[[View], View]:
    """The largest request this view takes, in bytes."""

    def declare(view: View) -> View:
        view.room = size  # type: ignore[attr-defined]
        return view

    return declare


def set_up(app: Flask) -> None:
    """Call it before anything that reads the form."""
    app.before_request(_make_room)


def _make_room() -> None:
    """A stranger gets the usual room only: nobody fills our memory before the door is reached."""
    size = getattr(current_app.view_functions.get(request.endpoint or ""), "room", None)
    policy = policy_of(request.endpoint)
    if size is None or policy is None or policy.allows is None:
        return
    person = me_or_none()
    if person is not None and policy.allows(person):
        request.max_content_length = size
        request.max_form_memory_size = TEXT
