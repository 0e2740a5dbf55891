"""Headings of sections and questions: `Kind (settings): words`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.domain.course import keywords
from lms.domain.course.keywords import Words
from lms.domain.course.places import Lang, Md, Span
from lms.domain.course.tags import Heading

PERCENT = re.compile(r"(\d{1,3}) ?%\Z")
QUIET = re.compile(r"(?:W\d\d|P01|T09|T10)\Z")
NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,3})?\Z")


@dataclass(frozen=True, slots=True)
class Word:
    """One setting in brackets, as written, with its place."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before the first colon of a heading, and what stands behind it."""

    kind: str
    span: Span
    words: tuple[Word, ...]
    rest: Md


def read_label(heading: Heading) -> Label | None:
    """The heading as kind, settings and words; None when it has no colon outside brackets."""
    colon = _first_colon(heading.text)
    if colon is None:
        return None
    head, rest = heading.text[:colon], heading.text[colon + 1 :]
    kind, bracket, inside = head.partition("(")
    words: tuple[Word, ...] = ()
    if bracket:
        words = _words(heading, heading.col + len(kind) + 1, inside.rpartition(")")[0])
    start = heading.col + colon + 1 + len(rest) - len(rest.lstrip())
    span = heading.file.span(heading.line, heading.col, max(len(kind.rstrip()), 1))
    text = Md(rest.strip(), heading.file.span(heading.line, start, max(len(rest.strip()), 1)), heading.stamp)
    return Label(kind.strip(), span, words, text)


def _first_colon(text: str) -> int | None:
    depth = 0
    for at, char in enumerate(text):
        if char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif char == ":" and depth == 0:
            return at
    return None


def _words(heading: Heading, start: int, inside: str) -> tuple[Word, ...]:
    found = []
    for piece in inside.split(","):
        lead = len(piece) - len(piece.lstrip())
        if piece.strip():
            found.append(Word(piece.strip(), heading.file.span(heading.line, start + lead, len(piece.strip()))))
        start += len(piece) + 1
    return tuple(found)


def percent(text: str) -> Fraction | None:
    """A percentage between 1% and 100%."""
    found = PERCENT.match(keywords.plain(text))
    value = int(found[1]) if found else 0
    return Fraction(value, 100) if 1 <= value <= 100 else None


def number_in(text: str, lang: Lang, word: str) -> Fraction | None:
    """The number in a setting such as `2 points` or `attempts 3`, in either order of number and word."""
    pieces = keywords.plain(text).split(" ")
    if len(pieces) != 2:
        return None
    digits, said = (pieces[0], pieces[1]) if pieces[0][:1].isdigit() else (pieces[1], pieces[0])
    if not NUMBER.match(digits) or said not in keywords.spoken(keywords.SETTINGS[word], lang):
        return None
    return Fraction(digits)


def behind(text: str, lang: Lang, word: str) -> str | None:
    """What stands behind a setting's word: NAME in `pool NAME`."""
    plain = keywords.plain(text)
    for said in keywords.spoken(keywords.SETTINGS[word], lang):
        if plain.startswith(said + " "):
            return plain[len(said) + 1 :].strip()
    return None


def quiet_code(text: str, lang: Lang) -> str | None:
    """The code in `quiet W02`; only advice about one part or question can be silenced, errors cannot."""
    code = (behind(text, lang, "quiet") or "").upper()
    return code if QUIET.match(code) else None


def find_kind(text: str, table: Mapping[str, Words], lang: Lang) -> str | None:
    """The name of the kind whose keyword the text is."""
    return next((name for name, words in table.items() if keywords.says(words, text, lang)), None)


def meant_kind(text: str, table: Mapping[str, Words], lang: Lang, cutoff: float) -> str | None:
    """The keyword that the text most likely was meant to be, as its language writes it."""
    forms = [form for words in table.values() for form in keywords.spoken(words, lang)]
    found = keywords.nearest(text, forms, cutoff)
    return found[:1].upper() + found[1:] if found else None
