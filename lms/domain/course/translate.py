"""Adds one language to a course: settings, titles and every section of every module."""

from collections.abc import Collection
from dataclasses import replace

from lms.domain.course import keywords, schema
from lms.domain.course.messages import Log
from lms.domain.course.model import Badge, Certificate, Change, Course, Module, Section
from lms.domain.course.places import Id, Lang, Md, T
from lms.domain.course.scanner import RawFile, prose
from lms.domain.course.sections import SECTIONS
from lms.domain.course.tags import TagBook
from lms.domain.course.translation import Translation, check_stamp, unknown_tag


def _not_translated(text: T, id: str, path: str, log: Log, heading: str) -> None:
    source = next(iter(text.values()))
    log.add("T01", source.span, title=source.text, id=id, file=path, heading=heading)


def translate_course(course: Course, raw: RawFile | None, lang: Lang, log: Log) -> Course:
    """The course with the words of `course.LANG.md`."""
    if raw is None:
        _not_translated(course.title, course.id, f"course.{lang}.md", log, "# …")
        return course
    reader = schema.Reader(raw.settings, log)
    reader.refuse_unknown(schema.TRANSLATED, schema.COURSE)
    return replace(
        course,
        title=_title(course.title, raw, lang, course.id, log),
        intro=_intro(course.intro, raw, lang, course.id, log),
        words=_words(course, reader, lang, log),
        badge=_badge(course.badge, reader, lang),
        certificate=_certificate(course.certificate, reader, lang),
        changes=_changes(course.changes, reader, lang),
    )


def _title(text: T, raw: RawFile, lang: Lang, id: str, log: Log) -> T:
    if raw.title is None:
        return text
    return {**text, lang: Md(raw.title.text, raw.title.span)}


def _intro(text: T | None, raw: RawFile, lang: Lang, id: str, log: Log) -> T | None:
    md = prose(raw.file, raw.intro)
    if text is not None and md is not None:
        return {**text, lang: md}
    if text is not None:
        place = raw.title.span if raw.title else raw.file.span(1)
        log.add("T06", place, label="introduction", id=id, file=raw.file.path, example="…")
    return text


def _words(course: Course, reader: schema.Reader, lang: Lang, log: Log) -> dict[str, T]:
    found = dict(course.words)
    for name, text in schema.read_words(reader, lang).items():
        if name in found:
            found[name] = {**found[name], **text}
        else:
            meant = keywords.nearest(name, found)
            log.add("T07", text[lang].span, id=name, meant=meant, attempt=f"{meant}:" if meant else f"words: {name}")
    return found


def _badge(badge: Badge | None, reader: schema.Reader, lang: Lang) -> Badge | None:
    inside = reader.inside("badge")
    if badge is None or inside is None:
        return badge
    inside.refuse_unknown(["name"], schema.BADGE)
    return replace(badge, name=schema.translated(badge.name, lang, inside.md("name")))


def _certificate(certificate: Certificate | None, reader: schema.Reader, lang: Lang) -> Certificate | None:
    inside = reader.inside("certificate")
    if certificate is None or inside is None:
        return certificate
    inside.refuse_unknown(schema.CERTIFICATE)
    return replace(
        certificate,
        title=schema.translated(certificate.title, lang, inside.md("title")),
        signed_by=schema.translated(certificate.signed_by, lang, inside.md("signed-by")),
    )


def _changes(changes: tuple[Change, ...], reader: schema.Reader, lang: Lang) -> tuple[Change, ...]:
    notes = {}
    for entry in reader.groups("changes"):
        entry.refuse_unknown(schema.CHANGE_TRANSLATED, schema.CHANGE)
        if version := entry.version("version"):
            notes[version] = entry.md("note")
    return tuple(
        replace(change, note=schema.translated(change.note, lang, notes.get(change.version))) for change in changes
    )


def translate_module(
    module: Module, raw: RawFile | None, path: str, lang: Lang, source: Lang, tags: Collection[Id], log: Log
) -> Module:
    """The module with the words of its translated file; `tags` are all those of the source."""
    if raw is None:
        _not_translated(module.title, module.id, path, log, "# …")
        return module
    reader = schema.Reader(raw.settings, log)
    reader.refuse_unknown(["language"], schema.MODULE)
    sections = {section.id: section for section in module.sections}
    book = TagBook()
    untagged = iter(module.sections)
    for part in raw.sections:
        heading = part.heading
        if heading.tag is None:
            free = next((section.id for section in untagged if lang not in sections[section.id].title), "…")
            log.add("I01", heading.span, "error", heading=heading.row.rstrip(), id=free)
            continue
        id, _ = book.claim(heading, log)
        if id not in sections:
            unknown_tag(heading, id, sections, log)
            continue
        check_stamp(heading.stamp, sections[id].text_print, heading, id, log)
        joining = Translation(part, lang, source, tags, book, log)
        sections[id] = _translated(sections[id], joining)
    for section in sections.values():
        if lang not in section.title:
            _not_translated(section.title, section.id, path, log, f"## … <!-- #{section.id} -->")
    return replace(
        module,
        title=_title(module.title, raw, lang, module.id, log),
        intro=_intro(module.intro, raw, lang, module.id, log),
        sections=tuple(sections.values()),
    )


def _translated(section: Section, joining: Translation) -> Section:
    found: Section = SECTIONS[section.kind].translate(section, joining)
    return found
