"""A new course out of an existing one: its own id and date, and what a profile changes, in the text of its files."""

import datetime
from collections.abc import Iterable, Iterator, Mapping

from lms.domain.course.editing import apply
from lms.domain.course.edition import SNAPSHOT
from lms.domain.course.messages import Log
from lms.domain.course.model import Course
from lms.domain.course.parse import parse_course
from lms.domain.course.places import Edit, Id, Span
from lms.domain.course.profile_model import Profile
from lms.domain.course.profiles import FOLDER
from lms.domain.course.rules import LEVELS
from lms.domain.course.settings import Group, Items, Scalar, quoted, read_settings
from lms.domain.course.source import decode

Files = Mapping[str, bytes]


def begun(files: Files, slug: Id, today: datetime.date) -> dict[str, bytes]:
    """The files as a course of its own: `id:` is the slug and its newest change is of today; no memory of editions."""
    settings, _ = _settings(files, "course.md")
    edits = [Edit(node.span, slug) for node in [settings.entries.get("id")] if isinstance(node, Scalar)]
    changes = settings.entries.get("changes")
    newest = changes.items[0] if isinstance(changes, Items) and changes.items else None
    date = newest.entries.get("date") if isinstance(newest, Group) else None
    if isinstance(date, Scalar):
        edits.append(Edit(date.span, today.isoformat()))
    return apply({path: body for path, body in files.items() if path != SNAPSHOT}, edits)


def adapted(files: Files, name: str) -> dict[str, bytes]:
    """The files with a profile applied and all profiles gone. Raises LookupError where there is no such profile."""
    course = parse_course(files).course
    profile = next((found for found in course.profiles if found.name == name), None) if course else None
    if course is None or profile is None:
        raise LookupError(f"no profile {name}")
    gone = {named.id for named in profile.leave_out}
    edits = [
        *_words(files, course, profile),
        *_modules(files, gone),
        *_required(files, course, [named.id for named in profile.require]),
    ]
    left = apply(files, edits)
    dropped = tuple(module.file.removesuffix("md") for module in course.modules if module.id in gone)
    return {path: body for path, body in left.items() if not path.startswith((FOLDER, *dropped))}


def _settings(files: Files, path: str) -> tuple[Group, int]:
    return read_settings(decode(path, files[path]), Log(LEVELS))


def _words(files: Files, course: Course, profile: Profile) -> Iterator[Edit]:
    """New values for words; a language whose file lacks one gets a line for it."""
    for lang in course.langs:
        path = "course.md" if lang == course.source_lang else f"course.{lang}.md"
        words = {name: text[lang].text for name, text in profile.words.items() if lang in text}
        if path in files and words:
            yield from _file_words(files, path, words)


def _file_words(files: Files, path: str, words: Mapping[str, str]) -> Iterator[Edit]:
    settings, body = _settings(files, path)
    group = settings.entries.get("words")
    there = group.entries if isinstance(group, Group) else {}
    for name in words.keys() & there.keys():
        yield Edit(there[name].span, _value(words[name]))
    missing = "".join(f"  {name}: {_value(words[name])}\n" for name in words if name not in there)
    if missing and isinstance(group, Group):
        yield Edit(_before(path, next(iter(group.keys.values())).line), missing)
    elif missing:
        yield Edit(_before(path, body - 1), f"words:\n{missing}")


def _before(path: str, line: int) -> Span:
    return Span(path, line, 1, line, 1)


def _value(text: str) -> str:
    """The text as a value that cannot be misread."""
    return quoted(f"x: {text}").removeprefix("x: ") if set(text) & set(":#{}[],&*!|>'\"%@`") else text


def _modules(files: Files, gone: Iterable[Id]) -> Iterator[Edit]:
    """`modules:` without those that go, as one line."""
    gone = set(gone)
    listed = _settings(files, "course.md")[0].entries.get("modules")
    if not gone or not isinstance(listed, Items):
        return
    items = [item for item in listed.items if isinstance(item, Scalar)]
    kept = ", ".join(item.text for item in items if item.text.strip() not in gone)
    first, last = items[0].span, items[-1].span
    yield Edit(Span("course.md", first.line, first.col, last.end_line, last.end_col), kept)


def _required(files: Files, course: Course, ids: Iterable[Id]) -> Iterator[Edit]:
    """The modules without their `optional:`."""
    for id in ids:
        module = course.module(id)
        place = _settings(files, module.file)[0].keys.get("optional") if module else None
        if module and place:
            yield Edit(Span(module.file, place.line, 1, place.line + 1, 1), "")

