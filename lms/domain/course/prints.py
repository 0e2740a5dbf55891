"""Fingerprints: what two texts or two keys must share to count as the same."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import rfc8785

from lms.domain.course.places import Lang, Md, T

Json: TypeAlias = str | int | bool | Sequence["Json"] | Mapping[str, "Json"] | None

STAMP = 6
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛′ʼ", "'"))
EMPHASIS = re.compile(r"(?<!\\)[*_]+|~~")


def of_json(value: Json) -> str:
    """The SHA-256 of the JCS bytes of a value."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def of_words(texts: Iterable[tuple[str, str]]) -> str:
    """The fingerprint of named texts; NFC, quotes, spaces and emphasis make no difference, order does not either."""
    return of_json(sorted([name, normal(text)] for name, text in texts if text))


def of_text(parts: Iterable[tuple[str, T | None]], lang: Lang) -> str:
    """The fingerprint of the texts of an item in one language."""
    return of_words((name, text[lang].text) for name, text in parts if text and lang in text)


def of_statement(body: Md | None, promises: Iterable[tuple[str, Md]]) -> str:
    """The fingerprint of what people sign: exact characters after NFC."""
    rows = [[key, exact(md.text)] for key, md in promises]
    return of_json([exact(body.text) if body else "", rows])


def exact(text: str) -> str:
    """A text of which every character counts."""
    return unicodedata.normalize("NFC", text)


def normal(text: str) -> str:
    """The words of a text without layout and emphasis."""
    text = unicodedata.normalize("NFC", text).translate(QUOTES)
    return " ".join(EMPHASIS.sub("", text).split())


def stamp_of(text_print: str) -> str:
    """The short form that a translation carries in its tag."""
    return text_print[:STAMP]
