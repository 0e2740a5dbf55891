"""Looking is an act too: whoever opens what the record says of somebody else leaves a fact, which that person sees."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, NoResultFound
from sqlalchemy.orm import Session

from lms.domain.facts import OPERATOR, Entry, read
from lms.domain.ids import known
from lms.domain.kinds import EvidenceExported, EvidenceViewed
from lms.domain.names import full_name
from lms.domain.refusal import Refusal
from lms.domain.viewing import ONE_LOOK, VIEWED
from lms.services.record import draft, person, seal
from lms.store import reading, writing
from lms.store import record as log
from lms.store.models import Person, RecordEntry

RECENT = 100  # looks at one person that are searched for the same one; a second fact too many does no harm
SHOWN = 200
_KINDS = (EvidenceViewed.kind, EvidenceExported.kind)


@dataclass(frozen=True, slots=True)
class Look:
    """Who looked at somebody's evidence, when, and at what (a code of `domain.viewing.VIEWED`)."""

    by: str  # the name; empty for the operator, and when that person was erased
    at: datetime
    what: str
    operator: bool = False


def viewed(actor: str, subject: str, what: str, now: datetime) -> bool:
    """Appends *evidence viewed*, unless it is one look with an earlier one or one's own; True when it was appended.

    Call it before anything is shown, outside any transaction: what cannot be logged must not be seen. Raises
    Refusal: not-found for a subject that is no person, record-cannot-grow when the look cannot be logged.
    """
    if what not in VIEWED:
        raise KeyError(f"nothing to look at is called {what!r}")
    subject = known(subject)
    if actor == subject:
        return False
    with reading() as session:
        if _looked(session, actor, subject, what, now):
            return False
        if session.get(Person, subject) is None:
            raise Refusal("not-found")
    try:
        with writing() as session:
            log.lock_head(session)
            return note(session, actor, subject, what, now)
    except (NoResultFound, IntegrityError) as error:  # a damaged head
        raise Refusal("record-cannot-grow") from error


def note(session: Session, actor: str, subject: str, what: str, now: datetime) -> bool:
    """`viewed` inside the caller's transaction, which holds the record's head."""
    if actor == subject or _looked(session, actor, subject, what, now):
        return False
    seal(session, draft(EvidenceViewed(what), actor=person(actor), now=now, subject=subject))
    return True


def looks_at(subject: str) -> list[Look]:
    """Who looked at somebody's evidence or took it away as a file, newest first; their own looks are left out."""
    with reading() as session:
        entries = [one for one in _looks(session, subject, SHOWN, _KINDS) if one.actor.id != subject]
        ids = {entry.actor.id for entry in entries if entry.actor.id}
        rows = session.execute(sa.select(Person.id, Person.given_name, Person.family_name).where(Person.id.in_(ids)))
        names = {row.id: full_name(row.given_name, row.family_name) for row in rows}
        return [
            Look(names.get(entry.actor.id or "", ""), entry.at, entry.data["what"], entry.actor.kind == OPERATOR.kind)
            for entry in entries
        ]


def _looked(session: Session, actor: str, subject: str, what: str, now: datetime) -> bool:
    """Whether the same look is in the record already; a clock that went back makes a new one."""
    return any(
        entry.actor.id == actor and entry.data["what"] == what and entry.at <= now < entry.at + ONE_LOOK
        for entry in _looks(session, subject, RECENT, (EvidenceViewed.kind,))
    )


def _looks(session: Session, subject: str, limit: int, kinds: tuple[str, ...]) -> list[Entry]:
    """The newest looks at a person. These facts name no course, which the index wants to know."""
    query = (
        sa.select(RecordEntry.seq, RecordEntry.body)
        .where(RecordEntry.subject == subject, RecordEntry.course.is_(None), RecordEntry.kind.in_(kinds))
        .order_by(RecordEntry.seq.desc())
        .limit(limit)
    )
    looks = []
    for seq, body in session.execute(query):
        with suppress(ValueError):  # damaged bytes are the alarm's business, not a reason to show nothing
            looks.append(read(seq, body))
    return looks
