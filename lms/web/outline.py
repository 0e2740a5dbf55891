"""The stops of a course in order: its modules with their quizzes, and the signature at the end."""

from dataclasses import dataclass
from typing import Literal

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from lms.domain.course.model import Module, QuizSection, ScenarioSection, Section
from lms.domain.course.reading_time import module_minutes
from lms.services.progress import Progress
from lms.web.content import Book
from lms.web.standing import numbered, reading_modules


@dataclass(frozen=True, slots=True)
class Stop:
    """One line of the outline; no address while it cannot be entered."""

    label: str | Markup
    note: str
    href: str
    state: Literal["done", "now", ""]
    kind: Literal["module", "sign"] = "module"

    @property
    def row(self) -> tuple[str | Markup, str, str, str]:
        """As the outline macro takes it."""
        return self.label, self.note, self.href, self.state


@dataclass(frozen=True, slots=True)
class Place:
    """A module among the others, with what comes before and after it."""

    now: int
    total: int
    done: int
    outline: list[tuple[str | Markup, str, str, str]]
    prev_title: str
    prev_href: str
    next_title: str
    next_href: str
    next_note: str


def stops(stand: Progress, book: Book, here: Module | None) -> list[Stop]:
    """The whole way; `here` is marked as the present one."""
    lines = [_module_stop(stand, book, module, here) for module in reading_modules(stand.course)]
    if stand.plan.acknowledgement:
        signed = stand.completed
        href = url_for("signing.show", slug=stand.edition.slug) if stand.may_sign else ""
        lines.append(Stop(_("Sign"), _("1 min"), href, "done" if signed else "", "sign"))
    return lines


def place(stand: Progress, book: Book, here: Module) -> Place:
    """Where a module stands."""
    modules = reading_modules(stand.course)
    at = modules.index(here)
    before = modules[at - 1] if at else None
    title, href, note = _after(stand, book, here, modules[at + 1] if at + 1 < len(modules) else None)
    return Place(
        **numbered(stand.course, here),
        done=sum(stand.module_done(module.id) for module in modules),
        outline=[stop.row for stop in stops(stand, book, here)],
        prev_title=book.plain(before.title) if before else "",
        prev_href=_address(stand, before) if before else "",
        next_title=title,
        next_href=href,
        next_note=note,
    )


def after_section(stand: Progress, book: Book, here: Module) -> tuple[str, str]:
    """Label and address of the way on once a quiz or scenario of this module is done."""
    modules = reading_modules(stand.course)
    at = modules.index(here)
    title, href, _note = _after(stand, book, here, modules[at + 1] if at + 1 < len(modules) else None)
    return _("Go on: %(title)s", title=title), href


def _after(stand: Progress, book: Book, here: Module, following: Module | None) -> tuple[str, str, str]:
    """The open quiz or scenario of this module, then the next module, then the signature."""
    slug = stand.edition.slug
    waiting = next((section for section in here.sections if _waits(stand, section)), None)
    if waiting is not None:
        address = url_for("sections.show", slug=slug, module=here.id, tag=waiting.id)
        note = _("Next, the scenario") if isinstance(waiting, ScenarioSection) else _("Next, the quiz")
        return book.plain(waiting.title), address, note
    if following is not None:
        minutes = module_minutes(following)
        note = _("Next, %(minutes)s min", minutes=minutes)
        if following.optional:
            note = _("Next, %(minutes)s min, optional", minutes=minutes)
        return book.plain(following.title), _address(stand, following), note
    if stand.plan.acknowledgement and not stand.completed:
        return _("Sign"), url_for("signing.show", slug=slug), _("Next, 1 min")
    return _("The course"), url_for("courses.show", slug=slug), _("Back to")


def _waits(stand: Progress, section: Section) -> bool:
    return isinstance(section, QuizSection | ScenarioSection) and not stand.section_done(section)


def _module_stop(stand: Progress, book: Book, module: Module, here: Module | None) -> Stop:
    state: Literal["done", "now", ""] = "now" if module is here else "done" if stand.module_done(module.id) else ""
    href = _address(stand, module) if stand.started else ""
    questions = sum(book.questions(quiz) for quiz in module.quizzes())
    parts = [_("%(minutes)s min", minutes=module_minutes(module))]
    if questions:
        parts.append(ngettext("%(num)s question", "%(num)s questions", questions))
    stories = sum(isinstance(section, ScenarioSection) for section in module.sections)
    if stories:
        parts.append(ngettext("%(num)s scenario", "%(num)s scenarios", stories))
    if module.optional:
        parts.append(_("optional"))
    return Stop(book.inline(module.title), " · ".join(parts), href, state)


def _address(stand: Progress, module: Module) -> str:
    return url_for("reading.module", slug=stand.edition.slug, module=module.id)
