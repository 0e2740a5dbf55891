"""Names and addresses of people: the keys they are found by, what may be stored, and when two names are the same."""

import re
import unicodedata

from lms.domain.refusal import Refusal

NAME_LIMIT = 100
EMAIL_LIMIT = 254
# Turn the reading direction of what follows: a name could pretend to be another one. Joiners stay, scripts need them.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset("\u00ad\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\ufff9\ufffa\ufffb\ufffd")
# Letters that no decomposition takes apart, and that people still type without their stroke.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\\\"]+@[^\s@,;:<>()\[\]\\\".]+(\.[^\s@,;:<>()\[\]\\\".]+)*")


def email_key(email: str) -> str:
    """What makes an address unique: two spellings that a person would call the same have one key."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", email.strip()).casefold())


def name_key(text: str) -> str:
    """Folded without accents, blanks or marks run together: for search, for order, and to compare what was typed."""
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN_LETTERS)
    bare = "".join(char for char in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())


def person_key(given: str, family: str) -> str:
    """The key people are sorted and searched by: family name first."""
    return name_key(f"{family} {given}")


def clean_name(text: str) -> str:
    """A given or family name fit to be stored; raises Refusal name-invalid, name-missing or text-too-long."""
    cleaned = clean_text(text, NAME_LIMIT)
    if not any(char.isalpha() for char in cleaned):
        raise Refusal("name-missing")
    return cleaned


def clean_email(text: str) -> str:
    """An address as it will be written to, with one @ and no blank; raises Refusal email-invalid."""
    try:
        cleaned = clean_text(text, EMAIL_LIMIT)
    except Refusal:
        raise Refusal("email-invalid") from None
    key = email_key(cleaned)
    if len(key) > EMAIL_LIMIT or not (_EMAIL.fullmatch(cleaned) and _EMAIL.fullmatch(key)):
        raise Refusal("email-invalid")
    return cleaned


def clean_text(text: str, limit: int = NAME_LIMIT) -> str:
    """One line of text in NFC with single blanks. Refuses control, damaged and direction-turning characters."""
    if any(_refused(char) for char in text.strip()):
        raise Refusal("name-invalid")
    cleaned = " ".join(unicodedata.normalize("NFC", text).split())
    if len(cleaned) > limit:
        raise Refusal("text-too-long", limit=limit)
    return cleaned


def clean_lines(text: str, limit: int) -> str:
    """Like `clean_text`, for several lines."""
    return "\n".join(clean_text(line, limit) for line in _bounded(text, limit).strip().splitlines())


def full_name(given: str, family: str) -> str:
    return f"{given} {family}".strip()


def initials(given: str, family: str) -> str:
    """The first letter of each name, accents kept; at most two."""
    return "".join(name.strip()[:1].upper()[:1] for name in (given, family))


def same_name(typed: str, name: str) -> bool:
    """Whether somebody typed this name, whatever the case, the accents and the blanks."""
    return _run_together(typed) == _run_together(name) != ""


def _run_together(text: str) -> str:
    return name_key(text).replace(" ", "")


def _bounded(text: str, limit: int) -> str:
    if len(text) > limit:
        raise Refusal("text-too-long", limit=limit)
    return text


def _refused(char: str) -> bool:
    """Tabs and line ends inside one line are refused with the other controls."""
    return char in _BIDI or char in _INVISIBLE or unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")
