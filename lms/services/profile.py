"""What people change about themselves: their language and their time zone."""

from zoneinfo import available_timezones

import sqlalchemy as sa

from lms.domain.refusal import Refusal
from lms.store import writing
from lms.store.models import Person


def choose_language(person_id: str, language: str) -> None:
    """Keeps the language that pages and mails are written in."""
    with writing() as session:
        session.execute(sa.update(Person).where(Person.id == person_id).values(language=language))


def choose_settings(person_id: str, language: str, timezone: str) -> None:
    """Keeps language and time zone; raises Refusal timezone-unknown."""
    if timezone not in available_timezones():
        raise Refusal("timezone-unknown")
    with writing() as session:
        values = {"language": language, "timezone": timezone}
        session.execute(sa.update(Person).where(Person.id == person_id).values(**values))
