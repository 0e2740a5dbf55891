"""Badges and the tally of signatures made on time, put into words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.services.progress import Progress
from lms.web.content import book_of
from lms.web.moments import day

SET = 5


@dataclass(frozen=True, slots=True)
class BadgeLine:
    """One badge of the shelf, earned or still to earn."""

    name: str
    src: str
    line: str
    earned: bool
    href: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Strokes, a title and a line: promises kept on time, one after another."""

    number: int
    title: str
    text: str


def shelf(stands: Iterable[Progress]) -> list[BadgeLine]:
    """The badges of these courses: earned ones first, the latest before the others."""
    lines = [badge(stand) for stand in stands if stand.course.badge is not None]
    return sorted(lines, key=lambda line: not line.earned)


def badge(stand: Progress) -> BadgeLine:
    """The badge of one course; without a name of its own it bears the title."""
    book = book_of(stand.edition)
    earned = stand.completed
    if earned and stand.enrolment and stand.enrolment.completed_at:
        line = day(stand.enrolment.completed_at)
    elif stand.percent:
        line = _("%(percent)s%% there", percent=stand.percent)
    else:
        line = _("Not started")
    name = book.plain(stand.course.badge.name) if stand.course.badge else str(book.title)
    slug = stand.edition.slug
    return BadgeLine(name, picture(stand, earned), line, earned, url_for("courses.show", slug=slug))


def picture(stand: Progress, earned: bool = True) -> str:
    """Where the badge is drawn: the course's own picture once it is earned, else its rosette."""
    own = stand.course.badge.image if stand.course.badge else None
    if own and earned:
        return url_for("courses.file", slug=stand.edition.slug, path=own)
    return url_for("badges.picture", course=stand.edition.slug if earned else f"{stand.edition.slug}-locked")


def in_a_row(stands: Sequence[Progress]) -> int:
    """How many of the last signatures in a row were made before they were due; a late one starts anew."""
    ended = [stand.enrolment for stand in stands if stand.completed and stand.enrolment and stand.enrolment.due_at]
    number = 0
    for enrolment in sorted(ended, key=lambda enrolment: enrolment.completed_at or enrolment.assigned_at, reverse=True):
        assert enrolment.due_at is not None
        if enrolment.completed_at is None or enrolment.completed_at >= enrolment.due_at:
            break
        number += 1
    return number


def tally(stands: Sequence[Progress]) -> Tally:
    """The tally as home shows it."""
    number = in_a_row(stands)
    if number == 0:
        return Tally(
            0, _("On time"), _("One stroke for each policy signed before its due date. The first one waits for you.")
        )
    left = SET - number % SET
    title = ngettext("One on time", "%(num)s in a row, on time", number)
    if left == SET:
        return Tally(number, title, _("A full set. The next stroke begins a new one."))
    return Tally(number, title, ngettext("%(num)s more closes the set.", "%(num)s more close the set.", left))
