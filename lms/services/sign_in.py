"""Signing in with a password, proving it again, and changing it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from lms.domain.kinds import PasswordSet
from lms.domain.names import email_key
from lms.domain.refusal import Refusal
from lms.services import hashing, organisation, sessions, throttle
from lms.services.record import draft, seal
from lms.services.record import person as by
from lms.services.throttle import Caller
from lms.store import reading, writing
from lms.store.models import Password, Person, SignIn


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session just opened: the token for the cookie, and whose it is."""

    token: str
    person_id: str
    language: str | None
    roles: frozenset[str] = frozenset()


def account_of(email: str) -> str:
    """The key of the account that somebody typed, whether there is one or not."""
    return email_key(email[:1_000].replace("\0", ""))


def sign_in(email: str, password: str, caller: Caller, now: datetime) -> SignedIn:
    """Opens a session. Raises Refusal sign-in-failed (the same for every reason), too-many-tries or busy."""
    account = account_of(email)
    rules = throttle.door(caller, account)
    throttle.reserve(rules, now)
    person_id, stored = _stored(Person.email_key == account)
    if not hashing.matches(password, stored) or person_id is None or stored is None:
        raise Refusal("sign-in-failed")
    kept = hashing.renewed(password, stored)
    with writing() as session:
        throttle.forgive(session, rules)
        person = session.get_one(Person, person_id)
        row = session.get(Password, person_id, with_for_update=True)
        if not person.active or row is None or row.hash != stored:
            raise Refusal("sign-in-failed")  # deactivated or changed while we were computing
        row.hash = kept
        roles = frozenset(organisation.roles_of(session, person_id))
        return SignedIn(sessions.begin(session, person_id, "password", now), person_id, person.language, roles)


def confirm_password(person_id: str, session_key: bytes, password: str, caller: Caller, now: datetime) -> None:
    """Proves anew who is at the keyboard: the session counts as authenticated now. Raises Refusal password-wrong."""
    rules = _prove(person_id, password, caller, now)
    with writing() as session:
        throttle.forgive(session, rules)
        mine = sa.and_(SignIn.token_hash == session_key, SignIn.person_id == person_id)
        session.execute(sa.update(SignIn).where(mine).values(authenticated_at=now))


def change_password(
    person_id: str, current: str, new: str, caller: Caller, now: datetime, organisation: str = ""
) -> SignedIn:
    """Replaces the password; every session and link ends, and this browser gets a new session."""
    rules = _prove(person_id, current, caller, now)
    with reading() as session:
        email, language = session.execute(sa.select(Person.email, Person.language).where(Person.id == person_id)).one()
    replaced = hashing.hash_new(new, organisation, email)
    with writing() as session:
        throttle.forgive(session, rules)
        session.execute(
            sa.update(Password).where(Password.person_id == person_id).values(hash=replaced, changed_at=now)
        )
        sessions.drop_access(session, person_id)
        seal(session, draft(PasswordSet("changed"), actor=by(person_id), now=now, subject=person_id))
        return SignedIn(sessions.begin(session, person_id, "password", now), person_id, language)


def _prove(person_id: str, password: str, caller: Caller, now: datetime) -> tuple[throttle.Rule, ...]:
    with reading() as session:
        account = session.scalar(sa.select(Person.email_key).where(Person.id == person_id)) or ""
    rules = throttle.inside(caller, account, person_id)
    throttle.reserve(rules, now)
    _id, stored = _stored(Person.id == person_id)
    if not hashing.matches(password, stored):
        raise Refusal("password-wrong")
    return rules


def _stored(who: sa.ColumnElement[bool]) -> tuple[str | None, str | None]:
    """The id and the hash of somebody active; the transaction has ended when argon2 begins."""
    query = sa.select(Person.id, Password.hash).join(Password, Password.person_id == Person.id)
    with reading() as session:
        row = session.execute(query.where(who, Person.active)).one_or_none()
    return (row.id, row.hash) if row else (None, None)
