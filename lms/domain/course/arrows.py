"""The end of an answer in a scenario: `-> where it leads (how wise it is)`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lms.domain.course import keywords
from lms.domain.course.brackets import Word
from lms.domain.course.keywords import Words
from lms.domain.course.parts import Item
from lms.domain.course.places import Lang, Md, Span
from lms.domain.course.source import plain_parts, without_comments

# A word processor makes a dash out of the two hyphens of a long arrow.
ARROW = re.compile(r"(?:--?|[–—])>|→")


@dataclass(frozen=True, slots=True)
class Arrow:
    """Where an answer leads, as written, and the word in the brackets behind it."""

    target: str
    span: Span
    verdict: Word | None


@dataclass(frozen=True, slots=True)
class Pointed:
    """An answer taken apart: its words without the arrow, and the arrow where there is one.

    `early` is a verdict that stands before the arrow, or without one; it is not part of the words.
    """

    text: Md
    arrow: Arrow | None
    early: Word | None = None


def read_arrow(item: Item, lang: Lang) -> Pointed:
    """The answer's words and its arrow: the last one in it, on whichever of its lines."""
    rows = [(item.line, item.text), *item.more]
    texts = [without_comments(text).rstrip() for _, text in rows]
    found = None
    for at in range(len(rows) - 1, -1, -1):
        if (place := _last_arrow(texts[at])) is not None:
            found = _arrow(item, rows[at], texts[at], place[1])
            texts[at] = texts[at][: place[0]].rstrip()
            break
    early = _early(item, rows, texts, lang)
    last = max((number for (number, _), text in zip(rows, texts, strict=True) if text), default=item.line)
    width = len(item.file.lines[last - 1].text)
    span = Span(item.file.path, item.line, item.col, last, width + 1)
    return Pointed(Md("\n".join(texts).strip(), span), found, early)


def has_arrow(item: Item) -> bool:
    """Whether the first line of an item, or one that continues it, has an arrow."""
    return any(_last_arrow(text) for text in (item.text, *(text for _, text in item.more)))


def _last_arrow(text: str) -> tuple[int, int] | None:
    """Start and end of the last arrow outside inline code."""
    if ">" not in text and "→" not in text:
        return None
    found = None
    for offset, part in plain_parts(text):
        for arrow in ARROW.finditer(part):
            found = offset + arrow.start(), offset + arrow.end()
    return found


def _column(item: Item, row: tuple[int, str]) -> int:
    """Where a row of an item starts on its line: rows are the tails of their lines."""
    number, text = row
    return len(item.file.lines[number - 1].text.rstrip()) - len(text.rstrip()) + 1


def _arrow(item: Item, row: tuple[int, str], text: str, end: int) -> Arrow:
    column = _column(item, row)
    target, bracket, inside = text[end:].partition("(")
    name = target.strip()
    start = end + len(target) - len(target.lstrip())
    place = (column + start, len(name)) if name else (column + end - 2, 2)
    word = inside.rpartition(")")[0] or inside
    verdict = None
    if bracket and word.strip():
        at = end + len(target) + 1 + len(word) - len(word.lstrip())
        verdict = Word(word.strip(), item.file.span(row[0], column + at, len(word.strip())))
    return Arrow(name, item.file.span(row[0], *place), verdict)


def _early(item: Item, rows: list[tuple[int, str]], texts: list[str], lang: Lang) -> Word | None:
    """Takes a verdict off the end of the words: it would tell the reader which answer is best."""
    at = next((at for at in range(len(texts) - 1, -1, -1) if texts[at]), None)
    if at is None or not texts[at].endswith(")"):
        return None
    head, bracket, inside = texts[at].rpartition("(")
    word = inside[:-1].strip()
    if not bracket or not keywords.name_of(keywords.VERDICTS, word, lang):
        return None
    texts[at] = head.rstrip()
    place = item.file.span(rows[at][0], _column(item, rows[at]) + len(head), len(inside) + 1)
    return Word(word, place)


def shown_words(table: Mapping[str, Words], lang: Lang) -> str:
    """The words for these brackets as an author of that language writes them: `(best), (ok), (poor)`."""
    return ", ".join(f"({keywords.spoken(words, lang)[0]})" for words in table.values())
