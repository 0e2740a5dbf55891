"""Issuing anew: another certificate in the place of one whose name, design or values are wrong; the old file stays."""

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.certificate import ANEW, CODE_BYTES, CertificateValues, new_code, normalise_code, state
from lms.domain.dates import today
from lms.domain.house import House
from lms.domain.kinds import CertificateIssued
from lms.domain.names import full_name
from lms.domain.refusal import Refusal
from lms.services import credentials, jobs
from lms.services.certificates import superseded
from lms.services.record import About, Draft, draft, person, seal
from lms.store import new_id, reading, writing
from lms.store.models import Certificate, Edition, Person
from lms.store.record import lock_head

BATCH = 100
WRONG_VALUES = ("name", "error")  # then the badge has them too; it has no design or font of its own


def reissue(house: House, actor_id: str, code: str, why: str, now: datetime) -> str:
    """Issues one anew with the holder's name and the organisation's as they are today; returns the new code.

    Course, version, score, signature and dates stay what they were; a badge with wrong values is signed anew too.
    Raises Refusal: anew-reason-missing, not-found, certificate-revoked, certificate-superseded, certificate-expired.
    """
    require(why)
    with writing() as session:
        lock_head(session)  # of two at once the second finds the first one's
        query = sa.select(Certificate, Person, superseded()).join(Person, Person.id == Certificate.person_id)
        wanted = (Certificate.code == normalise_code(code), Certificate.erased_at.is_(None))
        found = session.execute(query.where(*wanted)).one_or_none()
        if found is None:
            raise Refusal("not-found")
        row, holder, replaced = found
        stands = state(row.expires_on, row.revoked_at is not None, today(now, house.timezone), replaced)
        if stands != "valid":
            raise Refusal(f"certificate-{stands}")
        if why in WRONG_VALUES:
            credentials.anew(session, row.person_id, row.course, now, actor=person(actor_id))
        return _issue(session, house, actor_id, [(row, holder)], why, now)[0]


def ask_course(asker_id: str, slug: str, why: str, language: str, now: datetime) -> str:
    """Asks the worker for `course_anew` and returns the id of the job; while one is open, another click gives the same.

    Raises Refusal: anew-reason-missing, not-found for a course without an edition.
    """
    require(why)
    with writing() as session:
        if session.scalar(sa.select(Edition.id).where(Edition.course == slug).limit(1)) is None:
            raise Refusal("not-found")
        params = {"course": slug, "why": why, "at": now.isoformat()}
        return jobs.ask_within(session, "certificates anew", params, asker_id, language, now)


def course_anew(
    house: House, actor_id: str, slug: str, why: str, at: datetime, now: datetime
) -> Iterator[tuple[int, int]]:
    """The same for every valid certificate of a course issued before `at`; yields how many are issued, and of how many.

    Begun again after it was killed it goes on where it was: what has another in its place is left alone.
    """
    require(why)
    total = _count(house, slug, at, now)
    done = 0
    while True:
        with writing() as session:
            lock_head(session)
            query = sa.select(Certificate, Person).join(Person, Person.id == Certificate.person_id)
            query = query.where(*_valid(slug, at, today(now, house.timezone)))
            rows = session.execute(query.order_by(Certificate.issued_at, Certificate.id).limit(BATCH)).all()
            done += len(_issue(session, house, actor_id, [(row, holder) for row, holder in rows], why, now))
        if not rows:
            return
        yield done, max(total, done)


def waiting(slug: str) -> int:
    """How many of a course are issued and not printed yet."""
    still = (Certificate.course == slug, Certificate.frozen_at.is_(None), Certificate.erased_at.is_(None))
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Certificate).where(*still)) or 0


def require(why: str) -> None:
    """Raises Refusal("anew-reason-missing")."""
    if why not in ANEW:
        raise Refusal("anew-reason-missing")


def _valid(slug: str, at: datetime, day: date) -> tuple[sa.ColumnElement[bool], ...]:
    dated = sa.or_(Certificate.expires_on.is_(None), Certificate.expires_on >= day)
    alive = sa.and_(Certificate.revoked_at.is_(None), Certificate.erased_at.is_(None), dated)
    return (Certificate.course == slug, Certificate.issued_at < at, alive, ~superseded())


def _count(house: House, slug: str, at: datetime, now: datetime) -> int:
    query = sa.select(sa.func.count()).select_from(Certificate)
    with reading() as session:
        return session.scalar(query.where(*_valid(slug, at, today(now, house.timezone)))) or 0


def _issue(
    session: Session, house: House, actor_id: str, old: Sequence[tuple[Certificate, Person]], why: str, now: datetime
) -> list[str]:
    """New rows and their facts, inside the caller's transaction, which holds the record's head."""
    rows, drafts = [], []
    for row, holder in old:
        values = _anew(house, row, holder)
        rows.append(_row(row, holder, values, now))
        drafts.append(_fact(row, values, actor_id, why, now))
    if rows:
        session.execute(sa.insert(Certificate), rows)
        seal(session, *drafts)
    return [str(row["code"]) for row in rows]


def _anew(house: House, row: Certificate, holder: Person) -> CertificateValues:
    code = new_code(secrets.token_bytes(CODE_BYTES))
    return replace(
        CertificateValues.from_json(json.dumps(row.values)),
        holder=full_name(holder.given_name, holder.family_name),
        organisation=house.organisation,
        code=code,
        verify_url=f"{house.base_url}/verify/{code}",
    )


def _row(old: Certificate, holder: Person, values: CertificateValues, now: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "code": values.code,
        "person_id": old.person_id,
        "course": old.course,
        "edition_id": old.edition_id,
        "signed_fact_id": old.signed_fact_id,
        "language": old.language,
        "holder_short": f"{holder.given_name} {holder.family_name[:1]}.",
        "values": json.loads(values.as_json()),
        "issued_at": now,
        "expires_on": old.expires_on,
        "replaces": old.code,
    }


def _fact(old: Certificate, values: CertificateValues, actor_id: str, why: str, now: datetime) -> Draft:
    expires = old.expires_on.isoformat() if old.expires_on else None
    issued = CertificateIssued(values.code, expires, old.code, why)
    about = About(subject=old.person_id, course=old.course, edition=old.edition_id)
    return draft(issued, actor=person(actor_id), now=now, pii=json.loads(values.as_json()), **about)
