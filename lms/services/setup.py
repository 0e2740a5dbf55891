"""Setting up an instance: the record's first fact and the first administrator."""

from datetime import datetime

import sqlalchemy as sa

from lms.domain.facts import to_the_millisecond
from lms.domain.refusal import Refusal
from lms.services import hashing, people, record
from lms.store import reading
from lms.store.models import Person


def initialise(*, email: str, given_name: str, family_name: str, password: str, origin: str, now: datetime) -> str:
    """Opens the record under the name `origin` and makes the first administrator; returns the person's id.

    Raises Refusal: set-up-already when there are people, and what adding a person or choosing a password raises.
    """
    now = to_the_millisecond(now)
    if has_people():
        raise Refusal("set-up-already")
    password_hash = hashing.hash_new(password, email, given_name, family_name)
    record.open_record(origin, now)
    return people.first_administrator(email, given_name, family_name, password_hash, now)


def has_people() -> bool:
    """Whether anybody is in this instance."""
    with reading() as session:
        return session.scalar(sa.select(Person.id).limit(1)) is not None
