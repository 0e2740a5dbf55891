"""One-time links to set a password: 256 random bits, kept as a hash, used up by a post and never by a look."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.kinds import LinkIssued, PasswordSet
from lms.domain.refusal import Refusal
from lms.services import hashing, organisation, sessions, throttle
from lms.services.record import draft, seal
from lms.services.record import person as by
from lms.services.sign_in import SignedIn, account_of
from lms.services.throttle import Caller
from lms.store import new_id, reading, writing
from lms.store.models import Mail, OneTimeLink, Password, Person

INVITATION, RESET = "invitation", "password-reset"
VALID = {INVITATION: timedelta(days=7), RESET: timedelta(minutes=30)}


@dataclass(frozen=True, slots=True)
class Link:
    """A link that still opens, and whose it is."""

    purpose: str
    given_name: str
    email: str


def create_invitation(actor: str, person_id: str, now: datetime, base_url: str, mail: bool) -> str:
    """A new link for somebody, mailed when `mail`; returns its address, to be shown once when there is no mail.

    Earlier links of theirs stop working. Raises Refusal not-found, left, or roles-beyond: whoever may set a password
    could sign in as its owner, so nobody does it for somebody with more roles.
    """
    with writing() as session:
        person = organisation.person(session, person_id)
        organisation.require_reach(session, actor, person.id)
        if not person.active:
            raise Refusal("left")
        token = _issue(session, person.id, INVITATION, now, mail)
        issued = LinkIssued(INVITATION, shown=not mail)
        seal(session, draft(issued, actor=by(actor), now=now, subject=person.id))
    return f"{base_url}/link/{token}"


def request_reset(email: str, caller: Caller, now: datetime) -> None:
    """Mails a link to the stored address; for an unknown one, or too often, the same answer after the same work."""
    account = account_of(email)
    throttle.reserve(throttle.by_address(caller), now)
    with writing() as session:
        person_id = session.scalar(sa.select(Person.id).where(Person.email_key == account, Person.active))
        try:
            throttle.count(session, throttle.by_mailbox(caller, account), now)
        except Refusal:
            return
        if person_id is not None:
            _issue(session, person_id, RESET, now, mail=True)


def look(token: str, now: datetime) -> Link:
    """What a link is for, without using it up. Raises Refusal link-used."""
    with reading() as session:
        row = session.execute(_valid(token, now)).one_or_none()
    if row is None:
        raise Refusal("link-used")
    return Link(row.purpose, row.given_name, row.email)


def _forget_expired(token: str, now: datetime) -> None:
    """An expired link that somebody tried is removed: a clock that is set back revives nothing."""
    with writing() as session:
        mine = OneTimeLink.token_hash == sessions.hashed(token)
        session.execute(sa.delete(OneTimeLink).where(mine, OneTimeLink.expires_at <= now))


def use(token: str, password: str, now: datetime, organisation_name: str = "") -> SignedIn:
    """Sets the password and signs in; every other session and link of the person ends."""
    try:
        link = look(token, now)
    except Refusal:
        _forget_expired(token, now)
        raise
    chosen = hashing.hash_new(password, organisation_name, link.email)
    with writing() as session:
        row = session.execute(_valid(token, now).with_for_update(of=OneTimeLink)).one_or_none()
        if row is None:
            raise Refusal("link-used")  # somebody was faster
        sessions.drop_access(session, row.id)
        _keep(session, row.id, chosen, now)
        seal(session, draft(PasswordSet(row.purpose), actor=by(row.id), now=now, subject=row.id))
        return SignedIn(sessions.begin(session, row.id, "password", now), row.id, row.language)


def _issue(session: Session, person_id: str, purpose: str, now: datetime, mail: bool) -> str:
    """An invitation replaces the earlier ones; sweeps everybody's expired ones on the way."""
    older = sa.and_(OneTimeLink.person_id == person_id, OneTimeLink.purpose == purpose)
    if purpose == INVITATION:
        session.execute(sa.delete(OneTimeLink).where(older))
    session.execute(sa.delete(OneTimeLink).where(OneTimeLink.expires_at <= now))
    token, expires_at = sessions.new_token(), now + VALID[purpose]
    dates = {"created_at": now, "expires_at": expires_at}
    session.add(OneTimeLink(token_hash=sessions.hashed(token), person_id=person_id, purpose=purpose, **dates))
    if mail:
        values = {"token": token, "expires_at": expires_at.isoformat()}
        key = f"{purpose}/{new_id()}"
        session.add(
            Mail(dedupe_key=key, person_id=person_id, kind=purpose, values=values, created_at=now, due_at=now)
        )
    return token


def _valid(token: str, now: datetime) -> sa.Select[str, str, str, str, str | None]:
    query = sa.select(OneTimeLink.purpose, Person.id, Person.given_name, Person.email, Person.language)
    return query.join(Person, Person.id == OneTimeLink.person_id).where(
        OneTimeLink.token_hash == sessions.hashed(token),
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now,
        Person.active,
    )


def _keep(session: Session, person_id: str, hash_: str, now: datetime) -> None:
    row = session.get(Password, person_id, with_for_update=True)
    if row is None:
        session.add(Password(person_id=person_id, hash=hash_, changed_at=now))
    else:
        row.hash, row.changed_at = hash_, now
