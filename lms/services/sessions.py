"""Server-side sessions: 256 random bits in a cookie, their hash in a row; when they end, and ending them at once."""

import logging
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from lms.domain import names
from lms.domain.refusal import Refusal
from lms.store import db, reading, writing
from lms.store.models import OneTimeLink, Person, Role, SignIn

ABSOLUTE = timedelta(hours=12)
IDLE = timedelta(hours=8)
IDLE_PRIVILEGED = timedelta(minutes=30)
PRIVILEGED = frozenset({"hr", "admin"})
TOUCH_EVERY = timedelta(minutes=1)
log = logging.getLogger("lms.sessions")


@dataclass(frozen=True, slots=True)
class Me:
    """The signed-in person as a plain value: safe to hold after the transaction has ended."""

    id: str
    given_name: str
    family_name: str
    email: str
    roles: frozenset[str]
    is_manager: bool
    language: str | None
    timezone: str | None
    method: str
    authenticated_at: datetime
    session: bytes = field(repr=False)
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    @property
    def full_name(self) -> str:
        return names.full_name(self.given_name, self.family_name)

    @property
    def initials(self) -> str:
        return names.initials(self.given_name, self.family_name)

    def get_id(self) -> str:
        return self.id


# Tables, not objects: every single request asks this.
_people, _sign_ins, _roles = Person.__table__, SignIn.__table__, Role.__table__
_reports, _person, _sign_in = _people.alias(), _people.c, _sign_ins.c
_FIND = (
    sa.select(
        _person.id,
        _person.given_name,
        _person.family_name,
        _person.email,
        _person.language,
        _person.timezone,
        _sign_in.method,
        _sign_in.authenticated_at,
        _sign_in.last_seen_at,
        _sign_in.expires_at,
        sa.select(sa.func.aggregate_strings(_roles.c.name, ","))
        .where(_roles.c.person_id == _person.id)
        .correlate(_people)
        .scalar_subquery()
        .label("roles"),
        sa.exists().where(_reports.c.manager_id == _person.id).correlate(_people).label("is_manager"),
    )
    .join_from(_sign_ins, _people, _person.id == _sign_in.person_id)
    .where(_sign_in.token_hash == sa.bindparam("token_hash"), _person.active)
)


def find(token: str, now: datetime) -> Me | None:
    """Who holds this token, in one query and a transaction of its own; an ended session is removed on sight."""
    key = hashed(token)
    with reading() as session:
        row = session.connection().execute(_FIND, {"token_hash": key}).one_or_none()
    if row is None:
        return None
    roles = frozenset(row.roles.split(",")) if row.roles else frozenset()
    idle = IDLE_PRIVILEGED if roles & PRIVILEGED else IDLE
    if now >= row.expires_at or now - row.last_seen_at >= idle:
        _aside(sa.delete(SignIn).where(SignIn.token_hash == key))
        return None
    if now - row.last_seen_at >= TOUCH_EVERY:
        _aside(sa.update(SignIn).where(SignIn.token_hash == key, SignIn.last_seen_at < now).values(last_seen_at=now))
    return Me(
        id=row.id,
        given_name=row.given_name,
        family_name=row.family_name,
        email=row.email,
        roles=roles,
        is_manager=bool(row.is_manager),
        language=row.language,
        timezone=row.timezone,
        method=row.method,
        authenticated_at=row.authenticated_at,
        session=key,
    )


def start(person_id: str, method: str, now: datetime) -> str:
    """Opens a session for somebody who has proven who they are; returns the token for the cookie."""
    with writing() as session:
        if session.scalar(sa.select(Person.active).where(Person.id == person_id)) is not True:
            raise Refusal("sign-in-failed")
        return begin(session, person_id, method, now)


def begin(session: Session, person_id: str, method: str, now: datetime) -> str:
    """`start` inside the caller's transaction; old rows of everybody are swept on the way."""
    session.execute(sa.delete(SignIn).where(sa.or_(SignIn.expires_at <= now, SignIn.last_seen_at <= now - IDLE)))
    token = new_token()
    row = {"created_at": now, "authenticated_at": now, "last_seen_at": now, "expires_at": now + ABSOLUTE}
    session.execute(sa.insert(SignIn).values(token_hash=hashed(token), person_id=person_id, method=method, **row))
    return token


def end(key: bytes) -> None:
    """Signs out this browser."""
    with writing() as session:
        session.execute(sa.delete(SignIn).where(SignIn.token_hash == key))


def end_all(person_id: str) -> None:
    """Signs out everywhere."""
    with writing() as session:
        session.execute(sa.delete(SignIn).where(SignIn.person_id == person_id))


def end_others(session: Session, person_id: str, keep: bytes | None = None) -> None:
    """Ends a person's sessions but the one to keep, inside the caller's transaction."""
    query = sa.delete(SignIn).where(SignIn.person_id == person_id)
    session.execute(query if keep is None else query.where(SignIn.token_hash != keep))


def drop_access(session: Session, person_id: str) -> None:
    """Ends every session and one-time link of somebody; for deactivation and changed roles, in their transaction."""
    end_others(session, person_id)
    session.execute(sa.delete(OneTimeLink).where(OneTimeLink.person_id == person_id))


def new_token() -> str:
    """256 random bits, fit for a cookie and an address."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()


def _aside(statement: sa.Update | sa.Delete) -> None:
    """A small write that no page should fail for: a busy or full database lets the page go on."""
    if db.session().in_transaction():
        return
    try:
        with writing() as session:
            session.execute(statement)
    except OperationalError:
        log.warning("a session row could not be updated")
