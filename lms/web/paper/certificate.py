"""Prints a certificate: one A4 page, tagged PDF/A-3a, drawn from frozen values only."""

import io
from typing import Any

import segno

from lms.domain.certificate import CertificateValues
from lms.web.paper import drawing, fit, typeface, words
from lms.web.paper.sheets import filled

_FIRST_FOREIGN = 0x250  # letters from here on are not spaced or stacked like Latin ones
_FIXED_MASK = 2  # choosing the best of eight costs 5 ms; any of them is readable
_QUIET_ZONE = 4  # modules
_SHORT = 160  # characters beside the signature lines
_QR_SIDE = 36  # millimetres, without the quiet zone


def render_certificate(values: CertificateValues, receipt: bytes | None) -> bytes:
    """The PDF; the receipt, when given, travels inside it as JSON."""
    from pikepdf import Pdf

    from lms.web.paper import finish, press  # WeasyPrint costs 0.7 s to import

    _ = words.words_in(values.language).gettext
    code, side = qr_code(values.verify_url)
    html = filled("certificate.html", _=_, qr_side=side, **_on_the_page(values))
    page = press.print_page(html, ("fonts.css", "certificate.css"), {"qr.svg": code, **drawing.shelf_of(values.drawn)})
    with Pdf.open(io.BytesIO(page.pdf)) as pdf:
        finish.ornament(pdf, values.course_id, page.places["flourish"])
        if receipt is not None:
            about = _("Receipt of the signature: its place in the record, and the proof")
            finish.attach(pdf, receipt, about, f"D:{values.signed_on:%Y%m%d}")
        return finish.saved(pdf)


def missing_glyphs(values: CertificateValues) -> str:
    """The characters no font could print; they stand on the page as a visible replacement sign."""
    return typeface.missing(
        values.holder,
        values.organisation,
        values.course_title,
        values.signed_by,
        values.signed_by_role,
        values.typed_name,
        values.version,
    )


def qr_code(address: str) -> tuple[bytes, float]:
    """A vector drawing, sharp at any size, and its side in millimetres with the quiet zone around the code."""
    code = segno.make(address, error="m", micro=False, mask=_FIXED_MASK, boost_error=False)
    picture = io.BytesIO()
    code.save(picture, kind="svg", border=_QUIET_ZONE, dark="#221a2b", xmldecl=False, svgclass=None, lineclass=None)
    modules = code.symbol_size(border=0)[0]
    return picture.getvalue(), round(_QR_SIDE * (modules + 2 * _QUIET_ZONE) / modules, 2)


def _on_the_page(values: CertificateValues) -> dict[str, Any]:
    name, title = typeface.printable(values.holder), typeface.printable(values.course_title)
    organisation, signatory = typeface.printable(values.organisation), typeface.printable(values.signed_by, _SHORT)
    role = _role(values, organisation)
    signature = typeface.printable(values.typed_name or values.holder, _SHORT)
    hand = hand_of(values.typed_name, signature)
    tracking = 0.0 if _foreign(name) else -0.025
    hand_size = fit.size_for(signature, *HANDS[hand], 80)
    sizes = {
        "name": (name_size := fit.name_size(name, tracking)),
        "title": fit.title_size(title, name),
        "brand": fit.size_for(organisation, "serif-600", fit.BRAND, 160, -0.02),
        "hand": hand_size,
        "hand_top": _top(hand, hand_size),
        "signatory": (signatory_size := fit.size_for(signatory, "serif-500", fit.SIGNATORY, 80)),
        "signatory_top": _top("print", signatory_size),
        "label": fit.size_for(role, "sans-400", fit.LABEL, 80),
    }
    groups = values.code.split("-")
    return {
        "language": values.language,
        "name": name,
        "title": title,
        "organisation": organisation,
        "signatory": signatory,
        "role": role,
        "signature": signature,
        "hand": hand,
        "drawing": drawing.size_of(values.drawn, 78, 11.5) if values.drawn else None,
        "foreign": _foreign(name),
        "name_words": [(word, _keep_whole(word, name_size, tracking)) for word in name.split()],
        "sizes": sizes,
        "score": values.score_percent is not None,
        "figures": _figures(values),
        "address": values.verify_url,
        "code_lines": ("-".join(groups[:3]), "-".join(groups[3:])),
        "fingerprint": values.fingerprint,
    }


def _foreign(name: str) -> bool:
    return any(ord(letter) >= _FIRST_FOREIGN for letter in name)


def _keep_whole(word: str, size: float, tracking: float) -> bool:
    """A double name is not broken at its hyphen where it fits on a line."""
    return "-" in word and fit.width_of(word, "serif-500", tracking) <= fit.in_sizes(fit.NAME_WIDTH, size)


HANDS = {
    "script": ("signature", fit.HAND),
    "italic": ("serif-italic-400", fit.SIGNATORY),
    "print": ("serif-500", fit.SIGNATORY),
}


def hand_of(typed_name: str, signature: str) -> str:
    """The script face where it has every letter; it lacks ś, ř, ł and all other scripts."""
    if not typed_name:
        return "print"
    if typeface.covers("signature", signature):
        return "script"
    return "italic" if typeface.covers("serif-italic-400", signature) else "print"


def _top(hand: str, size: float) -> float:
    """Millimetres above the text, so that smaller type still stands on the line."""
    if hand == "script":
        return round((27 - size) * 0.33, 2) if size > 11 else 3.0  # smaller type takes several lines
    return max(0.0, round(6 + (14 - size) * 0.4, 2)) if size > 9 else 4.0 if size == 9 else 1.0


def _role(values: CertificateValues, organisation: str) -> str:
    _ = words.words_in(values.language).gettext
    if values.signed_by_role:
        role = typeface.printable(values.signed_by_role, _SHORT)
        label = _("%(role)s, for %(organisation)s") % {"role": role, "organisation": organisation}
    else:
        label = _("For %(organisation)s") % {"organisation": organisation}
    return typeface.clean(label, _SHORT)


def _figures(values: CertificateValues) -> list[tuple[str, str]]:
    """The row of facts, without those that do not apply."""
    pgettext = words.words_in(values.language).pgettext
    score, until = values.score_percent, values.valid_until
    figures = [
        (pgettext("certificate", "Score"), None if score is None else words.percent(score, values.language)),
        (pgettext("certificate", "Signed"), words.day(values.signed_on, values.language)),
        (pgettext("certificate", "Valid until"), None if until is None else words.day(until, values.language)),
        (pgettext("certificate", "Version"), typeface.printable(values.version, 20)),
    ]
    return [(head, value) for head, value in figures if value is not None]
