"""Prints the sheet to sign by hand."""

import io
import re

from lms.domain.paper_sheet import PaperSheetValues
from lms.web.paper import typeface, words
from lms.web.paper.sheets import filled
from lms.web.paper.signed_copy import clean_document, on_shelf, several_lines

SHORT = 16  # characters of the fingerprint that are read aloud and compared by eye


def render_paper_sheet(values: PaperSheetValues) -> bytes:
    """The PDF, tagged, in the language of the text."""
    from pikepdf import Pdf

    from lms.web.paper import finish, press  # WeasyPrint costs 0.7 s to import

    _ = words.words_in(values.language).gettext
    html = filled(
        "paper_sheet.html",
        _=_,
        language=values.language,
        title=typeface.printable(values.course_title),
        organisation=typeface.printable(values.organisation),
        running={
            "organisation": typeface.printable(values.organisation, 40),
            "course": typeface.printable(values.course_title, 60),
            "count": re.split(r"%\(pages?\)s", _("Page %(page)s of %(pages)s")),
        },
        version=typeface.printable(values.version, 20),
        in_language=words.locale_of(values.language).get_language_name(values.language),
        document=clean_document(values.document_html),
        statements=[several_lines(each) for each in values.statements],
        fingerprint=values.fingerprint,
        short=" ".join(re.findall("....", values.fingerprint[:SHORT])),
        edition_sha256=values.edition_sha256,
    )
    shelf = {on_shelf(name): data for name, data in values.images.items()}
    page = press.print_page(html, ("fonts.css", "signed_copy.css"), shelf)
    with Pdf.open(io.BytesIO(page.pdf)) as pdf:
        finish.hide_running_lines(pdf)
        return finish.saved(pdf)
