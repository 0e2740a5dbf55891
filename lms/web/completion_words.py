"""The page after a signature: what it says, and what it leads to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.services.progress import Obligation, Progress
from lms.web import rewards, standing
from lms.web.content import book_of
from lms.web.moments import local_date, moment
from lms.web.standing import Card


@dataclass(frozen=True, slots=True)
class Done:
    """The head of the page and what stands under it."""

    title: str
    stamp: str
    lead: str
    key: str
    on_time: int
    tally: rewards.Tally
    next: Card | None


def values(stand: Progress, stands: Sequence[Progress], given_name: str, version: str | None) -> dict[str, Any]:
    """`stand` is completed, with `version`; `stands` are all courses of the same person."""
    assert stand.enrolment is not None and stand.enrolment.completed_at is not None
    waiting = standing.open_ones(stands)
    tally = rewards.tally(stands)
    signed = stand.plan.acknowledgement is not None
    done = Done(
        title=_("That’s signed, %(name)s", name=given_name) if signed else _("That’s done, %(name)s", name=given_name),
        stamp=_("Signed %(moment)s", moment=moment(stand.enrolment.completed_at)),
        lead=_lead(stand, stand.enrolment, version or stand.edition.number),
        key=stand.enrolment.id,
        on_time=tally.number,
        tally=tally,
        next=standing.card(waiting[0]) if waiting else None,
    )
    return {"done": done, "badge": rewards.badge(stand)}


def _lead(stand: Progress, enrolment: Obligation, version: str) -> str:
    """Which text it was, how well it went, and how early; a late signature is not commented on."""
    parts = [_("%(course)s, version %(number)s.", course=book_of(stand.edition).title, number=version)]
    score = standing.percent_of(enrolment.score)
    early = _early(enrolment)
    if score and early:
        parts.append(_("You scored %(score)s, %(early)s.", score=score, early=early))
    elif score:
        parts.append(_("You scored %(score)s.", score=score))
    return " ".join(parts)


def _early(enrolment: Obligation) -> str:
    if enrolment.due_on is None or enrolment.completed_at is None:
        return ""
    days = (enrolment.due_on - local_date(enrolment.completed_at)).days
    if days < 0:
        return ""
    if days == 0:
        return _("on the day it was due")
    return ngettext("%(num)s day before it was due", "%(num)s days before it was due", days)
