"""The templates of the paper, filled by a Jinja environment of their own that knows nothing of a request."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_PACKAGE = Path(__file__).parents[2]
_IN_CHECKOUT = _PACKAGE.parent / "templates" / "paper"
SHEETS = _IN_CHECKOUT if _IN_CHECKOUT.is_dir() else _PACKAGE / "_house" / "templates" / "paper"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(SHEETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def filled(sheet: str, /, **values: object) -> str:
    """The HTML of one sheet; every value is escaped unless it is marked up already."""
    return _environment().get_template(sheet).render(**values)
