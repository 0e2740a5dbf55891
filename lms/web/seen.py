"""Who looked at my record: everybody sees it for themselves."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.domain.viewing import VIEWED
from lms.services import viewing
from lms.web.guards import signed_in
from lms.web.me import me

bp = Blueprint("seen", __name__)
WORDS = {code: _l(sentence) for code, sentence in VIEWED.items()}


@bp.get("/me/seen")
@signed_in
def show() -> ResponseReturnValue:
    """Each look with its time, newest first."""
    return render_template("seen/seen.html", looks=viewing.looks_at(me().id), words=look_words)


def look_words(what: str) -> str:
    """What was looked at, in the reader's language; a newer version may know more than this one."""
    return str(WORDS.get(what, _("something of yours")))
