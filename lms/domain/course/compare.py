"""Two editions of a course side by side: what differs, and the smallest kind of change that may be called."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from lms.domain.course import compare_items
from lms.domain.course.compare_items import Asked, differ, source, texts
from lms.domain.course.compare_words import Difference as Difference
from lms.domain.course.compare_words import sentence as sentence
from lms.domain.course.edition import SNAPSHOT
from lms.domain.course.markdown_text import WORD
from lms.domain.course.model import (
    AckSection,
    CardSection,
    ChangeKind,
    Course,
    Module,
    Period,
    QuizSection,
    ReadingSection,
    Section,
)
from lms.domain.course.places import Id, Lang, T, in_lang

NO_FILES: Mapping[str, str] = {}
KINDS = tuple(ChangeKind)
DOCUMENTS = (".pdf",)

Placed = tuple[Module, Section]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs, and the smallest kind of change that covers it; None when nothing differs."""

    differences: tuple[Difference, ...]
    least: ChangeKind | None

    @property
    def asks(self) -> bool:
        """Whether the author must say if it changes what people must do."""
        return any(one.asks for one in self.differences)

    @property
    def final(self) -> bool:
        """Whether nobody may call it less than it is."""
        return any(one.final for one in self.differences)


def compare(
    before: Course,
    after: Course,
    before_files: Mapping[str, str] = NO_FILES,
    after_files: Mapping[str, str] = NO_FILES,
) -> Comparison:
    """What differs between two editions; files (path → SHA-256) are compared where both sides name theirs."""
    langs = [lang for lang in after.langs if lang in before.langs]
    found = tuple(
        chain(
            _settings(before, after, langs),
            _modules(before, after, langs),
            _sections(before, after, langs),
            _questions(before, after, langs),
            _files(after.id, before_files, after_files),
        )
    )
    return Comparison(found, max((one.least for one in found), key=KINDS.index, default=None))


def affected(comparison: Comparison, after: Course) -> frozenset[Id]:
    """The sections and questions that people who signed must read, answer or sign again when a change is material."""
    touched = {one.item for one in comparison.differences if one.least != ChangeKind.COSMETIC}
    sections = {section.id: (module, section) for module, section in after.sections()}
    questions = {question.id for question in after.questions()}
    found = touched & (sections.keys() | questions)
    new = {one.item for one in comparison.differences if one.code in ("module-added", "section-added", "kind")}
    for id, (module, section) in sections.items():
        if module.id in new:
            found.add(id)
        if isinstance(section, QuizSection) and (module.id in new or id in new):
            found |= {question.id for question in section.questions}
    if found or comparison.least == ChangeKind.MATERIAL:
        found |= {section.id for _, section in sections.values() if isinstance(section, AckSection)}
    return frozenset(found)


# --- settings ----------------------------------------------------------------------------------------------------


def _settings(before: Course, after: Course, langs: list[Lang]) -> Iterator[Difference]:
    item = after.id
    if before.source_lang != after.source_lang:
        yield differ("source-language", item, before.source_lang, after.source_lang)
    for lang in sorted({*before.langs} ^ {*after.langs}):
        added = lang in after.langs
        yield differ("language-added" if added else "language-removed", item, *(("", lang) if added else (lang, "")))
    if before.pass_mark != after.pass_mark:
        code = "pass-mark-raised" if after.pass_mark > before.pass_mark else "pass-mark-lowered"
        yield differ(code, item, f"{float(before.pass_mark):.0%}", f"{float(after.pass_mark):.0%}")
    if before.attempts != after.attempts:
        yield differ("attempts", item, before.attempts or "∞", after.attempts or "∞")
    for old, new in ((before.renew, after.renew), (before.refresher, after.refresher)):
        if old != new:
            yield differ("period", item, _period(old), _period(new))
    if before.contact != after.contact:
        yield differ("contact", item, before.contact, after.contact)
    for old_text, new_text in ((before.owner, after.owner), (_list(before), _list(after))):
        if old_text != new_text:
            yield differ("setting", item, old_text, new_text)
    yield from _badge(before, after)
    yield from texts(item, _course_texts(before), _course_texts(after), langs)


def _period(period: Period | None) -> str:
    return f"{period.count} {period.unit}" if period else ""


def _list(course: Course) -> str:
    return ", ".join(course.intended_for)


def _badge(before: Course, after: Course) -> Iterator[Difference]:
    old, new = ((badge.image, _period(badge.valid_for)) if (badge := one.badge) else None for one in (before, after))
    if old != new:
        was, now = (", ".join(filter(None, one)) if one else "" for one in (old, new))
        yield differ("badge", after.id, was, now)


def _course_texts(course: Course) -> dict[str, T]:
    found = {"title": course.title} | ({"intro": course.intro} if course.intro else {})
    found |= {"badge": course.badge.name} if course.badge else {}
    if course.certificate:
        found |= {"certificate": course.certificate.title, "signed by": course.certificate.signed_by}
    return found | {f"word {name}": text for name, text in course.words.items()}


# --- modules and sections ----------------------------------------------------------------------------------------


