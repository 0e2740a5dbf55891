"""Revoking a certificate: one person of HR asks and says why, another person confirms, and its holder is told.

The file stays as it was frozen; from then on whoever asks for its code hears that it does not count any more.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.domain.certificate import ASKABLE, normalise_code
from lms.domain.ids import known
from lms.domain.kinds import CertificateRevoked
from lms.domain.names import full_name, name_key
from lms.domain.refusal import Refusal
from lms.services import credentials
from lms.services.organisation import require_role
from lms.services.record import About, draft, person, seal
from lms.store import new_id, reading, writing
from lms.store.models import Certificate, Mail, Person, Revocation, Role
from lms.store.record import lock_head

NOTE_LIMIT = 500
ASKERS, DECIDERS = ("hr",), ("hr", "admin")


@dataclass(frozen=True, slots=True)
class Asked:
    """A revocation that waits for a second person."""

    id: str
    code: str
    reason: str
    note: str
    holder: str
    course: str
    asker_id: str
    asker: str
    asked_at: datetime


def ask(asker_id: str, code: str, reason: str, note: str, now: datetime) -> str:
    """Asks to revoke; nothing changes yet. Returns the id of the revocation.

    Raises Refusal: not-found, forbidden, revoke-reason-missing, text-too-long, certificate-revoked, revocation-open.
    """
    note = " ".join(note.split())
    if reason not in ASKABLE or (reason == "other" and not name_key(note)):
        raise Refusal("revoke-reason-missing")
    if len(note) > NOTE_LIMIT:
        raise Refusal("text-too-long", limit=NOTE_LIMIT)
    with writing() as session:
        lock_head(session)
        require_role(session, asker_id, *ASKERS)
        certificate = _certificate(session, Certificate.code == normalise_code(code))
        if certificate.revoked_at is not None:
            raise Refusal("certificate-revoked")
        open_one = sa.and_(Revocation.certificate_id == certificate.id, Revocation.state == "open")
        if session.scalar(sa.select(Revocation.id).where(open_one)) is not None:
            raise Refusal("revocation-open")
        row = Revocation(
            id=new_id(), certificate_id=certificate.id, reason=reason, note=note, asked_by=asker_id, asked_at=now
        )
        session.add(row)
        session.flush()
        _tell_deciders(session, row, certificate.course, now)
        return row.id


def confirm(decider_id: str, revocation_id: str, now: datetime, *, code: str | None = None) -> None:
    """Revokes it and tells its holder. With `code`, one that is about another certificate is not found.

    Raises Refusal: not-found, forbidden, own-revocation, revocation-decided, certificate-revoked.
    """
    with writing() as session:
        lock_head(session)
        row = _open(session, revocation_id, code)
        require_role(session, decider_id, *DECIDERS)
        if row.asked_by == decider_id:
            raise Refusal("own-revocation")
        certificate = _certificate(session, Certificate.id == row.certificate_id)
        if certificate.revoked_at is not None:  # its signature was withdrawn meanwhile
            raise Refusal("certificate-revoked")
        row.state, row.decided_by, row.decided_at = "confirmed", decider_id, now
        certificate.revoked_at, certificate.revoked_for = now, row.reason
        about = About(subject=certificate.person_id, course=certificate.course, edition=certificate.edition_id)
        fact = CertificateRevoked(certificate.code, row.reason, row.asked_by, decider_id)
        pii = {"note": row.note} if row.note else None
        seal(session, draft(fact, actor=person(decider_id), now=now, pii=pii, **about))
        credentials.follow(
            session, certificate.person_id, certificate.course, row.reason, now, actor=person(decider_id)
        )
        session.add(_mail(certificate, now))


def drop(person_id: str, revocation_id: str, now: datetime, *, code: str | None = None) -> None:
    """The asker thinks better of it, or somebody else says no: it stays valid. Raises Refusal as `confirm` does."""
    with writing() as session:
        row = _open(session, revocation_id, code)
        require_role(session, person_id, *DECIDERS)
        row.state = "withdrawn" if row.asked_by == person_id else "rejected"
        row.decided_by, row.decided_at = person_id, now


def waiting(slug: str = "") -> list[Asked]:
    """What waits for a second person, of one course or of all, the oldest first."""
    asker, holder = aliased(Person), aliased(Person)
    query = (
        sa.select(Revocation, Certificate.code, Certificate.course, asker, holder)
        .join(Certificate, Certificate.id == Revocation.certificate_id)
        .join(asker, asker.id == Revocation.asked_by)
        .join(holder, holder.id == Certificate.person_id)
        .where(Revocation.state == "open", Certificate.erased_at.is_(None))
        .order_by(Revocation.asked_at, Revocation.id)
    )
    query = query.where(Certificate.course == slug) if slug else query
    with reading() as session:
        return [
            Asked(
                id=row.id,
                code=code,
                reason=row.reason,
                note=row.note,
                holder=full_name(whose.given_name, whose.family_name),
                course=course,
                asker_id=row.asked_by,
                asker=full_name(by.given_name, by.family_name),
                asked_at=row.asked_at,
            )
            for row, code, course, by, whose in session.execute(query)
        ]


def _certificate(session: Session, which: sa.ColumnElement[bool]) -> Certificate:
    query = sa.select(Certificate).where(which, Certificate.erased_at.is_(None))
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        raise Refusal("not-found")
    return row


def _open(session: Session, revocation_id: str, code: str | None) -> Revocation:
    query = sa.select(Revocation).where(Revocation.id == known(revocation_id))
    if code is not None:
        about = sa.select(Certificate.id).where(Certificate.code == normalise_code(code))
        query = query.where(Revocation.certificate_id.in_(about))
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        raise Refusal("not-found")
    if row.state != "open":
        raise Refusal("revocation-decided")
    return row


def _tell_deciders(session: Session, row: Revocation, course: str, now: datetime) -> None:
    """Everybody who may confirm it, apart from who asked; whom it concerns stands behind the link only."""
    may = sa.select(Role.person_id).join(Person, Person.id == Role.person_id)
    may = may.where(Role.name.in_(DECIDERS), Person.active, Role.person_id != row.asked_by).distinct()
    session.add_all(
        Mail(
            dedupe_key=f"revocation-asked/{row.id}/{reader}",
            person_id=reader,
            kind="revocation-asked",
            values={"course": course},
            created_at=now,
            due_at=now,
        )
        for reader in session.scalars(may.order_by(Role.person_id)).all()
    )


def _mail(certificate: Certificate, now: datetime) -> Mail:
    """Which certificate and why is told on the page it leads to: a mail names no more than the course."""
    return Mail(
        dedupe_key=f"certificate-revoked/{certificate.code}",
        person_id=certificate.person_id,
        kind="certificate-revoked",
        values={"course": certificate.course},
        created_at=now,
        due_at=now,
    )
