"""Taking an edition back: one person asks and says why, an approver confirms, and people read the edition before it.

The edition stays as it is: whoever signed it keeps the signature, the certificate and the text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.ids import known
from lms.domain.kinds import EditionWithdrawn, Withdrawn
from lms.domain.names import name_key
from lms.domain.refusal import Refusal
from lms.services import obligations, publishing
from lms.services.organisation import require_role
from lms.services.record import draft, person, seal
from lms.store import library, new_id, reading, writing
from lms.store.models import Course, Edition, Enrolment, Withdrawal
from lms.store.record import lock_head

REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Effect:
    """What taking back the edition in force would do."""

    now_read: str | None  # the number of the version people read instead; None: the course cannot be read
    ended: int  # how many were asked to do a part again for it, and need not any more
    signed: int  # how many have signed it and keep that


def ask(asker_id: str, edition_id: str, reason: str, now: datetime) -> str:
    """Proposes to take an edition back; nothing changes yet. Returns the id of the withdrawal.

    Raises Refusal: not-found, forbidden, withdraw-reason-missing, text-too-long, withdrawn-already, withdrawal-open.
    """
    reason = _sensible(reason)
    with writing() as session:
        lock_head(session)
        require_role(session, asker_id, "author", "approver")
        edition = session.get(Edition, known(edition_id))
        if edition is None:
            raise Refusal("not-found")
        return _file(session, edition, asker_id, reason, now).id


def confirm(approver_id: str, withdrawal_id: str, now: datetime) -> None:
    """Takes it back. Raises Refusal: not-found, forbidden, own-proposal, proposal-decided."""
    with writing() as session:
        lock_head(session)
        row = _open(session, withdrawal_id)
        require_role(session, approver_id, "approver")
        if row.asked_by == approver_id:
            raise Refusal("own-proposal")
        _enact(session, row, approver_id, now)


def drop(person_id: str, withdrawal_id: str, now: datetime) -> None:
    """The asker thinks better of it, or an approver says no: the edition stays in force."""
    with writing() as session:
        row = _open(session, withdrawal_id)
        if row.asked_by != person_id:
            require_role(session, person_id, "approver")
        row.state = "withdrawn" if row.asked_by == person_id else "rejected"
        row.decided_by, row.decided_at = person_id, now


def withdraw(slug: str, number: str, *, by: str, approved_by: str, reason: str, now: datetime) -> None:
    """Both steps at once, by the e-mail addresses of an author or approver and of another approver.

    Raises Refusal as `ask` and `confirm` do, and not-approver, same-person.
    """
    reason = _sensible(reason)
    with writing() as session:
        lock_head(session)
        asker = publishing.holder(session, by, "author", "approver")
        approver = publishing.holder(session, approved_by, "approver")
        if asker == approver:
            raise Refusal("same-person")
        query = sa.select(Edition).where(Edition.course == slug)
        edition = next((row for row in session.scalars(query) if row.number == number), None)
        if edition is None:
            raise Refusal("not-found")
        _enact(session, _file(session, edition, asker, reason, now), approver, now)


def effect(edition_id: str) -> Effect:
    """What taking this edition back would do, for whoever is about to ask. Raises Refusal("not-found")."""
    with reading() as session:
        edition = session.get(Edition, known(edition_id))
        if edition is None:
            raise Refusal("not-found")
        current = library.current_ids(session, [edition.course]).get(edition.course)
        following = _following(session, edition)
        if current is not None and current != edition.id:
            following = session.get_one(Edition, current)
        signed = sa.select(sa.func.count(sa.distinct(Enrolment.person_id))).where(Enrolment.edition_id == edition.id)
        ended = _needless(session, edition, following) if current == edition.id else []
        return Effect(
            following.number if following else None, len({row.person_id for row in ended}), session.scalar(signed) or 0
        )


def _sensible(reason: str) -> str:
    reason = " ".join(reason.split())
    if not name_key(reason):
        raise Refusal("withdraw-reason-missing")
    if len(reason) > REASON_LIMIT:
        raise Refusal("text-too-long", limit=REASON_LIMIT)
    return reason


def _file(session: Session, edition: Edition, asker: str, reason: str, now: datetime) -> Withdrawal:
    states = set(session.scalars(sa.select(Withdrawal.state).where(Withdrawal.edition_id == edition.id)))
    if "confirmed" in states:
        raise Refusal("withdrawn-already")
    if "open" in states:
        raise Refusal("withdrawal-open")
    row = Withdrawal(id=new_id(), edition_id=edition.id, reason=reason, asked_by=asker, asked_at=now, state="open")
    session.add(row)
    session.flush()
    return row


def _open(session: Session, withdrawal_id: str) -> Withdrawal:
    row = session.get(Withdrawal, known(withdrawal_id), with_for_update=True)
    if row is None:
        raise Refusal("not-found")
    if row.state != "open":
        raise Refusal("proposal-decided")
    return row


def _enact(session: Session, row: Withdrawal, approver: str, now: datetime) -> None:
    edition = session.get_one(Edition, row.edition_id)
    current = library.current_ids(session, [edition.course]).get(edition.course)
    row.state, row.decided_by, row.decided_at = "confirmed", approver, now
    session.flush()
    following = _following(session, edition)
    if current is not None and current != edition.id:
        following = session.get_one(Edition, current)
    fact = EditionWithdrawn(edition.number, row.asked_by, approver, following.number if following else None)
    about = {"course": edition.course, "edition": edition.id}
    seal(session, draft(fact, actor=person(row.asked_by), now=now, pii={"reason": row.reason}, **about))
    if current == edition.id:
        _put_in_force(session, edition, following, approver, now)


def _put_in_force(session: Session, edition: Edition, following: Edition | None, approver: str, now: datetime) -> None:
    """People read the edition before; who was asked to do a part again for this one need not."""
    slug = edition.course
    needless = [row.id for row in _needless(session, edition, following)]
    values = {"edition_id": following.id if following else None}
    session.execute(sa.update(Course).where(Course.slug == slug).values(values))
    for start in range(0, len(needless), obligations.CHUNK):
        which = Enrolment.id.in_(needless[start : start + obligations.CHUNK])
        obligations.end(session, which, Withdrawn(), actor=person(approver), now=now)
    if following is not None:
        before, after = (library.plan(session, one.id) for one in (edition, following))
        publishing.measure_anew(session, slug, before, after)


def _following(session: Session, edition: Edition) -> Edition | None:
    """The highest version that nobody has taken back."""
    gone = sa.select(Withdrawal.edition_id).where(Withdrawal.state == "confirmed")
    others = sa.and_(Edition.course == edition.course, Edition.id != edition.id, Edition.id.not_in(gone))
    query = sa.select(Edition).where(others)
    return session.scalars(query.order_by(Edition.major.desc(), Edition.minor.desc()).limit(1)).one_or_none()


def _needless(session: Session, edition: Edition, following: Edition | None) -> Sequence[Enrolment]:
    """Open enrolments that a newer edition than the one people read now had asked for."""
    if following is None:  # nothing can be read, so nothing is decided: they wait for the next edition
        return []
    asked_for = sa.select(Edition.id).where(
        Edition.course == edition.course,
        sa.or_(
            Edition.major > following.major,
            sa.and_(Edition.major == following.major, Edition.minor > following.minor),
        ),
    )
    query = sa.select(Enrolment).where(
        Enrolment.course == edition.course, Enrolment.state == "open", Enrolment.reopened_for.in_(asked_for)
    )
    return session.scalars(query).all()
