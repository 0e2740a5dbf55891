"""French typography: the spaces that keep a sign on the line of its word."""

import re

THIN = "\u202f"
FIXED = "\u00a0"

SPACED = re.compile(r"(?<![ \u00a0\u202f])[ \u00a0\u202f]+([;:!?»])")
CLOSE = re.compile(r"(?<=[\w)\]»%€'’\".])([;!?]|:(?=\s|$)|»)(?=[\s)\]»!?.,…]|$)")
OPEN = re.compile(r"«[ \u00a0\u202f]*(?=\S)")
PERCENT = re.compile(r"(?<=\d)[ \u00a0\u202f]?%")
ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,20}://\S+|[^\s@]{1,64}@[^\s@]{3,255}|\bwww\.\S+)")


def french(text: str) -> str:
    """The text with narrow no-break spaces where French wants them; addresses are left alone."""
    pieces = ADDRESS.split(text)
    return "".join(piece if at % 2 else _spaced(piece, at + 1 < len(pieces)) for at, piece in enumerate(pieces))


def _spaced(text: str, before_address: bool) -> str:
    text = SPACED.sub(THIN + r"\1", text)
    text = CLOSE.sub(THIN + r"\1", text)
    text = OPEN.sub("«" + THIN, text)
    return PERCENT.sub(FIXED + "%", text)
