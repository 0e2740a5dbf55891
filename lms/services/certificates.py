"""Certificates after the act: listed for their holder, checked by anybody; `freezing` makes the file."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, undefer

from lms.domain.certificate import CertificateValues, State, normalise_code, state
from lms.domain.dates import today
from lms.domain.house import House
from lms.domain.refusal import Refusal
from lms.domain.strokes import Strokes
from lms.services.freezing import freeze_pending
from lms.store import reading
from lms.store.models import Award, Certificate, Edition

__all__ = ["Check", "Held", "badges", "check", "check_file", "freeze_pending", "of", "one", "pdf", "superseded"]


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
    revoked_at: datetime | None = None
    revoked_for: str | None = None  # one of `domain.certificate.REASONS`
    superseded: bool = False  # another one was issued in its place

    @property
    def counts(self) -> bool:
        """Neither revoked nor issued anew; it may have expired."""
        return self.revoked_at is None and not self.superseded


@dataclass(frozen=True, slots=True)
class Check:
    """What anybody may learn from a code: the least that lets a reader compare with the paper.

    Of one that was issued anew no more than that: the newer code is for its holder to show.
    """

    state: State
    code: str
    holder: str  # given name and initial; empty when the holder's data was erased
    course: str
    version: str
    organisation: str
    signed_on: date
    valid_until: date | None
    sha256: str | None
    revoked_on: date | None = None
    revoked_for: str | None = None
    erased: bool = False


def superseded() -> sa.Exists:
    """Whether another certificate was issued in the place of the row of the enclosing query."""
    newer = aliased(Certificate)
    return sa.exists().where(newer.replaces == Certificate.code).correlate(Certificate)


def of(person_id: str) -> list[Held]:
    """A person's certificates, the newest first."""
    with reading() as session:
        query = sa.select(Certificate, superseded()).where(Certificate.person_id == person_id)
        rows = session.execute(query.order_by(Certificate.issued_at.desc(), Certificate.id))
        return [_held(row, replaced) for row, replaced in rows if row.erased_at is None]


def latest(person_id: str, slug: str) -> Held | None:
    """The newest of a course that counts."""
    return next((held for held in of(person_id) if held.course == slug and held.counts), None)


def one(person_id: str, code: str) -> Held:
    """One certificate of this person. Raises Refusal("not-found") for anybody else's."""
    with reading() as session:
        row = _own(session, person_id, code)
        newer = sa.select(Certificate.id).where(Certificate.replaces == row.code)
        return _held(row, session.scalar(newer) is not None)


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
    return _checked(house, Certificate.code == wanted, now) if wanted else None


def check_file(house: House, data: bytes, now: datetime) -> Check | None:
    """The same for an uploaded PDF: only the very bytes that were frozen are known."""
    return _checked(house, Certificate.sha256 == sha256(data).hexdigest(), now)


def _checked(house: House, which: sa.ColumnElement[bool], now: datetime) -> Check | None:
    query = sa.select(Certificate, Edition, superseded()).join(Edition, Edition.id == Certificate.edition_id)
    with reading() as session:
        found = session.execute(query.where(which)).one_or_none()
        return _check(house, *found, now) if found else None


def _check(house: House, row: Certificate, edition: Edition, replaced: bool, now: datetime) -> Check:
    values = CertificateValues.from_json(json.dumps(row.values)) if row.erased_at is None else None
    zone = house.timezone
    return Check(
        state=state(row.expires_on, row.revoked_at is not None, today(now, zone), replaced),
        code=row.code,
        holder=row.holder_short,
        course=values.course_title if values else edition.titles.get(row.language, row.course),
        version=values.version if values else edition.number,
        organisation=values.organisation if values else house.organisation,
        signed_on=values.signed_on if values else today(row.issued_at, zone),
        valid_until=row.expires_on,
        sha256=row.sha256,
        revoked_on=today(row.revoked_at, zone) if row.revoked_at else None,
        revoked_for=row.revoked_for,
        erased=row.erased_at is not None,
    )


def _held(row: Certificate, replaced: bool) -> Held:
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
        revoked_at=row.revoked_at,
        revoked_for=row.revoked_for,
        superseded=replaced,
    )


def _own(session: Session, person_id: str, code: str, *, with_pdf: bool = False) -> Certificate:
    mine = (Certificate.code == normalise_code(code), Certificate.person_id == person_id)
    query = sa.select(Certificate).where(*mine, Certificate.erased_at.is_(None))
    row = session.scalars(query.options(undefer(Certificate.pdf)) if with_pdf else query).one_or_none()
    if row is None:
        raise Refusal("not-found")
    return row
