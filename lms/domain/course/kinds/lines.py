"""Answers written behind a word and a colon, such as `- Answer: 24`: what Number and Short answer share."""

import re
from collections.abc import Iterable, Iterator, Sequence

from lms.domain.course import keywords
from lms.domain.course.keywords import Words
from lms.domain.course.messages import Log
from lms.domain.course.parts import Item, Parts
from lms.domain.course.places import Lang, Md, Span, T

SAID = re.compile(r"([^\W\d_][^:]{0,20}?)[ \u00a0\u202f]?:[ \u00a0\u202f]*(.*)\Z")
LEAD = " \t\u00a0\u202f-*+>"


def value_of(item: Item, words: Words, lang: Lang) -> Md | None:
    """What stands behind the word and its colon; None for any other line."""
    found = SAID.match(item.text)
    if found is None or not keywords.says(words, found[1], lang):
        return None
    start = item.col + found.start(2)
    text = " ".join([found[2], *(more.strip() for _, more in item.more)]).strip()
    return Md(text, item.file.span(item.line, start, max(len(found[2]), 1)))


def meant(text: str, words: Words, lang: Lang) -> str | None:
    """The value of a line that was surely to begin with the word: misspelt, or without its colon."""
    found = SAID.match(text)
    if found and keywords.nearest(found[1], keywords.spoken(words, lang), 0.7):
        return found[2]
    head, _, rest = text.partition(" ")
    return rest.strip() if keywords.says(words, head, lang) and rest.strip() else None


def line(words: Words, value: str, lang: Lang) -> str:
    """The line as an author of that language writes it."""
    colon = " :" if lang.startswith("fr") else ":"
    return f"- {words.get(lang, words['en'])[0].capitalize()}{colon} {value}".rstrip()


def report_empty(place: Span, lang: Lang, log: Log) -> None:
    """The word stands there with nothing behind it."""
    bare = line(keywords.ANSWER, "", lang)
    log.add("Q34", place, what=bare.removeprefix("- "), row=bare)


def values(items: Iterable[Item], words: Words, lang: Lang) -> Iterator[tuple[Item, Md]]:
    """The lines that begin with the word."""
    for item in items:
        value = value_of(item, words, lang)
        if value is not None:
            yield item, value


def report_others(parts: Parts, known: Sequence[Words], lang: Lang, log: Log) -> bool:
    """Lines that were to be answers and are none: shown as text they would give the answer away."""
    before = len(log.notes)
    for item in parts.items:
        if all(value_of(item, words, lang) is None for words in known):
            words = next((each for each in known if meant(item.text, each, lang) is not None), keywords.ANSWER)
            log.add("Q10", item.row, attempt=line(words, meant(item.text, words, lang) or item.text, lang))
        for number, row in item.more:
            _report_row(row, item.file.span(number), lang, log)
    _report_prose(parts.body, lang, log)
    found = len(log.notes) > before
    for item in parts.items:
        if item.quote:
            log.add("Q33", item.file.span(item.quote[0][0]), text=item.quote[0][1])
    return found


def _report_prose(body: Md | None, lang: Lang, log: Log) -> None:
    """`Answer: 24` without its dash, or indented."""
    start = 0
    for row in body.text.split("\n") if body else ():
        bare = row.strip(LEAD)
        if body and bare:
            _report_row(bare, body.at(start + row.index(bare), len(bare)), lang, log)
        start += len(row) + 1


def _report_row(row: str, place: Span, lang: Lang, log: Log) -> None:
    found = SAID.match(row.strip(LEAD))
    if found and keywords.says(keywords.ANSWER, found[1], lang):
        log.add("Q10", place, attempt=line(keywords.ANSWER, found[2], lang))


def joined_line(text: T | None, md: Md | None, lang: Lang) -> T | None:
    """A text with one more language where the translation has it."""
    return {**text, lang: md} if text and md and md.text else text
