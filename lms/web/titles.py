"""Titles of courses in lists, where the course itself is not at hand."""

from collections.abc import Mapping

from lms.web.language import language


def title_of(titles: Mapping[str, str]) -> str:
    """The title in the reader's language, else in the one the course was written in."""
    return titles.get(language()) or next(iter(titles.values()), "")