def _modules(before: Course, after: Course, langs: list[Lang]) -> Iterator[Difference]:
    old, new = ({module.id: module for module in course.modules} for course in (before, after))
    yield from _order(after.id, list(old), list(new))
    for id, module in new.items():
        if id not in old:
            code = "optional-added" if module.optional else "module-added"
            yield differ(code, id, "", source(module.title), module.span)
            continue
        was = old[id]
        if was.optional != module.optional:
            code = "optional" if module.optional else "required"
            yield differ(code, id, source(was.title), source(module.title), module.span)
        yield from _order(id, [one.id for one in was.sections], [one.id for one in module.sections])
        yield from texts(id, _module_texts(was), _module_texts(module), langs, module.span)
    for id, module in old.items():
        if id not in new:
            yield differ("optional-removed" if module.optional else "module-removed", id, source(module.title))


def _module_texts(module: Module) -> dict[str, T]:
    return {"title": module.title} | ({"intro": module.intro} if module.intro else {})


def _order(item: Id, old: Sequence[Id], new: Sequence[Id]) -> Iterator[Difference]:
    """Whether what is on both sides stands in another order."""
    was, now = [id for id in old if id in new], [id for id in new if id in old]
    if was != now:
        yield differ("order", item, ", ".join(was), ", ".join(now))


def _sections(before: Course, after: Course, langs: list[Lang]) -> Iterator[Difference]:
    old, new = ({placed[1].id: placed for placed in course.sections()} for course in (before, after))
    shared = {module.id for module in before.modules} & {module.id for module in after.modules}
    for id, placed in new.items():
        module, section = placed
        if id not in old:
            # The sections of a new module came with it; a promise counts wherever it stands.
            if module.id in shared or isinstance(section, AckSection):
                yield differ(_added(placed), id, "", source(section.title), section.span)
            continue
        was_in, was = old[id]
        if was_in.id != module.id:
            yield differ("moved", id, source(was_in.title), source(module.title), section.span)
        if _optional(was) != _optional(section) or (was_in.id != module.id and was_in.optional != module.optional):
            code = "optional" if _optional(section) or module.optional else "required"
            yield differ(code, id, source(was.title), source(section.title), section.span)
        yield from compare_items.section(was, section, (before, after), langs)
        if isinstance(section, AckSection):
            yield from _statement_words(section, before, after, langs)
    for id, (module, section) in old.items():
        if id not in new and (module.id in shared or isinstance(section, AckSection)):
            yield differ(_removed((module, section)), id, source(section.title))


def _optional(section: Section) -> bool:
    return isinstance(section, ReadingSection) and section.optional


def _added(placed: Placed) -> str:
    module, section = placed
    if isinstance(section, AckSection):
        return "acknowledgement-added"
    if module.optional or _optional(section):
        return "optional-added"
    if isinstance(section, QuizSection):
        return "practice-added" if section.practice else "section-added"
    if isinstance(section, CardSection):
        return "cards-added"
    return "reading-added" if isinstance(section, ReadingSection) else "scenario-added"


def _removed(placed: Placed) -> str:
    module, section = placed
    if isinstance(section, AckSection):
        return "acknowledgement-removed"
    practice = isinstance(section, QuizSection) and section.practice
    return "optional-removed" if module.optional or _optional(section) or practice else "section-removed"


def _statement_words(section: AckSection, before: Course, after: Course, langs: list[Lang]) -> Iterator[Difference]:
    """Words of the course inside the statement: with another value people sign another text."""
    said = [text for text in (section.body, *(tick.text for tick in section.ticks)) if text]
    for name in sorted(before.words.keys() | after.words.keys()):
        for lang in langs:
            if not any(_uses(text, lang, name) for text in said):
                continue
            old, new = (_word(course, name, lang) for course in (before, after))
            if old != new:
                yield differ("statement-word", section.id, old, new, section.span, lang)


def _uses(text: T, lang: Lang, name: str) -> bool:
    return lang in text and "{{" in text[lang].text and name in WORD.findall(text[lang].text)


def _word(course: Course, name: str, lang: Lang) -> str:
    return in_lang(course.words[name], lang).text if name in course.words else ""


# --- questions and files -----------------------------------------------------------------------------------------


def _questions(before: Course, after: Course, langs: list[Lang]) -> Iterator[Difference]:
    old, new = (_asked(course) for course in (before, after))
    old_quizzes, new_quizzes = ({quiz.id for quiz in course.quizzes()} for course in (before, after))
    for id, asked in new.items():
        if id in old:
            yield from compare_items.question(old[id], asked, langs)
        elif asked[0].id in old_quizzes:
            yield differ("question-added", id, "", source(asked[1].prompt), asked[1].span)
    for id, asked in old.items():
        if id not in new and asked[0].id in new_quizzes:
            yield differ("question-removed", id, source(asked[1].prompt))


def _asked(course: Course) -> dict[Id, Asked]:
    return {question.id: (quiz, question) for quiz in course.quizzes() for question in quiz.questions}


def _files(item: Id, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    """Files beside the text; Markdown has been compared by what it says."""
    if not before or not after:
        return
    for path in sorted(before.keys() | after.keys()):
        if path == SNAPSHOT or path.endswith(".md") or before.get(path) == after.get(path):
            continue
        if path in before and path in after:
            yield differ("document" if path.lower().endswith(DOCUMENTS) else "image", item, path, path)
        elif path in after:
            yield differ("file-added", item, "", path)
        else:
            yield differ("file-removed", item, path)
