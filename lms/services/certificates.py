"""Certificates after the act: frozen by the worker, listed for their holder, checked by anybody."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from lms.domain.certificate import CertificateValues, normalise_code, state
from lms.domain.dates import today
from lms.domain.facts import SYSTEM
from lms.domain.house import House
from lms.domain.kinds import CertificateFrozen
from lms.domain.refusal import Refusal
from lms.services.receipts import receipt
from lms.services.record import About, draft, seal
from lms.store import reading, writing
from lms.store.models import Award, Certificate

LEASE = timedelta(seconds=20)  # longer than one print may take; a killed worker's certificate waits no longer
MAX_TRIES = 20
log = logging.getLogger(__name__)

Render = Callable[[str, bytes | None], bytes]
"""(snapshot of the printed values as JSON, receipt to attach) → PDF bytes; raises on failure."""


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate as its holder sees it."""

    code: str
    course: str
    title: str
    version: str
    language: str
    signed_on: date
    expires_on: date | None
    ready: bool  # frozen, so it can be downloaded
    signed: bool  # there is a signed copy too
    score_percent: int | None


@dataclass(frozen=True, slots=True)
class Check:
    """What anybody may learn from a code: the least that lets a reader compare with the paper."""

    state: Literal["valid", "expired", "revoked"]
    holder: str  # given name and initial
    course: str
    version: str
    organisation: str
    signed_on: date
    valid_until: date | None
    sha256: str | None


def freeze_pending(render: Render, now: datetime, limit: int = 20) -> int:
    """Renders and stores certificates that wait; returns how many. Safe to run twice and by several workers."""
    frozen = 0
    for _ in range(limit):
        leased = _lease(now)
        if leased is None:
            break
        certificate_id, values, proof = leased
        try:
            pdf = render(values, proof)
        except Exception as error:  # a paper that cannot be printed must not stop the others
            log.warning("certificate %s: %s", certificate_id, error)
            _note_failure(certificate_id, str(error), now)
            continue
        frozen += _freeze(certificate_id, pdf, now)
    return frozen


def of(person_id: str) -> list[Held]:
    """A person's certificates, the newest first."""
    with reading() as session:
        query = sa.select(Certificate).where(Certificate.person_id == person_id, Certificate.revoked_at.is_(None))
        return [_held(row) for row in session.scalars(query.order_by(Certificate.issued_at.desc(), Certificate.id))]


def one(person_id: str, code: str) -> Held:
    """One certificate of this person. Raises Refusal("not-found") for anybody else's."""
    with reading() as session:
        return _held(_own(session, person_id, code))


def pdf(person_id: str, code: str) -> bytes | None:
    """The frozen bytes; None while the worker has not made them. Raises Refusal("not-found")."""
    with reading() as session:
        return _own(session, person_id, code, with_pdf=True).pdf


def badges(person_id: str) -> dict[str, datetime]:
    """Badge key → when this person earned it."""
    with reading() as session:
        rows = session.execute(sa.select(Award.badge, Award.earned_at).where(Award.person_id == person_id))
        return {row.badge: row.earned_at for row in rows}


def check(house: House, code: str, now: datetime) -> Check | None:
    """What a code says, however it was typed; None when there is no such certificate."""
    wanted = normalise_code(code)
    if wanted is None:
        return None
    with reading() as session:
        row = session.scalars(sa.select(Certificate).where(Certificate.code == wanted)).one_or_none()
        return _check(house, row, now) if row else None


def check_file(house: House, data: bytes, now: datetime) -> Check | None:
    """The same for an uploaded PDF: only the very bytes that were frozen are known."""
    with reading() as session:
        query = sa.select(Certificate).where(Certificate.sha256 == sha256(data).hexdigest())
        row = session.scalars(query).one_or_none()
        return _check(house, row, now) if row else None


def _check(house: House, row: Certificate, now: datetime) -> Check:
    values = CertificateValues.from_json(json.dumps(row.values))
    return Check(
        state=state(row.expires_on, row.revoked_at is not None, today(now, house.timezone)),
        holder=row.holder_short,
        course=values.course_title,
        version=values.version,
        organisation=values.organisation,
        signed_on=values.signed_on,
        valid_until=values.valid_until,
        sha256=row.sha256,
    )


def _held(row: Certificate) -> Held:
    values = CertificateValues.from_json(json.dumps(row.values))
    return Held(
        code=row.code,
        course=row.course,
        title=values.course_title,
        version=values.version,
        language=row.language,
        signed_on=values.signed_on,
        expires_on=row.expires_on,
        ready=row.frozen_at is not None,
        signed=row.signed_fact_id is not None,
        score_percent=values.score_percent,
    )


def _own(session: Session, person_id: str, code: str, *, with_pdf: bool = False) -> Certificate:
    wanted = normalise_code(code)
    query = sa.select(Certificate).where(Certificate.code == wanted, Certificate.person_id == person_id)
    row = session.scalars(query.options(undefer(Certificate.pdf)) if with_pdf else query).one_or_none()
    if row is None:
        raise Refusal("not-found")
    return row


def _lease(now: datetime) -> tuple[str, str, bytes | None] | None:
    """Takes the oldest waiting certificate for a while, so that two workers do not print the same one."""
    with writing() as session:
        query = (
            sa.select(Certificate)
            .where(
                Certificate.frozen_at.is_(None),
                Certificate.tries < MAX_TRIES,
                sa.or_(Certificate.leased_until.is_(None), Certificate.leased_until <= now),
            )
            .order_by(Certificate.issued_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = session.scalars(query).one_or_none()
        if row is None:
            return None
        row.leased_until = now + LEASE
        proof = receipt(session, row.signed_fact_id) if row.signed_fact_id else None
        return row.id, json.dumps(row.values), proof


def _freeze(certificate_id: str, pdf: bytes, now: datetime) -> int:
    """Stores the bytes and the fact about them together; a second worker's bytes are dropped."""
    digest = sha256(pdf).hexdigest()
    with writing() as session:
        row = session.scalars(sa.select(Certificate).where(Certificate.id == certificate_id).with_for_update()).one()
        if row.frozen_at is not None:
            return 0
        row.pdf, row.sha256, row.frozen_at, row.leased_until, row.last_error = pdf, digest, now, None, None
        session.flush()
        about = About(subject=row.person_id, course=row.course, edition=row.edition_id)
        seal(session, draft(CertificateFrozen(row.code, digest), actor=SYSTEM, now=now, **about))
        return 1


def _note_failure(certificate_id: str, error: str, now: datetime) -> None:
    """The next try waits longer each time: 4 s, 8 s, … at most an hour."""
    with writing() as session:
        row = session.get(Certificate, certificate_id)
        if row is not None and row.frozen_at is None:
            row.tries += 1
            row.last_error = error[:500]
            row.leased_until = now + timedelta(seconds=min(2 ** (row.tries + 1), 3600))


