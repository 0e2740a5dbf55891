"""Certificates after the act: listed for their holder, checked by anybody; `freezing` makes the file."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from lms.domain.certificate import CertificateValues, normalise_code, state
from lms.domain.dates import today
from lms.domain.house import House
from lms.domain.refusal import Refusal
from lms.domain.strokes import Strokes
from lms.services.freezing import freeze_pending
from lms.store import reading
from lms.store.models import Award, Certificate

__all__ = ["Check", "Held", "badges", "check", "check_file", "freeze_pending", "of", "one", "pdf"]


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
    drawn: Strokes = ()  # the signature, where it was drawn


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
        drawn=values.drawn,
    )


def _own(session: Session, person_id: str, code: str, *, with_pdf: bool = False) -> Certificate:
    wanted = normalise_code(code)
    query = sa.select(Certificate).where(Certificate.code == wanted, Certificate.person_id == person_id)
    row = session.scalars(query.options(undefer(Certificate.pdf)) if with_pdf else query).one_or_none()
    if row is None:
        raise Refusal("not-found")
    return row
