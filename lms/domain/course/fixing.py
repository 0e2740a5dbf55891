"""Writes into course files what people should not have to: name tags, and the parity stamps of translations."""

from collections.abc import Collection, Iterator, Mapping

from lms.domain.course import prints
from lms.domain.course.editing import apply
from lms.domain.course.messages import Log
from lms.domain.course.model import Course, Module, QuizSection
from lms.domain.course.parse import is_course_text, parse_course
from lms.domain.course.places import Edit, Id, Lang
from lms.domain.course.rules import LEVELS
from lms.domain.course.scanner import Part, is_heading, scan, split
from lms.domain.course.source import decode
from lms.domain.course.tags import BRACED, NAME, Heading


def fix_tags(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with a tag on every section and question, ready to publish; everything else keeps its bytes.

    `{#name}` becomes `<!-- #name -->`. Headings of a translation get the tags of the source only where both files
    have the same headings in the same places: otherwise nobody but a person can tell which belongs to which.
    """
    fixed = apply(files, _braces(files))
    fixed = apply(fixed, (note.fix for note in parse_course(fixed).diagnostics if note.code == "I01" and note.fix))
    course = parse_course(fixed).course
    return apply(fixed, _translated_tags(fixed, course)) if course else fixed


def stamp(files: Mapping[str, bytes], lang: Lang, ids: Collection[Id] | None = None) -> dict[str, bytes]:
    """The files with the parity stamps of a translation brought up to date: of these items, or of all.

    A stamp says that somebody has compared the translation with the source as it reads now.
    """
    course = parse_course(files).course
    if course is None:
        return dict(files)
    known = {id: text for id, text in _text_prints(course) if ids is None or id in ids}
    found = (_stamped(heading, known) for heading in _translated_headings(files, course, lang))
    return apply(files, (edit for edit in found if edit))


def _braces(files: Mapping[str, bytes]) -> Iterator[Edit]:
    for path in sorted(filter(is_course_text, files)):
        file = decode(path, files[path])
        for line in file.lines:
            if any(is_heading(line, level) for level in (1, 2, 3)):
                row = line.text.rstrip()
                at = row.rfind("{#")
                found = BRACED.match(row[at:]) if at >= 0 else None
                if found and NAME.match(found[1].strip()):
                    yield Edit(file.span(line.number, at + 1, len(row) - at), f"<!-- #{found[1].strip()} -->")


def _translated_tags(files: Mapping[str, bytes], course: Course) -> Iterator[Edit]:
    for lang in course.langs[1:]:
        for module in course.modules:
            path = _translation(module, lang)
            if path in files:
                yield from _missing_tags(_parts(files, path), module)


def _missing_tags(parts: tuple[Part, ...], module: Module) -> Iterator[Edit]:
    """Tags for the headings without one; nothing at all where the headings are not the same as in the source."""
    headings: list[tuple[Heading, Id]] = []
    if len(parts) != len(module.sections):
        return
    for part, section in zip(parts, module.sections, strict=True):
        headings.append((part.heading, section.id))
        if isinstance(section, QuizSection):
            inner = _questions(part)
            if len(inner) != len(section.questions):
                return
            headings += zip(inner, (question.id for question in section.questions), strict=True)
    if all(heading.tag in (None, id) for heading, id in headings):
        yield from (_tagged(heading, id) for heading, id in headings if heading.tag is None)


def _tagged(heading: Heading, id: Id) -> Edit:
    end = heading.file.span(heading.line, len(heading.row.rstrip()) + 1, 0)
    return Edit(end, f" <!-- #{id} -->")


def _stamped(heading: Heading, text_prints: Mapping[Id, str]) -> Edit | None:
    if heading.tag is None or heading.tag_span is None or heading.tag not in text_prints:
        return None
    new = f"<!-- #{heading.tag} ={prints.stamp_of(text_prints[heading.tag])} -->"
    return Edit(heading.tag_span, new)


def _text_prints(course: Course) -> Iterator[tuple[Id, str]]:
    yield from ((section.id, section.text_print) for _, section in course.sections())
    yield from ((question.id, question.text_print) for question in course.questions())


def _translated_headings(files: Mapping[str, bytes], course: Course, lang: Lang) -> Iterator[Heading]:
    for module in course.modules:
        path = _translation(module, lang)
        for part in _parts(files, path) if path in files else ():
            yield part.heading
            yield from _questions(part)


def _questions(part: Part) -> list[Heading]:
    file = part.heading.file
    return [inner.heading for inner in split(file, part.lines, 3)[1]]


def _parts(files: Mapping[str, bytes], path: str) -> tuple[Part, ...]:
    return scan(decode(path, files[path]), Log(LEVELS)).sections


def _translation(module: Module, lang: Lang) -> str:
    return f"{module.file.removesuffix('.md')}.{lang}.md"
