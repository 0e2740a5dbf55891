"""Files in, course and messages out: the whole pipeline in one call that never raises."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from lms.domain.course import keywords, schema
from lms.domain.course.edition import SNAPSHOT
from lms.domain.course.messages import Log
from lms.domain.course.model import ChangeKind, Course, Module, ParseResult, Snapshot, Version
from lms.domain.course.modules import parse_module
from lms.domain.course.places import Md, Span, T
from lms.domain.course.profiles import read_profiles
from lms.domain.course.rules import LEVELS, check
from lms.domain.course.rules.rule import Desk
from lms.domain.course.scanner import RawFile, prose, scan
from lms.domain.course.snapshot import read_snapshot
from lms.domain.course.source import SourceFile, decode, suffix
from lms.domain.course.tags import TagBook
from lms.domain.course.translate import translate_course, translate_module

PASS_MARK = Fraction(80, 100)
RESERVED = ("sign", "done", "edit", "text", "certificate", "files", "changes", "decline")


def parse_course(files: Mapping[str, bytes], snapshot: Snapshot | None = None) -> ParseResult:
    """The course in these files (paths relative to its folder) and everything there is to say about them."""
    log = Log(LEVELS)
    sources = {path: decode(path, files[path]) for path in sorted(files) if is_course_text(path)}
    if "course.md" not in sources:
        log.add("F17", SourceFile("course.md", ()).span(1, 1, 1))
        return ParseResult(None, log.sorted())
    raws = {path: scan(file, log) for path, file in sources.items()}
    course = _read_course(raws["course.md"], log)
    if course.kind == ChangeKind.MATERIAL:
        # Nobody signs an outdated text.
        log.levels = {**LEVELS, "T08": "error"}
    book = TagBook()
    course, unlisted = _with_modules(course, raws, book, log)
    profiles = read_profiles(files, course.source_lang, log)
    course = replace(course, profiles=profiles, files=frozenset(files))
    snapshot = snapshot or _published(files, log)
    check(Desk(course, sources, frozenset(files), snapshot, unlisted, book.taken), log)
    return ParseResult(course, log.sorted())


def is_course_text(path: str) -> bool:
    """Whether a file is part of the course's text: Markdown at the top of the folder, a README excepted."""
    return path.endswith(".md") and "/" not in path and path.casefold() not in ("readme.md", "readme.fr.md")


def _read_course(raw: RawFile, log: Log) -> Course:
    reader = schema.Reader(raw.settings, log)
    reader.refuse_unknown(schema.COURSE)
    if raw.settings.entries:
        reader.require(("id", "language", "version", "contact", "modules"), "course")
    lang = reader.read("language", _lang, "a language such as en or fr", "une langue comme en ou fr", "en") or "en"
    translations = [item.text.strip() for item in reader.values("translations")]
    for part in raw.sections:
        log.add("F22", part.heading.span, title=part.heading.text)
    intro = prose(raw.file, raw.intro)
    return Course(
        id=reader.id("id") or "course",
        format=reader.read("format", _format, "1", "1", "1") or 1,
        source_lang=lang,
        langs=(lang, *(code for code in dict.fromkeys(translations) if _lang(code) and code != lang)),
        version=reader.version("version") or Version(1, 0),
        title=title_of(raw, lang),
        intro={lang: intro} if intro else None,
        owner=reader.text("owner") or "",
        contact=reader.text("contact") or "",
        intended_for=tuple(item.text.strip() for item in reader.values("for")),
        pass_mark=reader.share("pass-mark") or PASS_MARK,
        attempts=reader.count("attempts"),
        renew=reader.period("renew"),
        refresher=reader.period("refresher"),
        words=schema.read_words(reader, lang),
        badge=schema.read_badge(reader, lang),
        certificate=schema.read_certificate(reader, lang),
        changes=schema.read_changes(reader, lang),
        modules=(),
    )


def _lang(text: str) -> str | None:
    return text if schema.LANG.match(text) else None


def _format(text: str) -> int | None:
    return 1 if text == "1" else None


def title_of(raw: RawFile, lang: str) -> T:
    """The title of a file, or its name where it has none."""
    if raw.title is None:
        return {lang: Md(raw.file.path.removesuffix(".md"), raw.file.span(1, 1, 1))}
    return {lang: Md(raw.title.text, raw.title.span)}


def _published(files: Mapping[str, bytes], log: Log) -> Snapshot | None:
    """The snapshot in the folder, for a course that is checked outside the application."""
    if SNAPSHOT not in files:
        return None
    found = read_snapshot(files[SNAPSHOT])
    if found is None:
        log.add("F24", Span(SNAPSHOT, 1, 1, 1, 2))
    return found


def _with_modules(
    course: Course, raws: Mapping[str, RawFile], book: TagBook, log: Log
) -> tuple[Course, tuple[str, ...]]:
    """The course with its modules in the order of `modules:` and in every language; and the files nobody lists."""
    by_id = _modules_by_id(raws, log)
    reader = schema.Reader(raws["course.md"].settings, log)
    modules: list[Module] = []
    used = {"course.md"}
    for item in reader.values("modules"):
        id = item.text.strip()
        if id not in by_id or by_id[id].file.path in used:
            listed = [known for known in by_id if by_id[known].file.path not in used]
            meant = keywords.nearest(id, listed)
            log.add("F08", item.span, id=id, meant=meant, attempt=meant)
            continue
        used.add(by_id[id].file.path)
        modules.append(parse_module(by_id[id], id, course.source_lang, book, log))
    course = replace(course, modules=tuple(modules))
    for lang in course.langs[1:]:
        path = f"course.{lang}.md"
        used.add(path)
        course = translate_course(course, raws.get(path), lang, log)
        translated = []
        for module in course.modules:
            path = f"{module.file.removesuffix('.md')}.{lang}.md"
            used.add(path)
            translated.append(translate_module(module, raws.get(path), path, lang, course.source_lang, book.taken, log))
        course = replace(course, modules=tuple(translated))
    return course, tuple(path for path in raws if path not in used)


def _modules_by_id(raws: Mapping[str, RawFile], log: Log) -> dict[str, RawFile]:
    found: dict[str, RawFile] = {}
    for path, raw in raws.items():
        if path == "course.md" or suffix(path):
            continue
        reader = schema.Reader(raw.settings, log)
        if not raw.settings.entries:
            continue
        reader.refuse_unknown(schema.MODULE)
        reader.require(("id",), path)
        id = reader.id("id")
        if id in RESERVED:
            log.add("F20", reader.place("id"), id=id)
        elif id in found:
            first = found[id].settings.keys["id"]
            log.add("I02", reader.place("id"), id=id, line=first.line, file=first.file, attempt=f"id: {id}-2")
        elif id:
            found[id] = raw
    return found
