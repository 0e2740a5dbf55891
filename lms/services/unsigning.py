"""Taking a signature back, from now on only: what was signed stays, the certificate ends, the duty returns."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.certificate import normalise_code
from lms.domain.dates import today
from lms.domain.facts import SYSTEM, Entry, read
from lms.domain.house import House
from lms.domain.kinds import Assigned, CertificateRevoked, SignatureWithdrawn
from lms.domain.refusal import Refusal
from lms.services import credentials, obligations, reopening
from lms.services.declining import sensible
from lms.services.record import About, draft, person, seal
from lms.services.signing import must_confirm
from lms.services.telling import tell_hr
from lms.store import library, new_id, reading, writing
from lms.store.library import Published
from lms.store.models import Assignment, Certificate, Enrolment, Mail, Person, RecordEntry
from lms.store.record import lock_head

REASON = "signature-withdrawn"  # one of `domain.certificate.REASONS`


@dataclass(frozen=True, slots=True)
class Standing:
    """A signature that its signer may take back, or has taken back."""

    code: str
    edition: Published
    language: str
    signed_at: datetime
    withdrawn_at: datetime | None


def standing(person_id: str, code: str) -> Standing:
    """The signature behind a certificate of this person. Raises Refusal("not-found") for anybody else's."""
    with reading() as session:
        certificate, signed = _mine(session, person_id, code)
        withdrawn = _withdrawal(session, signed)
        return Standing(
            certificate.code,
            library.published(session, certificate.edition_id),
            certificate.language,
            signed.at,
            withdrawn.at if withdrawn else None,
        )


def withdraw(house: House, person_id: str, code: str, reason: str, authenticated_at: datetime, now: datetime) -> None:
    """Takes a signature back with all that follows, in one transaction; a second time changes nothing.

    The certificates of that signature are revoked by the system, and the badge's credential with the last signature
    of the course. Who fulfilled an assignment by it and is still obliged gets a new cycle, whose path is the
    acknowledgement alone. Raises Refusal: reason-wanted, text-too-long, confirm-password, not-found.
    """
    reason = sensible(reason)
    with writing() as session:
        lock_head(session)
        certificate, signed = _mine(session, person_id, code)
        if _withdrawal(session, signed):
            return
        if must_confirm(authenticated_at, now):
            raise Refusal("confirm-password")
        about = About(subject=person_id, course=certificate.course, edition=certificate.edition_id)
        if signed.enrolment:
            about["enrolment"] = signed.enrolment
        fact = draft(SignatureWithdrawn(signed.id), actor=person(person_id), now=now, pii={"reason": reason}, **about)
        seal(session, fact)
        _revoke(session, person_id, certificate.course, signed, now)
        _owe_again(session, house, signed, now)
        tell_hr(session, "signature-withdrawn", certificate.course, person_id, fact.fact.id, now)


def _mine(session: Session, person_id: str, code: str) -> tuple[Certificate, Entry]:
    query = (
        sa.select(Certificate, RecordEntry.seq, RecordEntry.body)
        .join(RecordEntry, RecordEntry.id == Certificate.signed_fact_id)
        .where(Certificate.code == normalise_code(code), Certificate.person_id == person_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise Refusal("not-found")
    return found.Certificate, read(found.seq, found.body)


def _withdrawal(session: Session, signed: Entry) -> Entry | None:
    """The fact that took this signature back, if there is one."""
    query = sa.select(RecordEntry.seq, RecordEntry.body).where(
        RecordEntry.subject == signed.subject,
        RecordEntry.course == signed.course,
        RecordEntry.kind == SignatureWithdrawn.kind,
        RecordEntry.seq > signed.seq,
    )
    entries = (read(row.seq, row.body) for row in session.execute(query))
    return next((entry for entry in entries if entry.data["signed"] == signed.id), None)


def _revoke(session: Session, person_id: str, course: str, signed: Entry, now: datetime) -> None:
    """Ends what was issued for this signature; the badge's credential only when no other signature bears it."""
    of_it = sa.and_(Certificate.signed_fact_id == signed.id, Certificate.revoked_at.is_(None))
    rows = session.scalars(sa.select(Certificate).where(of_it).order_by(Certificate.issued_at, Certificate.id)).all()
    for row in rows:
        row.revoked_at, row.revoked_for = now, REASON
        about = About(subject=person_id, course=course, edition=row.edition_id)
        seal(session, draft(CertificateRevoked(row.code, REASON), actor=SYSTEM, now=now, **about))
    if rows:
        credentials.follow(session, person_id, course, REASON, now)


def _owe_again(session: Session, house: House, signed: Entry, now: datetime) -> None:
    """A new cycle for each assignment that this signature fulfilled last, with nothing to do but to sign."""
    assert signed.subject is not None and signed.course is not None, "a signature has a signer and a course"
    signer, edition = session.get_one(Person, signed.subject), library.current(session, signed.course)
    if not signer.active or edition is None or edition.plan.acknowledgement is None:
        return
    position, path = lock_head(session), (edition.plan.acknowledgement,)
    zone = house.zone_of(signer.timezone)
    due = today(now, zone) + timedelta(days=reopening.DAYS)
    for assignment, cycle in _fulfilled(session, signed):
        row = Enrolment(
            id=new_id(),
            person_id=signer.id,
            course=signed.course,
            assignment_id=assignment,
            cycle=cycle,
            cycle_start=position,
            due_on=due,
            due_at=obligations.due_at(due, zone),
            assigned_at=now,
            extra_attempts={},
            path=list(path),
        )
        session.add(row)
        fact = Assigned(cycle, position, assignment, due.isoformat(), path)
        seal(session, draft(fact, actor=SYSTEM, now=now, subject=signer.id, course=signed.course, enrolment=row.id))
        values = {"enrolment": row.id, "course": signed.course, "due": due.isoformat()}
        key = f"assigned/{row.id}"
        session.add(
            Mail(dedupe_key=key, person_id=signer.id, kind="assigned", values=values, created_at=now, due_at=now)
        )


def _fulfilled(session: Session, signed: Entry) -> list[tuple[str, int]]:
    """Assignments still in force whose last cycle ended with this signature, and the number of their next cycle.

    None when the course is open anyway: it asks for a signature already.
    """
    query = (
        sa.select(Enrolment, Assignment.withdrawn_at)
        .outerjoin(Assignment, Assignment.id == Enrolment.assignment_id)
        .where(Enrolment.person_id == signed.subject, Enrolment.course == signed.course)
        .order_by(Enrolment.cycle, Enrolment.assigned_at)
    )
    last: dict[str, tuple[int, Enrolment | None]] = {}
    for row, gone in session.execute(query):
        if row.state == "open":
            return []
        if row.assignment_id and gone is None:
            before = last.get(row.assignment_id, (0, None))[1]
            # A cycle that ended because its edition was withdrawn says nothing about the obligation itself.
            last[row.assignment_id] = (row.cycle, before if row.state == "withdrawn" else row)
    return [
        (assignment, cycle + 1)
        for assignment, (cycle, row) in last.items()
        if row is not None and row.state == "completed" and row.signed_at == signed.at
    ]
