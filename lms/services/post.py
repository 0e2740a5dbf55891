"""The outbox: rows written with their reason are sent later, each once, whatever dies or stands still meanwhile."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from time import monotonic
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.config import Settings
from lms.domain.facts import SYSTEM, to_the_millisecond
from lms.domain.kinds import Notified
from lms.services import sessions, smtp
from lms.services.record import Draft, draft, seal
from lms.store import record as log
from lms.store import writing
from lms.store.models import Course, Edition, Enrolment, Mail, OneTimeLink, Person, Proposal

BATCH = 10
LEASE = timedelta(minutes=10)  # far longer than a batch may take: see _in_time
BACK_OFF, LONGEST, LONGEST_OUTAGE = timedelta(minutes=1), timedelta(hours=4), timedelta(minutes=10)
NEXT_LOOK = timedelta(seconds=20)  # at a letter whose files are not there yet
GIVE_UP_AFTER = 12  # lasting refusals of one address
STALE = timedelta(days=7)  # where mail is set up late, nobody is flooded with what happened long ago
KEPT = ("enrolment", "course", "due")  # what stays of a row's values once it is sent: nothing that opens a door

logger = logging.getLogger("lms.post")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail about to be sent, with what its text may need of the person and the course."""

    id: str
    kind: str
    values: Mapping[str, Any]
    email: str
    given_name: str
    language: str | None
    titles: Mapping[str, str]  # of the course it is about, by language; empty without one
    minutes: int
    tries: int


class NotYetError(Exception):
    """What travels with a letter is not there yet: it waits, and that is no failure."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that travels with a letter."""

    name: str
    media_type: str  # such as application/pdf
    body: bytes


Render = Callable[[Letter], tuple[str, str]]
"""Gives the subject and the text of a letter in its reader's language."""

Enclose = Callable[[Letter], Sequence[Enclosure]]
"""Gives the files that travel with a letter; asked outside of any transaction."""


def deliver(settings: Settings, render: Render, now: datetime, enclose: Enclose = lambda _: ()) -> int:
    """Sends a batch of what is due; returns how many rows were settled (sent or dropped). Without a server all wait."""
    if settings.smtp_url is None:
        return 0
    now = to_the_millisecond(now)
    letters, dropped = _claim(now)
    return dropped + _send_all(settings, _Writer(render, enclose), letters, now)


def forget_waiting(now: datetime) -> None:
    """Nothing that waits is ever sent: the people of a demonstration have no mailbox."""
    with writing() as session:
        waiting = sa.and_(Mail.sent_at.is_(None), Mail.dropped_at.is_(None))
        session.execute(sa.update(Mail).where(waiting).values(dropped_at=now, values={}))


def drop_waiting(session: Session, person_id: str, now: datetime) -> None:
    """Nothing more is sent to this person; inside the caller's transaction."""
    mine = sa.and_(Mail.person_id == person_id, Mail.sent_at.is_(None), Mail.dropped_at.is_(None))
    for row in session.scalars(sa.select(Mail).where(mine)).all():
        row.dropped_at, row.values = now, _harmless(row.values)


@dataclass(frozen=True, slots=True)
class _Writer:
    """What turns a letter into a message."""

    render: Render
    enclose: Enclose


def _send_all(settings: Settings, writer: _Writer, letters: list[Letter], now: datetime) -> int:
    if not letters or settings.smtp_url is None:
        return 0
    sent, waiting, started = 0, list(letters), monotonic()
    try:
        with smtp.conversation(settings.smtp_url) as server:
            while waiting and _in_time(started):
                sent += _send(settings, writer, server, waiting[0], now)
                waiting.pop(0)
    except smtp.Unreachable as error:
        logger.warning("The mail server is out of reach (%s); mail waits.", error)
        _postpone(waiting, now, str(error))
    else:
        _postpone(waiting, now, None)
    return sent


def _in_time(started: float) -> bool:
    """Whether another send, however slow, ends before the lease does."""
    return monotonic() - started < LEASE.total_seconds() / 2


def _send(settings: Settings, writer: _Writer, server: smtp.Server, letter: Letter, now: datetime) -> int:
    try:
        message = _message(settings, letter, writer, now)
        server.send(message)
    except smtp.Refused as error:
        _refused(letter, now, str(error), error.lasting)
        return 0
    except smtp.Unreachable:
        raise
    except NotYetError:
        _wait(letter, now)
        return 0
    except Exception as error:  # one broken text must not hold up everybody's mail
        logger.exception("Mail %s cannot be written.", letter.id)
        _refused(letter, now, type(error).__name__, lasting=False)
        return 0
    _sent(letter, now)
    return 1


def _message(settings: Settings, letter: Letter, writer: _Writer, now: datetime) -> EmailMessage:
    """The same letter always has the same Message-ID: a mailbox that gets it twice shows it once."""
    subject, text = writer.render(letter)
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = Address(settings.organisation, addr_spec=settings.mail_from)
    message["To"] = Address(addr_spec=letter.email)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter.id}@{settings.mail_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="quoted-printable")
    for file in writer.enclose(letter):
        main, _, sub = file.media_type.partition("/")
        message.add_attachment(file.body, maintype=main, subtype=sub, filename=file.name)
    return message


