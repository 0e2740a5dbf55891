"""An uploaded badge, JSON or PNG: what it is worth, in words."""

from flask_babel import gettext as _
from markupsafe import Markup

from lms.services import credentials
from lms.services.credentials import Check
from lms.web.clock import settings
from lms.web.issuer import public_keys
from lms.web.moments import dated

PNG = b"\x89PNG\r\n\x1a\n"


def looks_like_one(data: bytes) -> bool:
    """Whether to read a file as a badge at all."""
    return data.startswith(PNG) or data.lstrip()[:1] == b"{"


def check(data: bytes) -> Check | None:
    """What we know of the credential in this file; None when it is not ours."""
    body = _baked_in(data) if data.startswith(PNG) else data
    return credentials.check(settings().house, body, public_keys()) if body else None


def refused(found: Check | None) -> str:
    """Why the file is not confirmed."""
    if found is None:
        return _("This is not a badge of ours, or a picture without one. Ask its holder for the file as it was issued.")
    return _("This badge was changed after it was issued. Do not rely on it; ask its holder for the original file.")


def words(found: Check) -> tuple[str, str, list[tuple[str, str | Markup, str]]]:
    """Title, text and rows of the answer."""
    if found.state == "valid":
        title, text = _("This badge is genuine"), _("Issued by %(organisation)s, and not revoked.")
    else:
        title, text = (
            _("This badge was revoked"),
            _("Issued by %(organisation)s, and withdrawn since. Do not rely on it."),
        )
    holder = _("The full name is in the file. Compare it with the person’s ID.")
    rows: list[tuple[str, str | Markup, str]] = [(_("Awarded to"), found.holder, holder)] if found.holder else []
    rows.append((_("For"), Markup('<span lang="{}">{}</span>').format(found.language, found.badge), ""))
    if found.earned_at:
        rows.append((_("Earned on"), dated(found.earned_at), ""))
    return title, text % {"organisation": found.organisation}, rows


def _baked_in(picture: bytes) -> bytes | None:
    """The JSON in a PNG; None where there is none, or no PNG that can be read."""
    from openbadgeslib.baking import ITXT_KEYWORD_OB3, extract_png

    try:
        text = extract_png(picture, keyword=ITXT_KEYWORD_OB3)
    except Exception:  # whatever a stranger's file makes the reader stumble over
        return None
    return text.encode("utf-8", "replace") if text else None
