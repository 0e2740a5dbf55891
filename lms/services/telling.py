"""Telling HR: one mail to each of them, written in the transaction of what it is about."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.store import new_id
from lms.store.models import Mail, Person, Role


def tell_hr(session: Session, kind: str, course: str, person_id: str, fact_id: str, now: datetime) -> None:
    """A mail that says what happened in which course; whom it concerns and why stands behind its link only."""
    hr = sa.select(Person.id).join(Role, Role.person_id == Person.id).where(Role.name == "hr", Person.active)
    mails = [
        {
            "id": new_id(),
            "dedupe_key": f"{kind}/{fact_id}/{reader}",
            "person_id": reader,
            "kind": kind,
            "values": {"course": course, "person": person_id},
            "created_at": now,
            "due_at": now,
            "tries": 0,
        }
        for reader in session.scalars(hr.order_by(Person.id))
    ]
    if mails:
        session.execute(sa.insert(Mail), mails)
