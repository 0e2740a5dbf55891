"""What erasing somebody does to each table: what names or describes them goes, ids and hashes stay.

Drafts, proposals and editions stay as they were written: they are texts of the organisation, and say by id who wrote
them. So do waivers, decisions and checks that the person made about others.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.services import credentials, throttle
from lms.store.models import (
    Answer,
    Attempt,
    Award,
    Certificate,
    DraftLock,
    FactPii,
    Job,
    Mail,
    OneTimeLink,
    Password,
    Person,
    Revocation,
    Role,
    ScenarioRun,
    SectionView,
    SignatureScan,
    SignIn,
    Throttle,
)

NAME = "Erased person"  # stands where a name stood; pages put it into the reader's language
TOUCHED = (
    *("person", "role", "password", "sign_in", "one_time_link", "throttle", "answer", "attempt", "section_view"),
    *("scenario_run", "award", "fact_pii", "signature_scan", "certificate", "credential", "mail", "job", "revocation"),
    "draft_lock",
)
"""Tables in whose files the person may have stood: PostgreSQL has to rewrite these."""

KEPT: Mapping[str, str] = {
    "assignment": "an act of the organisation, by id",
    "course_draft": "texts of the organisation say by id who wrote them",
    "draft_file": "texts of the organisation say by id who wrote them",
    "draft_revision": "texts of the organisation say by id who wrote them",
    "edition": "what people read and signed, by id of who published it",
    "enrolment": "an obligation and its dates, by id: a projection of facts that stay",
    "erasure": "who asked and who decided, by id",
    "proposal": "what was proposed and decided, by id",
    "record_alarm": "who settled it, by id",
    "record_entry": "facts name nobody and never change",
    "retention": "who changed it, by id",
    "withdrawal": "what was taken back, by id",
}
"""Tables that refer to people and stay as they are, each with the reason."""

_OF_PERSON = (Role, Password, SignIn, OneTimeLink, SectionView, ScenarioRun, Award, FactPii, SignatureScan)


def erase(session: Session, person_id: str, now: datetime) -> None:
    """Empties the rows, in the caller's transaction. Safe to do again."""
    row = session.get_one(Person, person_id)
    keys = throttle.keys_of(row.email_key, person_id)
    session.execute(sa.delete(Throttle).where(Throttle.key.in_(keys)))
    _papers(session, person_id, now)
    _working_rows(session, person_id)
    _mail(session, person_id, now)
    session.execute(sa.update(Person).where(Person.manager_id == person_id).values(manager_id=None))
    _empty(row, now)
    session.flush()


def _papers(session: Session, person_id: str, now: datetime) -> None:
    """Code, dates, state and hash of a certificate stay, so that whoever holds a copy can ask what became of it."""
    mine = sa.select(Certificate.id).where(Certificate.person_id == person_id)
    session.execute(sa.update(Revocation).where(Revocation.certificate_id.in_(mine)).values(note=""))
    named: dict[str, Any] = {"pdf": None, "values": {}, "holder_short": "", "last_error": None, "unprintable": None}
    gone = named | {"erased_at": now}
    still = sa.and_(Certificate.person_id == person_id, Certificate.erased_at.is_(None))
    session.execute(sa.update(Certificate).where(still).values(**gone))
    credentials.erase(session, person_id, now)


def _working_rows(session: Session, person_id: str) -> None:
    attempts = sa.select(Attempt.id).where(Attempt.person_id == person_id)
    session.execute(sa.delete(Answer).where(Answer.attempt_id.in_(attempts)))
    session.execute(sa.delete(Attempt).where(Attempt.person_id == person_id))
    for model in _OF_PERSON:
        session.execute(sa.delete(model).where(model.person_id == person_id))
    session.execute(sa.delete(DraftLock).where(DraftLock.holder_id == person_id))
    about = sa.cast(Job.params, sa.Text).contains(json.dumps(person_id)[1:-1])
    session.execute(sa.delete(Job).where(sa.or_(Job.wanted_by == person_id, about)))


def _mail(session: Session, person_id: str, now: datetime) -> None:
    """When mail went out stays. What a server answered may repeat the address."""
    mine = Mail.person_id == person_id
    waiting = sa.and_(mine, Mail.sent_at.is_(None), Mail.dropped_at.is_(None))
    session.execute(sa.update(Mail).where(waiting).values(dropped_at=now, leased_until=None))
    session.execute(sa.update(Mail).where(mine).values(values={}, last_error=None))


def _empty(row: Person, now: datetime) -> None:
    """Addresses must stay unique: the id under .invalid (RFC 2606) is nobody's."""
    row.hr_id = row.manager_id = row.language = row.timezone = row.started_on = None
    row.email = row.email_key = f"{row.id}@erased.invalid"
    row.given_name, row.family_name, row.name_key = "", NAME, ""
    row.department = row.location = row.job_title = ""
    row.active, row.erased_at = False, row.erased_at or now
