"""What makes a password acceptable: long enough, not on the list of common ones, not made of what everybody knows."""

import unicodedata
from collections.abc import Collection, Iterable
from itertools import pairwise

from lms.domain.refusal import Refusal

SHORTEST = 12
LONGEST = 256
FEWEST_LETTERS = 5  # different characters
OWN_LETTERS = 8  # letters and digits that must remain when the organisation's and the person's own words are taken out
_WORTH_TAKING_OUT = 4
_LEET = str.maketrans("@43€1!0$57", "aaeeiiosst")  # what attackers' programs undo first


def check(password: str, *, common: Collection[str], context: Iterable[str] = ()) -> str:
    """The password in the form that is hashed; raises Refusal password-short, -long, -common or -context.

    `common` holds folded letters and digits; `context` words such as the organisation's name and the person's address.
    """
    normal = normalised(password)
    if len(normal) < SHORTEST:
        raise Refusal("password-short")
    if len(normal) > LONGEST:
        raise Refusal("password-long")
    folded = normal.casefold()
    if _is_common(folded, common):
        raise Refusal("password-common")
    if _made_of(folded, context):
        raise Refusal("password-context")
    return normal


def normalised(password: str) -> str:
    """NFKC, so that the same keys on another keyboard or system give the same bytes."""
    return unicodedata.normalize("NFKC", password)


def _is_common(folded: str, common: Collection[str]) -> bool:
    if len(set(folded)) < FEWEST_LETTERS or _is_walk(folded):
        return True
    end = len(folded.rstrip("0123456789!?.,;:_-*#@$ "))
    plain = folded[:end].translate(_LEET) + folded[end:]  # the year at the end stays a year
    return any(_letters(shape) in common for shape in (folded, plain, folded.translate(_LEET)))


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _is_walk(folded: str) -> bool:
    """One run up or down the code table, such as abcdefghijkl or 987654321098."""
    steps = {(ord(after) - ord(before)) % 10 for before, after in pairwise(folded)}
    return steps in ({1}, {9})


def _made_of(folded: str, context: Iterable[str]) -> bool:
    left = folded
    for word in sorted(_words(context), key=len, reverse=True):
        left = left.replace(word, "")
    return left != folded and len(_letters(left)) < OWN_LETTERS


def _words(context: Iterable[str]) -> set[str]:
    words = set()
    for text in context:
        folded = normalised(text).casefold()
        parts = "".join(char if char.isalnum() else " " for char in folded).split()
        words.update([folded, *parts])
    return {word for word in words if len(word) >= _WORTH_TAKING_OUT}
