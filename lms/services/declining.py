"""Declining: who has come to the signature and does not give it says why; HR hears of it at once."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.facts import Entry, read
from lms.domain.kinds import Declined
from lms.domain.names import name_key
from lms.domain.refusal import Refusal
from lms.services import progress, projection, signing
from lms.services.progress import Progress
from lms.services.record import draft, person, seal
from lms.services.telling import tell_hr
from lms.store import reading, writing
from lms.store.models import RecordEntry
from lms.store.record import lock_head

REASON_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Question:
    """The page before declining: what would be declined, and since when it is, where it is already."""

    progress: Progress
    language: str
    document: str  # SHA-256 of the text
    declined_at: datetime | None


def question(person_id: str, slug: str, language: str) -> Question:
    """Raises Refusal: not-started, not-ready, not-found when there is nothing to decline."""
    with reading() as session:
        stand = progress.within(session, person_id, slug)
        signing.require_ready(stand)
        language = signing.language_of(stand.edition, language)
        assert stand.enrolment is not None, "whoever is ready has an enrolment"
        return Question(stand, language, stand.edition.documents[language], stand.enrolment.declined_at)


def decline(person_id: str, slug: str, seen: signing.Seen, reason: str, now: datetime) -> None:
    """Records that somebody declines to sign; signing stays possible. The same edition is declined once only.

    Raises Refusal: reason-wanted, text-too-long, edition-changed, not-started, not-ready, not-open, not-found.
    """
    reason = sensible(reason)
    with writing() as session:
        lock_head(session)
        stand = progress.within(session, person_id, slug)
        if stand.completed:
            raise Refusal("not-open")
        signing.require_current(stand, seen)
        signing.require_ready(stand)
        assert stand.enrolment is not None, "whoever is ready has an enrolment"
        if stand.enrolment.declined_at and _last(session, person_id, slug).edition == stand.edition.id:
            return
        declined = draft(
            Declined(signing.bound_edition(stand.edition, seen.language)),
            actor=person(person_id),
            now=now,
            subject=person_id,
            course=slug,
            edition=stand.edition.id,
            enrolment=stand.enrolment.id,
            pii={"reason": reason},
        )
        seal(session, declined)
        projection.refresh(session, person_id, slug)
        tell_hr(session, "declined", slug, person_id, declined.fact.id, now)


def sensible(reason: str) -> str:
    """The reason on one line. Raises Refusal: reason-wanted, text-too-long."""
    reason = " ".join(reason.split())
    if not name_key(reason):  # nothing but dots, blanks or letters that nobody can see
        raise Refusal("reason-wanted")
    if len(reason) > REASON_LIMIT:
        raise Refusal("text-too-long", limit=REASON_LIMIT)
    return reason


def _last(session: Session, person_id: str, slug: str) -> Entry:
    query = sa.select(RecordEntry.seq, RecordEntry.body).where(
        RecordEntry.subject == person_id, RecordEntry.course == slug, RecordEntry.kind == "declined"
    )
    row = session.execute(query.order_by(RecordEntry.seq.desc()).limit(1)).one()
    return read(row.seq, row.body)
