"""Badges as credentials: handed to their holder, revoked, erased, and checked by anybody."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.orm import Session, aliased, undefer

from lms.domain import credential as ob
from lms.domain import status_list
from lms.domain.course.render import plain, view
from lms.domain.facts import SYSTEM, Actor
from lms.domain.house import House
from lms.domain.kinds import CredentialRevoked
from lms.domain.refusal import Refusal
from lms.services import proofs
from lms.services.record import About, draft, seal
from lms.store import library, reading
from lms.store.library import Published
from lms.store.models import Award, Certificate, Credential, Person

_ADD = sa.insert(Credential)


@dataclass(frozen=True, slots=True)
class Held:
    """A credential as its holder sees it."""

    badge: str
    course: str
    state: Literal["waiting", "ready", "revoked"]
    name: str
    language: str
    earned_at: datetime


@dataclass(frozen=True, slots=True)
class Check:
    """What anybody may learn from a file: whether it is ours, and then the least that helps to compare."""

    state: Literal["valid", "revoked", "changed"]
    holder: str = ""  # given name and initial
    badge: str = ""
    language: str = ""
    organisation: str = ""
    earned_at: datetime | None = None


def add(session: Session, award: Award, language: str) -> None:
    """A row for the worker to freeze; called where a badge is earned, so it does no more than that."""
    row = {
        "person_id": award.person_id,
        "badge": award.badge,
        "edition_id": award.edition_id,
        "language": language,
        "issued_at": award.earned_at,
    }
    session.flush()
    session.connection().execute(_ADD, row)


def add_again(session: Session, award: Award, language: str) -> None:
    """The same for somebody who earns a badge anew after its credential was revoked; else nothing."""
    states = sa.select(Credential.revoked_at).where(
        Credential.person_id == award.person_id, Credential.badge == award.badge
    )
    rows = session.execute(states).all()
    if rows and all(row.revoked_at is not None for row in rows):
        add(session, award, language)


def of(person_id: str) -> list[Held]:
    """A person's credentials, the newest first; of each badge the latest one."""
    with reading() as session:
        query = sa.select(Credential).where(Credential.person_id == person_id, Credential.erased_at.is_(None))
        found: dict[str, Held] = {}
        for row in session.scalars(query.order_by(Credential.revoked_at.is_not(None), Credential.issued_at.desc())):
            found.setdefault(row.badge, _held(session, row))
        return sorted(found.values(), key=lambda held: held.earned_at, reverse=True)


def files(person_id: str, course: str) -> tuple[bytes, bytes]:
    """The signed JSON and the PNG of one's own badge. Raises Refusal: not-found; badge-waiting until it is signed."""
    with reading() as session:
        query = sa.select(Credential).where(
            Credential.person_id == person_id, Credential.badge == f"course/{course}", Credential.revoked_at.is_(None)
        )
        row = session.scalars(query.options(undefer(Credential.body), undefer(Credential.picture))).one_or_none()
        if row is None:
            raise Refusal("not-found")
        if row.body is None or row.picture is None:
            raise Refusal("badge-waiting")
        return row.body, row.picture


def achievement(house: House, course: str, language: str) -> dict[str, Any]:
    """What the badge of a course stands for, once somebody holds one. Raises Refusal("not-found")."""
    with reading() as session:
        held = session.scalar(sa.select(Credential.id).where(Credential.badge == f"course/{course}").limit(1))
        edition = library.current(session, course) if held else None
        if edition is None or edition.course.badge is None:
            raise Refusal("not-found")
        spoken = language if language in edition.course.langs else edition.course.source_lang
        return {"@context": [ob.V2, ob.OB3], **achievement_of(house, edition, spoken).as_json()}


def revoked_bits(number: int) -> frozenset[int]:
    """The bits set in one list of revocations. Raises Refusal("not-found") for a list that no credential is in."""
    if number >= status_list.LISTS:
        raise Refusal("not-found")
    first = number * status_list.SIZE
    within = Credential.status_index.between(first, first + status_list.SIZE - 1)
    with reading() as session:
        if number and session.scalar(sa.select(Credential.id).where(within).limit(1)) is None:
            raise Refusal("not-found")
        query = sa.select(Credential.status_index).where(within, Credential.revoked_at.is_not(None))
        return frozenset(index - first for index in session.scalars(query) if index is not None)


def revoke(session: Session, person_id: str, badge: str, reason: str, now: datetime, actor: Actor = SYSTEM) -> bool:
    """Takes the credential of this badge back inside the caller's transaction; whether there was one to take back.

    `reason` is a code, never free text: the record keeps it for ever. A badge that is still waiting is never signed.
    """
    query = sa.select(Credential).where(
        Credential.person_id == person_id, Credential.badge == badge, Credential.revoked_at.is_(None)
    )
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        row = _never_signed(session, person_id, badge)
    if row is None:
        return False
    _end(session, row, reason, now, actor)
    return True