def _claim(now: datetime) -> tuple[list[Letter], int]:
    """Leases what is due, so that no other sender takes it; drops what has lost its reason."""
    with writing() as session:
        waiting = sa.and_(Mail.sent_at.is_(None), Mail.dropped_at.is_(None), Mail.due_at <= now)
        free = sa.or_(Mail.leased_until.is_(None), Mail.leased_until <= now)
        query = sa.select(Mail).where(waiting, free).order_by(Mail.due_at, Mail.id).limit(BATCH)
        rows = session.scalars(query.with_for_update(skip_locked=True)).all()
        people = _by_id(session, Person, (row.person_id for row in rows))
        enrolments = _by_id(session, Enrolment, (row.values.get("enrolment") for row in rows))
        proposals = _by_id(session, Proposal, (row.values.get("proposal") for row in rows))
        editions = _editions(session, (row.values.get("course") for row in rows))
        links = _newest_links(session, (row.person_id for row in rows if "token" in row.values), now)
        letters = []
        for row in rows:
            if _pointless(row, people[row.person_id], enrolments, proposals, links, now):
                row.dropped_at, row.values = now, _harmless(row.values)
            else:
                row.leased_until, row.tries = now + LEASE, row.tries + 1
                letters.append(_letter(row, people[row.person_id], editions.get(row.values.get("course", ""))))
        return letters, len(rows) - len(letters)


def _pointless(
    row: Mail,
    person: Person,
    enrolments: Mapping[str, Enrolment],
    proposals: Mapping[str, Proposal],
    links: Collection[bytes],
    now: datetime,
) -> bool:
    """The person has left, what the mail is about is finished, or it is too old; or its link opens nothing any more."""
    enrolment = enrolments.get(row.values.get("enrolment", ""))
    expires, token = row.values.get("expires_at"), row.values.get("token")
    finished = enrolment is not None and enrolment.state != "open"
    proposal = proposals.get(row.values.get("proposal", ""))
    decided = proposal is not None and proposal.state != "open"
    expired = expires is not None and datetime.fromisoformat(expires) <= now
    dead = token is not None and sessions.hashed(token) not in links
    return not person.active or finished or decided or expired or dead or row.created_at <= now - STALE


def _newest_links(session: Session, people: Iterable[str], now: datetime) -> set[bytes]:
    """The hash of each one's newest link of each purpose: a newer one makes the mail with the older one useless."""
    wanted = set(people)
    if not wanted:
        return set()
    query = sa.select(OneTimeLink).where(
        OneTimeLink.person_id.in_(wanted), OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now
    )
    links = session.scalars(query.order_by(OneTimeLink.created_at, OneTimeLink.token_hash))
    return set({(link.person_id, link.purpose): link.token_hash for link in links}.values())


def _letter(row: Mail, person: Person, edition: Edition | None) -> Letter:
    titles, minutes = (edition.titles, edition.minutes) if edition else ({}, 0)
    titles, minutes = row.values.get("titles", titles), row.values.get("minutes", minutes)
    return Letter(
        row.id, row.kind, dict(row.values), person.email, person.given_name, person.language, titles, minutes, row.tries
    )


def _sent(letter: Letter, now: datetime) -> None:
    """One transaction: the row is settled, and the rung *notified* reached."""
    with writing() as session:
        log.lock_head(session)
        row = session.get_one(Mail, letter.id)
        row.sent_at, row.leased_until, row.last_error = now, None, None
        row.values = _harmless(row.values)
        enrolment_id = letter.values.get("enrolment")
        enrolment = session.get(Enrolment, enrolment_id) if enrolment_id else None
        if enrolment is None or enrolment.state != "open" or enrolment.notified_at is not None:
            return
        seal(session, _notified(enrolment, now))
        enrolment.notified_at = now


def _notified(enrolment: Enrolment, now: datetime) -> Draft:
    subject, course = enrolment.person_id, enrolment.course
    return draft(Notified("mail"), actor=SYSTEM, now=now, subject=subject, course=course, enrolment=enrolment.id)


def _refused(letter: Letter, now: datetime, reason: str, lasting: bool) -> None:
    with writing() as session:
        row = session.get_one(Mail, letter.id)
        row.leased_until, row.last_error = None, reason
        row.due_at = now + _pause(letter.tries, LONGEST)
        if lasting and letter.tries >= GIVE_UP_AFTER:
            row.dropped_at, row.values = now, _harmless(row.values)


def _wait(letter: Letter, now: datetime) -> None:
    with writing() as session:
        row = session.get_one(Mail, letter.id)
        row.leased_until, row.due_at, row.tries = None, now + NEXT_LOOK, letter.tries - 1


def _postpone(letters: list[Letter], now: datetime, reason: str | None) -> None:
    """Gives leases back; after an outage with a pause, else at once."""
    if not letters:
        return
    with writing() as session:
        for letter in letters:
            row = session.get_one(Mail, letter.id)
            row.leased_until = None
            if reason is None:
                row.tries = letter.tries - 1
            else:
                row.last_error, row.due_at = reason, now + _pause(letter.tries, LONGEST_OUTAGE)


def _pause(tries: int, longest: timedelta) -> timedelta:
    doubled: timedelta = BACK_OFF * 2 ** min(tries - 1, 10)
    return min(longest, doubled)


def _harmless(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key in KEPT}


def _by_id(session: Session, model: type[Any], ids: Iterable[str | None]) -> dict[str, Any]:
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    return {row.id: row for row in session.scalars(sa.select(model).where(model.id.in_(wanted)))}


def _editions(session: Session, slugs: Iterable[str | None]) -> dict[str, Edition]:
    wanted = {slug for slug in slugs if slug}
    if not wanted:
        return {}
    query = sa.select(Edition).join(Course, Course.edition_id == Edition.id).where(Course.slug.in_(wanted))
    return {row.course: row for row in session.scalars(query)}
