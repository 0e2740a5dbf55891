"""Prints the signer's copy: the document as it was signed, the promises, the signature and its receipt."""

import io
import posixpath
import re
from typing import Any

import nh3
from markupsafe import Markup

from lms.domain.signed_copy import SignedCopyValues
from lms.web.paper import drawing, fit, typeface, words
from lms.web.paper.certificate import HANDS, hand_of
from lms.web.paper.sheets import filled

_BLOCKS = {"section", "article", "header", "footer", "div", "p", "hr", "pre", "blockquote", "figure", "figcaption"}
_BLOCKS |= {"h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd"}
_BLOCKS |= {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
_INLINE = {
    "span",
    "br",
    "strong",
    "b",
    "em",
    "i",
    "del",
    "code",
    "q",
    "cite",
    "a",
    "img",
    "sup",
    "sub",
    "small",
    "abbr",
}
_ATTRIBUTES = {
    "*": {"class", "lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start"},
}
_OUTWARD = ("https://", "http://", "mailto:")


def render_signed_copy(values: SignedCopyValues) -> bytes:
    """The PDF, tagged, in the language of the signature."""
    from pikepdf import Pdf

    from lms.web.paper import finish, press  # WeasyPrint costs 0.7 s to import

    _ = words.words_in(values.language).gettext
    html = filled("signed_copy.html", _=_, **_on_the_pages(values))
    page = press.print_page(html, ("fonts.css", "signed_copy.css"), _shelf(values))
    with Pdf.open(io.BytesIO(page.pdf)) as pdf:
        finish.hide_running_lines(pdf)
        return finish.saved(pdf)


def clean_document(html: str) -> Markup:
    """The stored document is clean already; this is the second lock before it is laid out."""
    cleaned = nh3.clean(
        html,
        tags=_BLOCKS | _INLINE,
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        clean_content_tags={"script", "style", "title", "template"},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return Markup("".join(letter if letter.isspace() or typeface.can_print(letter) else "\ufffd" for letter in cleaned))


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """Links inside the app lead nowhere on paper; pictures come from the shelf only."""
    if attribute == "href":
        return value if value.lower().startswith(_OUTWARD) else None
    if attribute == "src":
        return None if ":" in value or value.startswith("//") else on_shelf(value)
    return value


def on_shelf(name: str) -> str:
    return "document/" + posixpath.normpath(name).lstrip("/.")


def _shelf(values: SignedCopyValues) -> dict[str, bytes]:
    return {on_shelf(name): data for name, data in values.images.items()} | drawing.shelf_of(values.drawn)


def _on_the_pages(values: SignedCopyValues) -> dict[str, Any]:
    _ = words.words_in(values.language).gettext
    name = typeface.printable(values.holder)
    signature = typeface.printable(values.typed_name or values.holder)
    hand = hand_of(values.typed_name, signature)
    return {
        "language": values.language,
        "title": typeface.printable(values.course_title),
        "organisation": typeface.printable(values.organisation),
        "running": {
            "organisation": typeface.printable(values.organisation, 40),
            "course": typeface.printable(values.course_title, 60),
            # the numbers are known to the layout only, so the words around them travel separately
            "count": re.split(r"%\(pages?\)s", _("Page %(page)s of %(pages)s")),
        },
        "version": typeface.printable(values.version, 20),
        "in_language": words.locale_of(values.language).get_language_name(values.language),
        "document": clean_document(values.document_html),
        "statements": [several_lines(each) for each in values.statements],
        "consent": several_lines(values.consent),
        "signature": signature,
        "hand": hand,
        "drawing": drawing.size_of(values.drawn, 100, 30) if values.drawn else None,
        "hand_size": fit.size_for(signature, *HANDS[hand], 100),
        "facts": _facts(values, name),
    }


def _facts(values: SignedCopyValues, name: str) -> list[tuple[str, str, bool]]:
    """What, the value, and whether it is a hash."""
    _ = words.words_in(values.language).gettext
    methods = {
        "typed": _("The name was typed by the signer"),
        "drawn": _("The name was drawn by the signer"),
        "ticked": _("The statements were ticked by the signer"),
    }
    return [
        (_("Name"), name, False),
        (_("Date and time"), words.moment(values.signed_at, values.zone, values.language), False),
        (_("How it was signed"), methods[values.method], False),
        (_("Fingerprint of the text (SHA-256)"), values.fingerprint, True),
        (_("Fingerprint of this version’s source (SHA-256)"), values.edition_sha256, True),
        (_("Entry in the record"), values.fact_id, True),
        (_("Leaf hash of that entry (SHA-256)"), values.leaf_hash, True),
    ]


def several_lines(text: str) -> list[str]:
    """A statement may have paragraphs; each is cleaned on its own and none is cut."""
    return [typeface.printable(line, len(line) + 1) for line in text.splitlines() if line.strip()]
