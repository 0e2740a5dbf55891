"""Which language and time zone a page is in, and the switch between languages."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Blueprint, Flask, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import Babel

from lms.config import CHECKOUT, HOUSE
from lms.services import profile
from lms.web import wording
from lms.web.clock import now, settings
from lms.web.guards import public
from lms.web.me import known_me, me_or_none
from lms.web.returning import safe_path

bp = Blueprint("language", __name__)
NATIVE = {"en": "English", "fr": "Français"}
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
babel = Babel()


def set_up(app: Flask) -> None:
    """Tells flask-babel how to choose, and compiles changed catalogues in a checkout."""
    if HOUSE == CHECKOUT:
        _compile_stale()
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.config["BABEL_DEFAULT_LOCALE"] = app.config["PARAPH"].languages[0]
    babel.init_app(app, locale_selector=language, timezone_selector=timezone)
    wording.set_up(app, babel)


def language() -> str:
    """`?lang=` of this address, else what this browser chose, else the person's choice, else the browser's."""
    if "language" not in g:
        g.language = _choose()
    chosen: str = g.language
    return chosen


def timezone() -> str:
    """The person's zone, else the organisation's."""
    person = known_me() if g.get("without_me") else me_or_none()
    return (person.timezone if person else None) or str(settings().timezone)


def remember(chosen: str | None) -> None:
    """Keeps a choice in this browser's signed cookie; unknown languages are ignored."""
    if chosen in settings().languages:
        session["language"] = g.language = chosen


@bp.post("/language")
@public
def switch() -> ResponseReturnValue:
    """Switches this browser and, for a signed-in person, the stored choice; then back to where they were."""
    chosen = request.form.get("language", "")
    person = me_or_none()
    if person is not None and chosen in settings().languages:
        profile.choose_language(settings().house, person.id, chosen, now())
    remember(chosen)
    return redirect(safe_path(request.form.get("next")), 303)


def _choose() -> str:
    known = settings().languages
    asked = request.args.get("lang")
    if asked in known:
        if session.get("language") != asked:
            session["language"] = asked
        return asked
    kept = session.get("language")
    if kept in known:
        return str(kept)
    person = known_me() if g.get("without_me") else me_or_none()
    if person and person.language in known:
        return person.language
    wanted = (tag.replace("_", "-").split("-")[0].lower() for tag in request.accept_languages.values())
    return next((tag for tag in wanted if tag in known), known[0])  # fr-CA is French, before a second choice of English


def _compile_stale() -> None:
    """Writes each .mo that is older than its .po; whole or not at all, since other processes may read it."""
    for po in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        try:
            with po.open("rb") as source, NamedTemporaryFile(dir=po.parent, delete=False) as target:
                write_mo(target, read_po(source, locale=po.parts[-3]))
            os.replace(target.name, mo)
        except OSError:  # a checkout that this user may only read keeps the catalogue it has
            continue
