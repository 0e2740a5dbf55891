"""Prints a receipt: one A4 page that says in plain words what it proves, and gives the numbers that prove it."""

import io
from typing import Any

from lms.domain.receipt import ReceiptValues
from lms.web.paper import typeface, words
from lms.web.paper.certificate import qr_code
from lms.web.paper.sheets import filled


def render_receipt(values: ReceiptValues) -> bytes:
    """The PDF, tagged, in the language of the signature."""
    from pikepdf import Pdf

    from lms.web.paper import finish, press  # WeasyPrint costs 0.7 s to import

    _ = words.words_in(values.language).gettext
    code, side = qr_code(values.verify_url)
    html = filled("receipt.html", _=_, qr_side=side, **_on_the_page(values))
    page = press.print_page(html, ("fonts.css", "receipt.css"), {"qr.svg": code})
    with Pdf.open(io.BytesIO(page.pdf)) as pdf:
        return finish.saved(pdf)


def _on_the_page(values: ReceiptValues) -> dict[str, Any]:
    organisation = typeface.printable(values.organisation, 80)
    return {
        "language": values.language,
        "organisation": organisation,
        "name": typeface.printable(values.holder, 120),
        "title": typeface.printable(values.course_title, 160),
        "version": typeface.printable(values.version, 20),
        "address": values.verify_url,
        "house": values.verify_url.rpartition("/verify/")[0],
        "told": _told(values),
        "numbers": _numbers(values),
        "checkpoint": values.checkpoint,
    }


def _told(values: ReceiptValues) -> list[tuple[str, str]]:
    _ = words.words_in(values.language).gettext
    methods = {
        "typed": _("The name was typed by the signer"),
        "drawn": _("The name was drawn by the signer"),
        "ticked": _("The statements were ticked by the signer"),
        "paper": _("On paper, recorded from a scan"),
    }
    course, version = typeface.printable(values.course_title, 160), typeface.printable(values.version, 20)
    return [
        (_("Who"), typeface.printable(values.holder, 120)),
        (_("What"), _("%(course)s, version %(number)s") % {"course": course, "number": version}),
        (_("When"), words.moment(values.signed_at, values.zone, values.language)),
        (_("How"), methods[values.method]),
    ]


def _numbers(values: ReceiptValues) -> list[tuple[str, str]]:
    _ = words.words_in(values.language).gettext
    rows = [
        (_("Fingerprint of the text (SHA-256)"), values.fingerprint),
        (_("Fingerprint of this version’s source (SHA-256)"), values.edition_sha256),
        (_("Entry in the record"), values.fact_id),
        (_("Position in the record, from 0"), str(values.index)),
        (_("Leaf hash of that entry (SHA-256)"), values.leaf_hash),
    ]
    if values.size is not None:
        rows += [(_("Entries under the checkpoint"), str(values.size)), (_("Root of the record there"), values.root)]
    return rows
