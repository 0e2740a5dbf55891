"""Reading: sections displayed in full are working rows; a module that is complete becomes one fact."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.facts import timestamp
from lms.domain.house import House
from lms.domain.kinds import ModuleRead
from lms.domain.refusal import Refusal
from lms.services import completion, opening, progress, projection
from lms.services.record import About, Draft, draft, person, seal
from lms.store import writing
from lms.store.models import SectionView
from lms.store.record import lock_head

WAYS = ("observed", "declared")


def displayed(
    house: House,
    person_id: str,
    slug: str,
    module_id: str,
    sections: Iterable[str],
    *,
    how: str,
    edition_id: str,
    language: str,
    now: datetime,
) -> progress.Progress:
    """Notes that sections of a module were displayed in full; again is harmless. Returns the new progress.

    `how` is "observed" (on screen long enough) or "declared" (by a button). Raises Refusal: not-found for an unknown
    module or section, edition-changed when the page showed another edition than the current one.
    """
    with writing() as session:
        lock_head(session)
        stand = progress.within(session, person_id, slug)
        known = stand.edition.plan.modules.get(module_id)
        wanted = list(dict.fromkeys(sections))
        if known is None or how not in WAYS or not set(wanted) <= set(known):
            raise Refusal("not-found")
        if stand.edition.id != edition_id:
            raise Refusal("edition-changed")
        enrolment = opening.require_started(stand)
        new = [tag for tag in wanted if tag not in stand.displayed]
        if not new:
            return stand
        _note(session, stand, person_id, enrolment.cycle_start, new, how, now)
        needed = set(stand.plan.modules[module_id])
        if not needed & set(new) or not needed <= stand.displayed | set(new):
            return progress.within(session, person_id, slug)
        seal(session, _module_fact(session, stand, person_id, enrolment.cycle_start, module_id, language, now))
        completion.advance(session, house, person_id, slug, language, now)
        return progress.within(session, person_id, slug)


def to_catch_up(
    session: Session, stand: progress.Progress, folded: projection.Folded, person_id: str, language: str, now: datetime
) -> list[Draft]:
    """Facts for modules that became complete without an act, because a newer edition dropped what was unread."""
    if stand.enrolment is None or all(state.displayed_at for state in folded.states):
        return []
    return [
        _module_fact(session, stand, person_id, stand.enrolment.cycle_start, module, language, now)
        for module, tags in stand.plan.modules.items()
        if tags and set(tags) <= stand.displayed
    ]


def _note(
    session: Session, stand: progress.Progress, person_id: str, start: int, tags: list[str], how: str, now: datetime
) -> None:
    rows = [
        {
            "person_id": person_id,
            "course": stand.edition.slug,
            "cycle_start": start,
            "section": tag,
            "text_print": stand.edition.plan.sections[tag],
            "edition_id": stand.edition.id,
            "displayed_at": now,
            "how": how,
        }
        for tag in tags
    ]
    session.execute(sa.insert(SectionView), rows)


def _module_fact(
    session: Session, stand: progress.Progress, person_id: str, start: int, module: str, language: str, now: datetime
) -> Draft:
    prints = stand.edition.plan.sections
    query = sa.select(SectionView).where(
        SectionView.person_id == person_id,
        SectionView.course == stand.edition.slug,
        SectionView.cycle_start == start,
    )
    seen = {row.section: row for row in session.scalars(query) if prints.get(row.section) == row.text_print}
    sections = tuple(
        {"tag": tag, "at": timestamp(seen[tag].displayed_at), "how": seen[tag].how}
        for tag in stand.edition.plan.modules[module]
        if tag in seen  # on a short path the others need not be
    )
    fact = ModuleRead(module, language, sections)
    ids = About(subject=person_id, course=stand.edition.slug, edition=stand.edition.id)
    return draft(fact, actor=person(person_id), now=now, **ids)
