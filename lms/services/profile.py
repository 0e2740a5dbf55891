"""What people change about themselves: their language and their time zone."""

from datetime import datetime
from zoneinfo import available_timezones

from lms.domain.house import House
from lms.domain.kinds import PersonChanged
from lms.domain.refusal import Refusal
from lms.services import obligations, organisation
from lms.services import record as sealing
from lms.services.record import draft, seal
from lms.store import record as log
from lms.store import writing


def choose_language(house: House, person_id: str, language: str, now: datetime) -> None:
    """Keeps the language that pages and mails are written in."""
    _choose(house, person_id, {"language": language}, now)


def choose_settings(house: House, person_id: str, language: str, timezone: str, now: datetime) -> None:
    """Keeps language and time zone; due dates end at midnight there from now on. Raises Refusal timezone-unknown."""
    if timezone not in available_timezones():
        raise Refusal("timezone-unknown")
    _choose(house, person_id, {"language": language, "timezone": timezone}, now)


def _choose(house: House, person_id: str, values: dict[str, str], now: datetime) -> None:
    """What stays as it was is no fact."""
    with writing() as session:
        log.lock_head(session)
        row = organisation.person(session, person_id)
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        if not changed:
            return
        for name in changed:
            setattr(row, name, values[name])
        session.flush()
        fact = PersonChanged(tuple(changed))
        seal(session, draft(fact, actor=sealing.person(person_id), now=now, subject=person_id))
        if "timezone" in changed:
            obligations.follow_zone(session, person_id, house.zone_of(row.timezone))
