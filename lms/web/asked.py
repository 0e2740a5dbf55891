"""What the address of a list asks for, and the addresses of its other pages and filters."""

import unicodedata
from collections.abc import Callable
from urllib.parse import urlencode

from flask import request


def page_number() -> int:
    """The page that `?page=` names; the first one for anything that is no sensible number."""
    return number(request.args.get("page", "1"), 1)


def number(text: str, default: int = 0) -> int:
    """A whole number as we write them, with at most six digits; the default for anything else, such as ² or ٣."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default


def words() -> str:
    """What was typed into the search field."""
    return asked("q").strip()


def asked(name: str) -> str:
    """The value of a filter, without what no page may hold."""
    return legible(request.args.get(name, ""))


def legible(text: str) -> str:
    """The text without control characters and code points that are none: neither a page nor a database takes them."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Cn"))


def one_of(name: str, known: tuple[str, ...]) -> str:
    """The value of a filter, or the first known one."""
    value = request.args.get(name, "")
    return value if value in known else known[0]


def here(**changes: str | int | None) -> str:
    """This address with some of its filters changed; empty ones are left out, and so is the page."""
    kept = {name: value for name, value in request.args.items() if name not in ("page", "lang")}
    filters = {**kept, **changes}
    query = urlencode({name: value for name, value in filters.items() if value not in (None, "")})
    return f"{request.path}?{query}" if query else request.path


def pages() -> Callable[[int], str]:
    """For the pager: from a page number to its address."""
    return lambda number: here(page=number)
