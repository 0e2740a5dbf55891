"""Reading one module: its settings, its title, and each of its sections by its kind."""

from lms.domain.course import schema
from lms.domain.course.brackets import Label, find_kind, meant_kind, quiet_code, read_label
from lms.domain.course.messages import Log
from lms.domain.course.model import Module, Section
from lms.domain.course.places import Id, Lang, Md
from lms.domain.course.reading_time import reading_seconds
from lms.domain.course.scanner import Part, RawFile, prose
from lms.domain.course.sections import KEYWORDS, SECTIONS
from lms.domain.course.sections.base import RawSection
from lms.domain.course.tags import TagBook


def parse_module(raw: RawFile, id: Id, lang: Lang, book: TagBook, log: Log) -> Module:
    """The module in its source language."""
    reader = schema.Reader(raw.settings, log)
    intro = prose(raw.file, raw.intro)
    sections = tuple(parse_section(part, lang, book, log) for part in raw.sections)
    title = Md(raw.title.text, raw.title.span) if raw.title else Md(id, raw.file.span(1, 1, 1))
    return Module(
        id=id,
        file=raw.file.path,
        title={lang: title},
        intro={lang: intro} if intro else None,
        optional=reader.yes("optional"),
        sections=sections,
        reading_seconds=reading_seconds({lang: intro} if intro else None, sections),
        span=title.span,
    )


def parse_section(part: Part, lang: Lang, book: TagBook, log: Log) -> Section:
    """One section; what has no keyword is something to read."""
    label, name = _kind(part, lang, log)
    heading = part.heading
    title = label.rest if label else Md(heading.text, heading.span, heading.stamp)
    id, tagged = book.claim(heading, log, title.text, SECTIONS[name].prefix)
    words = label.words if label else ()
    quiet = {word: code for word in words if (code := quiet_code(word.text, lang))}
    common = {
        "id": id,
        "kind": name,
        "title": {lang: title},
        "settings": {word.text: word.text for word in words} | {"quiet": " ".join(quiet.values())},
        "key_print": "",
        "text_print": "",
        "span": heading.span,
        "tagged": tagged,
    }
    kind = SECTIONS[name]
    section = kind.parse(RawSection(part, lang, tuple(word for word in words if word not in quiet), common, book, log))
    sealed: Section = kind.sealed(section, lang)
    return sealed


def _kind(part: Part, lang: Lang, log: Log) -> tuple[Label | None, str]:
    """The label of a section's heading with its kind; no label where the heading is just a title."""
    label = read_label(part.heading)
    if label is None:
        return None, "reading"
    name = find_kind(label.kind, KEYWORDS, lang)
    if name == "reading" and not label.words:
        return None, "reading"
    if name is None and (meant := meant_kind(label.kind, KEYWORDS, lang, 0.8)):
        log.add("F19", label.span, kind=label.kind, meant=meant, title=label.rest.text)
        name = find_kind(meant, KEYWORDS, lang)
    return (label, name) if name else (None, "reading")
