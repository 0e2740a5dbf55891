"""Who a simulated post is by: the rest of its first line, taken apart for the card it is drawn as."""

import re
from dataclasses import dataclass

from markupsafe import Markup

BY = re.compile(r"^(?:by|from|de la part de|de|du|par)\s+|^d['’]", re.IGNORECASE)
BREAK = re.compile(r"\s*[,·]\s*")


@dataclass(frozen=True, slots=True)
class Byline:
    """A name, its initials, and the rest: place, time, audience."""

    author: str
    initials: str
    meta: str


def byline(head: str) -> Byline:
    """`by Lina, showroom in Lyon · public` → Lina; L; showroom in Lyon · public. `head` is inline HTML."""
    words = BY.sub("", Markup(head).striptags().strip())
    found = BREAK.search(words)
    author, meta = (words[: found.start()], words[found.end() :]) if found else (words, "")
    letters = [part[0].upper() for part in author.split() if part[0].isalpha()]
    return Byline(author, "".join(letters[:2]), meta)
