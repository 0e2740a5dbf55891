"""Joining a translated file to its source: by tag and letter, never by position."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from lms.domain.course import keywords, prints
from lms.domain.course.brackets import read_label
from lms.domain.course.keywords import Words
from lms.domain.course.messages import Log
from lms.domain.course.places import Id, Lang, Md, T
from lms.domain.course.scanner import Part
from lms.domain.course.tags import Heading, TagBook


@dataclass(frozen=True, slots=True)
class Translation:
    """A section or question of a translated file, about to join the source with the same tag."""

    part: Part
    lang: Lang
    source_lang: Lang
    source_tags: Collection[Id]
    book: TagBook
    log: Log


def own_words(heading: Heading, words: Words, lang: Lang, log: Log) -> Md:
    """The words of a translated heading; a keyword repeated from the source is taken off."""
    label = read_label(heading)
    if label is None or not keywords.says(words, label.kind, lang):
        return Md(heading.text, heading.span, heading.stamp)
    if label.words:
        log.add("T04", label.words[0].span, plain=f"{'#' * heading.level} {label.rest.text}")
    return label.rest


def joined(text: T, lang: Lang, md: Md) -> T:
    """A text with one more language; an empty translation leaves it as it is."""
    return {**text, lang: md} if md.text else text


def joined_body(body: T | None, md: Md | None, raw: Translation, id: str, label: str = "text") -> T | None:
    """The body with one more language; a body on one side only is reported."""
    if body is not None and md is not None:
        return {**body, raw.lang: md}
    if body is not None:
        file = raw.part.heading.file.path
        raw.log.add("T06", raw.part.heading.span, label=label, id=id, file=file, example="…")
    elif md is not None:
        raw.log.add("T06", md.span, label=label, id=id, file="the source", example="…")
    return body


def check_stamp(stamp: str | None, text_print: str, heading: Heading, id: str, log: Log) -> None:
    """Says so where the source text changed since it was translated."""
    if stamp and not text_print.startswith(stamp.lower()):
        log.add("T08", heading.tag_span or heading.span, id=id, stamp=prints.stamp_of(text_print))


def unknown_tag(heading: Heading, id: Id, known: Iterable[Id], log: Log) -> None:
    """Reports a tag that the source does not have."""
    meant = keywords.nearest(id, known, 0.5)
    log.add("T07", heading.tag_span or heading.span, id=id, meant=meant)
