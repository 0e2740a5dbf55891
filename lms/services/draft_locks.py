"""Who is writing in which file: a lock that lapses ten minutes after the last sign of life, and can be taken over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.domain.refusal import Refusal
from lms.domain.somebody import Somebody
from lms.services import drafting
from lms.store import reading, writing
from lms.store.models import DraftFile, DraftLock

LAPSES = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who is writing in a file, until when if no further sign comes."""

    person: Somebody
    until: datetime


def hold(person_id: str, slug: str, path: str, now: datetime) -> None:
    """A sign of life: takes the file if it is free, keeps it if it is theirs. Raises Refusal("draft-held")."""
    with writing() as session:
        draft = drafting.require(session, slug)
        if session.get(DraftFile, (draft.id, path)) is None:
            raise Refusal("not-found")
        keep(session, person_id, draft.id, path, now)


def take_over(person_id: str, slug: str, path: str, now: datetime) -> None:
    """Takes the file from whoever holds it; their next save is refused and shows them both texts."""
    with writing() as session:
        draft = drafting.require(session, slug)
        if session.get(DraftFile, (draft.id, path)) is None:
            raise Refusal("not-found")
        _set(session, person_id, draft.id, path, now)


def let_go(person_id: str, slug: str, path: str) -> None:
    """Gives the file back before the ten minutes are over."""
    with writing() as session:
        draft = drafting.require(session, slug)
        session.execute(
            sa.delete(DraftLock).where(
                DraftLock.draft_id == draft.id, DraftLock.path == path, DraftLock.holder_id == person_id
            )
        )


def holders(slug: str, now: datetime) -> dict[str, Holder]:
    """Path → who is writing there now."""
    with reading() as session:
        draft = drafting.open_draft(session, slug)
        if draft is None:
            return {}
        query = sa.select(DraftLock).where(DraftLock.draft_id == draft.id, DraftLock.until > now)
        return {
            row.path: Holder(drafting.somebody(session, row.holder_id), row.until) for row in session.scalars(query)
        }


def keep(session: Session, person_id: str, draft_id: str, path: str, now: datetime) -> None:
    """The same inside a transaction that saves. Raises Refusal("draft-held")."""
    lock = session.get(DraftLock, (draft_id, path), with_for_update=True)
    if lock is not None and lock.holder_id != person_id and lock.until > now:
        raise Refusal("draft-held", name=drafting.somebody(session, lock.holder_id).full_name)
    _set(session, person_id, draft_id, path, now)


def _set(session: Session, person_id: str, draft_id: str, path: str, now: datetime) -> None:
    lock = session.get(DraftLock, (draft_id, path))
    if lock is None:
        session.add(DraftLock(draft_id=draft_id, path=path, holder_id=person_id, until=now + LAPSES))
    else:
        lock.holder_id, lock.until = person_id, now + LAPSES
    try:
        session.flush()
    except IntegrityError:  # two people took a free file at the same moment: the second is told like any other
        raise Refusal("changed-meanwhile") from None
