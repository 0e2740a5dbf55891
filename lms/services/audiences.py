"""Applying an audience: from the rule to the active people it selects today."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.audience import Audience, Departments, People
from lms.domain.somebody import Somebody
from lms.store import library
from lms.store.models import Enrolment, Person

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Member(Somebody):
    """Somebody whom an audience selects, with where they stand in one course."""

    department: str
    timezone: str | None
    has_open: bool
    has_signed: bool  # the edition that is published now, or one before it that asked the same


def members(session: Session, audience: Audience, course: str, edition: str) -> list[Member]:
    """The active people of the audience in the order of their names."""
    about = sa.and_(Enrolment.person_id == Person.id, Enrolment.course == course)
    is_open = sa.exists().where(about, Enrolment.state == "open")
    enough = library.as_good_as(session, edition)
    has_signed = sa.exists().where(about, Enrolment.state == "completed", Enrolment.edition_id.in_(enough))
    query = (
        sa.select(
            Person.id,
            Person.given_name,
            Person.family_name,
            Person.department,
            Person.timezone,
            is_open.label("has_open"),
            has_signed.label("has_signed"),
        )
        .where(Person.active)
        .order_by(Person.name_key, Person.id)
    )
    if audience.without_signed:
        query = query.where(~has_signed)
    if isinstance(audience, Departments):
        query = query.where(Person.department.in_(audience.names))
    if not isinstance(audience, People):
        return [Member(*row) for row in session.execute(query)]
    return _chosen(session, query, audience.ids)


def departments(session: Session) -> list[tuple[str, int]]:
    """Each department that has active people, with their number."""
    query = (
        sa.select(Person.department, sa.func.count())
        .where(Person.active, Person.department != "")
        .group_by(Person.department)
        .order_by(Person.department)
    )
    return [(name, number) for name, number in session.execute(query)]


def _chosen(session: Session, query: sa.Select[*tuple[Any, ...]], ids: tuple[str, ...]) -> list[Member]:
    """In portions, so that no statement has too many variables; then put back into one order."""
    found = []
    for start in range(0, len(ids), CHUNK):
        chunk = query.where(Person.id.in_(ids[start : start + CHUNK])).add_columns(Person.name_key)
        found += [(row[-1], Member(*row[:-1])) for row in session.execute(chunk)]
    return [member for _, member in sorted(found, key=lambda item: (item[0], item[1].id))]
