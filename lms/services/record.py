"""Sealing: drafts of facts become entries of the record, with what they commit to beside them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.facts import OPERATOR, SYSTEM, Actor, Fact, canonical, commitment_to
from lms.domain.kinds import BackupRestored, Data, RecordOpened
from lms.store import keys, new_id, reading, snapshot, verifying, writing
from lms.store import record as log
from lms.store.models import FactPii, RecordHead

SALT_BYTES = 32
_ADD_SIDE_ROWS = sa.insert(FactPii)


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact about to be appended, and the erasable side row it commits to."""

    fact: Fact
    salt: bytes | None = None
    pii: bytes | None = None


def draft(
    data: Data,
    *,
    actor: Actor,
    now: datetime,
    subject: str | None = None,
    course: str | None = None,
    edition: str | None = None,
    enrolment: str | None = None,
    pii: Mapping[str, Any] | None = None,
) -> Draft:
    """Prepares a fact; `pii` (names, reasons, addresses: anything about a person) goes into the side row only."""
    salt = secrets.token_bytes(SALT_BYTES) if pii is not None else None
    body = canonical(pii) if pii is not None else None
    promise = commitment_to(salt, body) if salt is not None and body is not None else None
    fact = Fact(new_id(), now, actor, data, subject, course, edition, enrolment, promise)
    return Draft(fact, salt, body)


class About(TypedDict, total=False):
    """The ids that place a fact: whose, which course and edition, which enrolment."""

    subject: str
    course: str
    edition: str
    enrolment: str


def seal(session: Session, *drafts: Draft, held: log.Held | None = None) -> list[int]:
    """Appends the drafts in order inside the caller's transaction; returns their positions in the record.

    `held` is the head as the transaction holds it already.
    """
    session.flush()  # what the side rows point at may still be pending
    positions = log.append(session, [item.fact for item in drafts], held)
    rows = [
        {
            "fact_id": item.fact.id,
            "person_id": item.fact.subject or item.fact.actor.id,
            "salt": item.salt,
            "body": item.pii,
        }
        for item in drafts
        if item.pii is not None
    ]
    if rows:
        session.connection().execute(_ADD_SIDE_ROWS, rows)
    return positions


def person(person_id: str) -> Actor:
    """The actor for something a signed-in person did."""
    return Actor("person", person_id)


def open_record(origin: str, now: datetime) -> None:
    """Begins the record with its very first fact; does nothing when it has begun already."""
    with writing() as session:
        if session.get(RecordHead, 1) is None:
            session.execute(sa.insert(RecordHead).values(id=1, size=0, peaks=b""))
            seal(session, draft(RecordOpened(origin), actor=SYSTEM, now=now))


def verify(since: int = 0) -> log.Verification:
    """Recomputes the record from its bytes, after the first `since` entries; see `store.verifying.verify`."""
    with snapshot() as session:
        return verifying.verify(session, since=since, check=keys.signed_by)


def note_restored(size: int, made_at: str, now: datetime) -> None:
    """Says in the record that it was put back from a backup of this size, made at that instant (RFC 3339)."""
    with writing() as session:
        log.lock_head(session)
        seal(session, draft(BackupRestored(size, made_at), actor=OPERATOR, now=now))


def head() -> log.Head:
    """The size and root of the record."""
    with reading() as session:
        return log.head(session)
