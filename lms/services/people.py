"""People: adding, changing, letting go and taking back; each act is a fact that names nobody."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.facts import OPERATOR
from lms.domain.house import House
from lms.domain.kinds import PersonAdded, PersonChanged, PersonDeactivated, PersonReactivated, RoleGranted, Withdrawn
from lms.domain.names import clean_email, clean_name, clean_text, email_key, person_key
from lms.domain.refusal import Refusal
from lms.services import obligations, organisation, post
from lms.services import record as sealing
from lms.services.record import draft, seal
from lms.services.sessions import drop_access
from lms.store import record as log
from lms.store import writing
from lms.store.models import Enrolment, OneTimeLink, Password, Person, Role

LANGUAGES = (None, "en", "fr")  # None: not chosen yet


@dataclass(frozen=True, slots=True)
class Details:
    """What HR knows of a person, as typed; `manager_email` names somebody active, or nobody when empty."""

    email: str
    given_name: str
    family_name: str
    department: str = ""
    location: str = ""
    job_title: str = ""
    manager_email: str = ""
    language: str | None = None
    timezone: str | None = None


def add(actor: str, details: Details, now: datetime) -> str:
    """Adds a person, who can sign in once a one-time link has let them choose a password; returns the id."""
    values = _cleaned(details)
    with writing() as session:
        log.lock_head(session)
        _email_free(session, values["email_key"], None)
        manager_id = _manager(session, details.manager_email)
        row = Person(**values, manager_id=manager_id, created_at=now)
        session.add(row)
        session.flush()
        seal(session, draft(PersonAdded(), actor=sealing.person(actor), now=now, subject=row.id))
        return row.id


def change(house: House, actor: str, person_id: str, details: Details, version: int, now: datetime) -> None:
    """Changes what is known of a person, unless somebody else did since `version` was shown."""
    values = _cleaned(details)
    with writing() as session:
        log.lock_head(session)
        row = organisation.person(session, person_id)
        if row.version != version:
            raise Refusal("changed-meanwhile")
        values["manager_id"] = _manager(session, details.manager_email, row.manager_id)
        changed = [name for name in _SHOWN if values[name] != getattr(row, name)]
        if not changed:
            return
        if "email" in changed:
            _new_address(session, actor, row, values["email_key"])
        if "manager_id" in changed:
            _no_circle(session, row.id, values["manager_id"])
        for name, value in values.items():
            setattr(row, name, value)
        session.flush()
        fields = tuple("manager" if name == "manager_id" else name for name in changed)
        seal(session, draft(PersonChanged(fields), actor=sealing.person(actor), now=now, subject=row.id))
        if "timezone" in changed:
            obligations.follow_zone(session, row.id, house.zone_of(row.timezone))


def deactivate(actor: str, person_id: str, now: datetime) -> None:
    """A leaver: sessions, links and waiting mail end at once, open enrolments are withdrawn, what was done stays."""
    with writing() as session:
        log.lock_head(session)
        row = organisation.person(session, person_id)
        if row.id == actor:
            raise Refusal("not-yourself")
        organisation.require_reach(session, actor, row.id)
        organisation.require_other_admin(session, row.id)
        if not row.active:
            return
        row.active = False
        session.flush()
        drop_access(session, row.id)
        post.drop_waiting(session, row.id, now)
        who = sealing.person(actor)
        seal(session, draft(PersonDeactivated(), actor=who, now=now, subject=row.id))
        obligations.end(session, Enrolment.person_id == row.id, Withdrawn(), actor=who, now=now)


def reactivate(actor: str, person_id: str, now: datetime) -> None:
    """Takes somebody back as they were; what was withdrawn must be assigned again."""
    with writing() as session:
        log.lock_head(session)
        row = organisation.person(session, person_id)
        organisation.require_reach(session, actor, row.id)
        if row.active:
            return
        row.active = True
        session.flush()
        seal(session, draft(PersonReactivated(), actor=sealing.person(actor), now=now, subject=row.id))


def first_administrator(email: str, given_name: str, family_name: str, password_hash: str, now: datetime) -> str:
    """Whoever sets up an instance: a person with the roles admin and hr and a password. Returns the id."""
    values = _cleaned(Details(email, given_name, family_name))
    with writing() as session:
        log.lock_head(session)
        _email_free(session, values["email_key"], None)
        row = Person(**values, created_at=now)
        session.add(row)
        session.flush()
        session.add(Password(person_id=row.id, hash=password_hash, changed_at=now))
        roles = ("admin", "hr")
        session.execute(sa.insert(Role), [{"person_id": row.id, "name": name} for name in roles])
        facts = (PersonAdded(), *(RoleGranted(name) for name in roles))
        seal(session, *(draft(fact, actor=OPERATOR, now=now, subject=row.id) for fact in facts))
        return row.id


_SHOWN = (
    "email",
    "given_name",
    "family_name",
    "department",
    "location",
    "job_title",
    "manager_id",
    "language",
    "timezone",
)


def _cleaned(details: Details) -> dict[str, Any]:
    """Column → value. Raises a Refusal that names the field it is about as `field`."""
    values: dict[str, Any] = {key: value for key, value in asdict(details).items() if key != "manager_email"}
    for name, clean in _CLEANERS.items():
        values[name] = _about(name, clean, values[name])
    values["email_key"] = email_key(values["email"])
    values["name_key"] = person_key(values["given_name"], values["family_name"])
    if details.language not in LANGUAGES:
        raise Refusal("language-unknown", field="language")
    if details.timezone is not None and details.timezone not in available_timezones():
        raise Refusal("timezone-unknown", field="timezone")
    return values


_CLEANERS: Mapping[str, Any] = {
    "email": clean_email,
    "given_name": clean_name,
    "family_name": clean_name,
    "department": clean_text,
    "location": clean_text,
    "job_title": clean_text,
}


def _about(field: str, clean: Any, text: str) -> str:
    try:
        cleaned: str = clean(text)
    except Refusal as refusal:
        raise Refusal(refusal.code, **refusal.arguments, field=field) from None
    return cleaned


def _email_free(session: Session, key: str, but: str | None) -> None:
    taken = session.execute(sa.select(Person.id).where(Person.email_key == key)).scalar_one_or_none()
    if taken not in (None, but):
        raise Refusal("email-taken", field="email")


def _manager(session: Session, email: str, present: str | None = None) -> str | None:
    """Somebody active, or who it was until now: a manager who left does not stand in the way of another change."""
    if not email.strip():
        return None
    key = email_key(email.replace("\0", ""))
    query = sa.select(Person.id).where(Person.email_key == key, sa.or_(Person.active, Person.id == present))
    found: str | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise Refusal("manager-unknown", field="manager_email")
    return found


def _new_address(session: Session, actor: str, row: Person, key: str) -> None:
    """Whoever changes an address can have a new password sent there: so nobody does it to somebody with more roles.

    Links sent to the old address open nothing any more.
    """
    organisation.require_reach(session, actor, row.id)
    _email_free(session, key, row.id)
    session.execute(sa.delete(OneTimeLink).where(OneTimeLink.person_id == row.id))


def _no_circle(session: Session, person_id: str, manager_id: str | None) -> None:
    if manager_id is not None and person_id in organisation.line_above(session, manager_id):
        raise Refusal("manager-cycle", field="manager_email")
