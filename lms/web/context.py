"""What every template may rely on, beside its own values: see templates/components/README.md."""

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, request
from flask.templating import Environment

from lms.web import moments, static_files
from lms.web.alarm_banner import integrity_alarms
from lms.web.clock import settings
from lms.web.language import NATIVE, language
from lms.web.me import known_me, me_or_none


class PageEnvironment(Environment):
    """Templates share one plain mapping of globals: Jinja's chained one is walked through at each import of macros."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def set_up(app: Flask) -> None:
    """Globals reach macros that are imported without context; the rest is made for each page."""
    app.context_processor(_values)
    moments.set_up(app)
    static_files.set_up(app)
    app.jinja_env.globals["integrity_alarms"] = integrity_alarms


def _values() -> dict[str, Any]:
    person = known_me() if g.get("without_me") else me_or_none()
    return {
        "me": person,
        "organisation": settings().organisation,
        "language": language(),
        "languages": [(code, NATIVE[code], _in(code)) for code in settings().languages],
        "today": moments.today(),
        "request_id": request.environ.get("paraph.request_id", ""),
    }


def _in(code: str) -> str:
    """This address in another language: only the query differs, so the path needs no quoting."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return "?" + urlencode([*kept, ("lang", code)])