def follow(session: Session, person_id: str, course: str, reason: str, now: datetime, actor: Actor = SYSTEM) -> bool:
    """After a certificate was revoked: the badge goes too, unless another certificate of the course still stands."""
    newer = aliased(Certificate)
    superseded = sa.exists().where(newer.replaces == Certificate.code)
    stands = sa.select(Certificate.id).where(
        Certificate.person_id == person_id,
        Certificate.course == course,
        Certificate.revoked_at.is_(None),
        ~superseded,
    )
    session.flush()
    if session.scalar(stands.limit(1)) is not None:
        return False
    return revoke(session, person_id, f"course/{course}", reason, now, actor)


def anew(session: Session, person_id: str, course: str, now: datetime, actor: Actor = SYSTEM) -> bool:
    """Another credential in the place of a live one, for instance with the holder's new name; whether there was one."""
    live = sa.select(Credential).where(
        Credential.person_id == person_id, Credential.badge == f"course/{course}", Credential.revoked_at.is_(None)
    )
    row = session.scalars(live.with_for_update()).one_or_none()
    if row is None or row.frozen_at is None:  # one that waits will be signed with the values of that day
        return False
    _end(session, row, "replaced", now, actor)
    award = Award(person_id=person_id, badge=row.badge, edition_id=row.edition_id, earned_at=row.issued_at)
    add(session, award, row.language)
    return True


def erase(session: Session, person_id: str, now: datetime, actor: Actor = SYSTEM) -> int:
    """Forgets a person's credentials inside the caller's transaction: files go, hashes stay, all are revoked."""
    query = sa.select(Credential).where(Credential.person_id == person_id, Credential.erased_at.is_(None))
    rows = session.scalars(query.with_for_update()).all()
    for row in rows:
        if row.revoked_at is None:
            _end(session, row, "erased", now, actor)
        row.body = row.picture = row.last_error = None
        row.erased_at = now
    return len(rows)


def check(house: House, body: bytes, keys: Sequence[Ed25519PublicKey]) -> Check | None:
    """What a credential's JSON is worth: the frozen bytes, or others that a key of ours signed; None: not ours."""
    id = _id_in(body)
    if id is None:
        return None
    with reading() as session:
        query = sa.select(Credential, Person).join(Person, Person.id == Credential.person_id)
        found = session.execute(query.where(Credential.id == id, Credential.frozen_at.is_not(None))).one_or_none()
        if found is None:
            return None
        row, person = found
        if sha256(body).hexdigest() != row.sha256 and not proofs.is_ours(body, list(keys)):
            return Check("changed")
        return Check(
            state="revoked" if row.revoked_at else "valid",
            holder="" if row.erased_at else f"{person.given_name} {person.family_name[:1]}.",
            badge=_name(session, row),
            language=row.language,
            organisation=house.organisation,
            earned_at=row.issued_at,
        )


def _end(session: Session, row: Credential, reason: str, now: datetime, actor: Actor) -> None:
    row.revoked_at, row.revoked_for, row.leased_until = now, reason, None
    session.flush()
    if row.frozen_at is not None:
        about = About(subject=row.person_id, course=course_of(row.badge), edition=row.edition_id)
        seal(session, draft(CredentialRevoked(row.id, reason), actor=actor, now=now, **about))


def _never_signed(session: Session, person_id: str, badge: str) -> Credential | None:
    """A row for an award that has none yet, so that the worker does not sign it afterwards."""
    award = session.get(Award, (person_id, badge))
    before = sa.select(Credential.id).where(Credential.person_id == person_id, Credential.badge == badge).limit(1)
    if award is None or session.scalar(before) is not None:
        return None
    add(session, award, library.published(session, award.edition_id).course.source_lang)
    session.flush()
    return session.scalars(sa.select(Credential).where(Credential.id.in_(before))).one()


def achievement_of(house: House, edition: Published, language: str) -> ob.Achievement:
    """What the badge of this edition stands for, in one of its languages."""
    course, seen = edition.course, view(edition.course, language)
    title = plain(course.title, seen)
    return ob.achievement(
        house.base_url,
        edition.slug,
        house.organisation,
        language,
        name=plain(course.badge.name, seen) if course.badge else title,
        title=title,
        version=edition.number,
        tested=any(not quiz.practice for quiz in course.quizzes()),
    )


def _held(session: Session, row: Credential) -> Held:
    state: Literal["waiting", "ready", "revoked"] = "ready" if row.frozen_at else "waiting"
    if row.revoked_at:
        state = "revoked"
    return Held(row.badge, course_of(row.badge), state, _name(session, row), row.language, row.issued_at)


def _name(session: Session, row: Credential) -> str:
    course = library.published(session, row.edition_id).course
    return plain(course.badge.name if course.badge else course.title, view(course, row.language))


def course_of(badge: str) -> str:
    """The course of a badge's key."""
    return badge.removeprefix("course/")


def _id_in(body: bytes) -> str | None:
    """The UUID a document calls itself by; None for anything that is no such document."""
    try:
        id = json.loads(body)["id"].removeprefix("urn:uuid:")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return id if ob.is_uuid(id) else None
