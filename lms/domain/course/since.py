"""An edition beside an earlier one, for whoever signed the earlier: section by section, in one language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lms.domain.course.document import drawn_section
from lms.domain.course.marking import PLAIN, Marks, marked
from lms.domain.course.model import AckSection, Course, Module, QuizSection, ScenarioSection, Section
from lms.domain.course.places import Id, Lang
from lms.domain.course.render import View, html, inline, plain

Verb = Literal["changed", "added", "removed", "same"]
Placed = tuple[Module, Section]
NOTHING = ("", "")


@dataclass(frozen=True, slots=True)
class Part:
    """What became of one section, or of the beginning of a module or of the course.

    `heading` and `html` are the text with <ins> and <del> in it; both are empty for exercises, whose questions nobody
    may see here. `came_from` is the title of the module it stood in before, where it is another one.
    """

    id: Id
    kind: Literal["text", "quiz", "scenario", "statement", "opening"]
    verb: Verb
    title: str
    heading: str = ""
    html: str = ""
    came_from: str = ""

    @property
    def told(self) -> bool:
        """Whether there is anything to say about it."""
        return self.verb != "same" or bool(self.came_from)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One module with its parts in the order they have now; what is gone stands where it stood."""

    id: Id
    title: str
    parts: tuple[Part, ...]
    gone: bool = False  # the module is no longer there

    @property
    def told(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.told)


def since(before: Course, after: Course, was: View, now: View, marks: Marks = PLAIN) -> tuple[Chapter, ...]:
    """Every module of either edition. Both views are of the same language."""
    old = {section.id: (module, section) for module, section in before.sections()}
    new = {section.id: (module, section) for module, section in after.sections()}
    sides = _Sides(before, after, was, now, marks)
    modules = {module.id: module for module in before.modules}
    course = [part] if (part := _opening(sides, before.id, before, after)) else []
    chapters = [Chapter(after.id, plain(after.title, now), tuple(course))] if course else []
    for module in after.modules:
        held = modules.pop(module.id, None)
        parts = [*([part] if held and (part := _opening(sides, module.id, held, module)) else [])]
        parts += _parts(sides, held, module, old, new)
        chapters.append(Chapter(module.id, plain(module.title, now), tuple(parts)))
    for module in modules.values():
        parts = [_removed(sides, section) for section in module.sections if section.id not in new]
        chapters.append(Chapter(module.id, plain(module.title, was), tuple(parts), gone=True))
    return tuple(chapters)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both editions with how each is drawn."""

    before: Course
    after: Course
    was: View
    now: View
    marks: Marks

    def marked(self, before: tuple[str, str], after: tuple[str, str]) -> tuple[str, str]:
        """Title and text."""
        return marked(before[0], after[0], self.marks), marked(before[1], after[1], self.marks)


def language(before: Course, after: Course, reads: Lang, signed: Lang) -> Lang | None:
    """The language to compare in: the reader's own where both editions have it, else the one she signed in, else any.

    None where the editions share no language.
    """
    both = [lang for lang in after.langs if lang in before.langs]
    wanted = [lang for lang in (reads, signed, after.source_lang) if lang in both]
    return next(iter([*wanted, *both]), None)


def _opening(sides: _Sides, id: Id, held: Course | Module, module: Course | Module) -> Part | None:
    """Title and introduction, where they differ."""
    was = inline(held.title, sides.was), html(held.intro, sides.was)
    now = inline(module.title, sides.now), html(module.intro, sides.now)
    title = plain(module.title, sides.now)
    return Part(id, "opening", "changed", title, *sides.marked(was, now)) if was != now else None


def _parts(
    sides: _Sides, held: Module | None, module: Module, old: Mapping[Id, Placed], new: Mapping[Id, Placed]
) -> Iterator[Part]:
    """The sections of a module as it is now, each after what stood before it and is gone."""
    gone = [section for section in held.sections if section.id not in new] if held else []
    stood = [section.id for section in held.sections] if held else []
    for section in module.sections:
        while gone and section.id in stood and stood.index(gone[0].id) < stood.index(section.id):
            yield _removed(sides, gone.pop(0))
        yield _part(sides, module, section, old.get(section.id))
    yield from (_removed(sides, section) for section in gone)


def _part(sides: _Sides, module: Module, section: Section, placed: Placed | None) -> Part:
    title, kind = plain(section.title, sides.now), _kind(section)
    if placed is None or _kind(placed[1]) != kind:
        return Part(section.id, kind, "added", title, *sides.marked(NOTHING, _drawn(sides.after, section, sides.now)))
    came_from = plain(placed[0].title, sides.was) if placed[0].id != module.id else ""
    if kind in ("quiz", "scenario"):
        verb: Verb = "same" if _exercise(placed[1]) == _exercise(section) else "changed"
        return Part(section.id, kind, verb, title, came_from=came_from)
    was, now = _drawn(sides.before, placed[1], sides.was), _drawn(sides.after, section, sides.now)
    if was == now:
        return Part(section.id, kind, "same", title, came_from=came_from)
    return Part(section.id, kind, "changed", title, *sides.marked(was, now), came_from=came_from)


def _removed(sides: _Sides, section: Section) -> Part:
    text = sides.marked(_drawn(sides.before, section, sides.was), NOTHING)
    return Part(section.id, _kind(section), "removed", plain(section.title, sides.was), *text)


def _drawn(course: Course, section: Section, seen: View) -> tuple[str, str]:
    """Title and text as a signature binds them; nothing of an exercise but its title."""
    return inline(section.title, seen), "\n".join(drawn_section(course, section, seen))


def _kind(section: Section) -> Literal["text", "quiz", "scenario", "statement"]:
    if isinstance(section, QuizSection):
        return "quiz"
    if isinstance(section, ScenarioSection):
        return "scenario"
    return "statement" if isinstance(section, AckSection) else "text"


def _exercise(section: Section) -> tuple[tuple[str, str], ...]:
    """The prints of an exercise and of its questions: equal ones ask the same."""
    questions = section.questions if isinstance(section, QuizSection) else ()
    asked = tuple((question.text_print, question.key_print) for question in questions)
    return ((section.text_print, section.key_print), *asked)
