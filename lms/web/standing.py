"""Where a person stands in a course, put into words: how far, by when, what next and where that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from lms.domain import standing as rule
from lms.domain.course.model import AckSection, Course, Module
from lms.services.progress import Progress, Step
from lms.web.clock import now
from lms.web.content import Book, book_of
from lms.web.language import timezone
from lms.web.moments import day, weekday

SOON_DAYS = rule.SOON_DAYS


@dataclass(frozen=True, slots=True)
class Card:
    """One row of a list of courses."""

    slug: str
    title: Markup
    href: str
    percent: int
    meta: str
    state: str
    due_on: date | None
    days_left: int | None
    paper: bool = False  # signed by hand: there is no certificate
    changed: str = ""  # where the comparison stands, when an earlier signature is not enough any more


def card(stand: Progress) -> Card:
    """The row of one course."""
    due = stand.enrolment.due_on if stand.enrolment and stand.open else None
    return Card(
        slug=stand.edition.slug,
        title=book_of(stand.edition).named,
        href=url_for("courses.show", slug=stand.edition.slug),
        percent=stand.percent,
        meta=meta(stand),
        state=state(stand),
        due_on=due,
        days_left=days_left(stand),
        paper=stand.enrolment is not None and stand.enrolment.paper_on is not None,
        changed=changed(stand),
    )


def changed(stand: Progress) -> str:
    """The address of the comparison for somebody who has signed an earlier version and is asked again."""
    asked_again = stand.open and stand.enrolment is not None and stand.enrolment.reopened_for is not None
    return url_for("changes.show", slug=stand.edition.slug) if asked_again else ""


def days_left(stand: Progress) -> int | None:
    """Days until it is due, negative when it is late; None when nothing is due."""
    return _standing(stand).days_left


def state(stand: Progress) -> str:
    """The status word of the pill."""
    return _standing(stand).word


def _standing(stand: Progress) -> rule.Standing:
    if stand.enrolment is None:
        return rule.Standing("assigned")
    enrolment = stand.enrolment
    return rule.standing(enrolment.state, stand.started, enrolment.due_on, now(), ZoneInfo(timezone()))


def meta(stand: Progress) -> str:
    """The line under a title: time left first, then how far; for a finished course when and how well."""
    if stand.completed and stand.enrolment and stand.enrolment.completed_at:
        paper = stand.enrolment.paper_on
        signed = _("Signed on paper %(day)s", day=day(paper)) if paper else ""
        signed = signed or _("Signed %(day)s", day=day(stand.enrolment.completed_at))
        parts = [signed, percent_of(stand.enrolment.score)]
        if stand.enrolment.edition != stand.edition.id and stand.edition.kind == "update":
            parts.append(_("changed in version %(number)s", number=stand.edition.number))
        return " · ".join(part for part in parts if part)
    if stand.open and stand.started:
        step = stand.next_step()
        parts = [ngettext("%(num)s min left", "%(num)s min left", stand.minutes_left), _where(stand, step)]
        return " · ".join(part for part in parts if part)
    count = sum(not module.optional for module in reading_modules(stand.course))
    modules = ngettext("%(num)s module", "%(num)s modules", count)
    minutes = _("%(minutes)s min", minutes=stand.minutes_left)
    return f"{minutes} · {modules}"


def _where(stand: Progress, step: Step) -> str:
    if step.kind == "sign":
        return _("ready to sign")
    if step.module is None:
        return ""
    return _("module %(now)s of %(total)s", **numbered(stand.course, step.module))


def due_words(stand: Progress) -> str:
    """When it is due, as a day and a distance; never a reproach."""
    left = days_left(stand)
    if left is None or stand.enrolment is None or stand.enrolment.due_on is None:
        return ""
    due = weekday(stand.enrolment.due_on)
    if left < 0:
        return ngettext("%(num)s day late", "%(num)s days late", -left)
    if left == 0:
        return _("Due today")
    if left == 1:
        return _("Due tomorrow, %(day)s", day=due)
    return ngettext("Due %(day)s, in %(num)s day", "Due %(day)s, in %(num)s days", left, day=due)


def percent_of(points: tuple[int, int] | None) -> str:
    """Points as a whole percentage, rounded down; nothing where nothing was asked."""
    return _("%(percent)s%%", percent=100 * points[0] // points[1]) if points and points[1] else ""


def reading_modules(course: Course) -> list[Module]:
    """The modules with something to read or answer; one that only holds the statement is the signature itself."""
    return [module for module in course.modules if not _only_statement(module)]


def numbered(course: Course, module: Module) -> dict[str, int]:
    """`now` and `total`: which module of how many."""
    modules = reading_modules(course)
    return {"now": modules.index(module) + 1 if module in modules else len(modules), "total": len(modules)}


def onward(stand: Progress, step: Step | None = None) -> str:
    """The address of the next thing to do."""
    step = step or stand.next_step()
    slug = stand.edition.slug
    if step.kind == "sign":
        return url_for("signing.show", slug=slug)
    if step.kind in ("quiz", "scenario") and step.module and step.section:
        return url_for("sections.show", slug=slug, module=step.module.id, tag=step.section.id)
    if step.kind == "read" and step.module:
        anchor = step.section.id if step.section and step.section is not step.module.sections[0] else None
        return url_for("reading.module", slug=slug, module=step.module.id, _anchor=anchor)
    return url_for("signing.done" if step.kind == "done" else "courses.show", slug=slug)


def next_words(stand: Progress, book: Book) -> str:
    """What comes next and how long it takes, in a sentence or two."""
    minutes = stand.minutes_left
    step = stand.next_step()
    about = ngettext("About %(num)s minute left.", "About %(num)s minutes left.", minutes)
    if step.kind == "sign":
        return _("Next: your signature. It takes about a minute.")
    if step.kind == "quiz" and step.section:
        where = _("Next: the quiz “%(title)s”.", title=book.plain(step.section.title))
        return f"{where} {about}"
    if step.kind == "scenario" and step.section:
        where = _("Next: the scenario “%(title)s”.", title=book.plain(step.section.title))
        return f"{where} {about}"
    if step.kind == "read" and step.module:
        place = numbered(stand.course, step.module)
        where = _("Next: module %(now)s of %(total)s, “%(title)s”.", title=book.plain(step.module.title), **place)
        return f"{where} {about}"
    count = sum(not module.optional for module in reading_modules(stand.course))
    modules = ngettext("%(num)s short module", "%(num)s short modules", count)
    return ngettext(
        "%(modules)s, about %(num)s minute in all.",
        "%(modules)s, about %(num)s minutes in all.",
        minutes,
        modules=modules,
    )


def open_ones(stands: Iterable[Progress]) -> list[Progress]:
    """Those that still ask something of the person, in the order they came."""
    return [stand for stand in stands if stand.open]


def _only_statement(module: Module) -> bool:
    return bool(module.sections) and all(isinstance(section, AckSection) for section in module.sections)
