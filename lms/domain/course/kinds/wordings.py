"""Wordings compared as people mean them: case, accents, spaces, quotes and a leading article make no difference."""

import re
import unicodedata

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛′ʼ`´", "'") | dict.fromkeys("‐‑‒–−", "-"))
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})
ACCENT = re.compile(r"[\u0300-\u036f]")
# English and French at once: a reader of the other language puts the article that comes first to the mind.
ARTICLE = re.compile(r"(?:(?:the|an?|les?|la|une?|des|du) |l' ?)(?=\S)")


def folded(text: str) -> str:
    """The text without what makes no difference; never empty where there was something."""
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(QUOTES).split()).casefold()
    bare = ACCENT.sub("", unicodedata.normalize("NFD", plain)).translate(LETTERS)
    bare = bare.strip(" \"'").rstrip(".!? ") or bare
    return ARTICLE.sub("", bare, count=1) if ARTICLE.match(bare) else bare
