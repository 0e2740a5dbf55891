"""A difference between two texts as rows of a page: what is gone in <del>, what is new in <ins>."""

from markupsafe import Markup, escape

from lms.domain.differing import Row, differences

TAGS = {"gone": "del", "new": "ins"}


def difference(before: str, after: str) -> list[tuple[str, Markup]]:
    """Verb and line, everything in it escaped."""
    return [(row.verb, _line(row)) for row in differences(before, after)]


def _line(row: Row) -> Markup:
    tag = TAGS.get(row.verb)
    parts = (
        Markup("<{0}>{1}</{0}>").format(tag, text) if differs and tag and text else escape(text)
        for text, differs in row.parts
    )
    return Markup("").join(parts)
