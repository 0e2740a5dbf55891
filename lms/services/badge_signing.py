"""The signing of badges: what waits is signed, baked into a picture and stored by the worker."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from lms.domain import credential as ob
from lms.domain import did, status_list
from lms.domain.facts import SYSTEM
from lms.domain.house import House
from lms.domain.kinds import CredentialIssued
from lms.services import credentials, proofs
from lms.services.record import About, draft, seal
from lms.store import library, reading, writing
from lms.store.models import Award, Credential, Person

LEASE = timedelta(seconds=20)  # longer than one signature may take; a killed worker's badge waits no longer
MAX_TRIES = 20
ADOPTED_AT_ONCE = 500
SALT_BYTES = 16
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """What issuing needs besides the database; `bake` makes the PNG of (course, signed JSON)."""

    house: House
    key: Ed25519PrivateKey
    bake: Callable[[str, bytes], bytes]


def adopt(now: datetime, limit: int = ADOPTED_AT_ONCE) -> int:
    """Rows for badges that were earned before there were credentials; returns how many. Safe to run twice at once."""
    none = ~sa.exists().where(Credential.person_id == Award.person_id, Credential.badge == Award.badge)
    with writing() as session:
        awards = session.scalars(sa.select(Award).where(none).limit(limit).with_for_update(skip_locked=True)).all()
        holders = sa.select(Person.id, Person.language).where(Person.id.in_({award.person_id for award in awards}))
        spoken = {row.id: row.language for row in session.execute(holders)}
        for award in awards:
            course = library.published(session, award.edition_id).course
            own = spoken.get(award.person_id)
            credentials.add(session, award, own if own in course.langs else course.source_lang)
        return len(awards)


def freeze_pending(desk: Desk, now: datetime, limit: int = 20) -> int:
    """Signs and stores credentials that wait; returns how many. Safe to run twice and by several workers."""
    frozen = 0
    for _ in range(limit):
        leased = _lease(desk, now)
        if leased is None:
            break
        id, values = leased
        try:
            body = _signed(desk, values, now)
            picture = desk.bake(_slug(values), body)
        except Exception as error:  # one badge that cannot be signed must not stop the others
            log.warning("credential %s: %s", id, type(error).__name__)  # its words may quote the holder's name
            _note_failure(id, str(error), now)
            continue
        frozen += _freeze(id, body, picture, now)
    return frozen


def any_frozen() -> bool:
    """Whether a credential was ever signed: then its key must not be replaced by a new one in silence."""
    with reading() as session:
        return session.scalar(sa.select(Credential.id).where(Credential.frozen_at.is_not(None)).limit(1)) is not None


@lru_cache(maxsize=16)
def signed_list(base_url: str, number: int, bits: frozenset[int], key: Ed25519PrivateKey, hour: datetime) -> bytes:
    """One list of revocations, signed; the same for an hour unless a bit changes, so that asking costs little."""
    public = proofs.raw(key.public_key())
    issuer = did.issuer_id(base_url, public)
    document = status_list.unsigned(base_url, number, issuer, bits, hour)
    return proofs.as_bytes(proofs.sign(document, key, did.method_id(issuer, public), hour))


def _lease(desk: Desk, now: datetime) -> tuple[str, ob.Values] | None:
    """Takes the oldest waiting credential for a while and gives it its place in the list of revocations."""
    with writing() as session:
        query = (
            sa.select(Credential)
            .where(
                Credential.frozen_at.is_(None),
                Credential.revoked_at.is_(None),
                Credential.tries < MAX_TRIES,
                sa.or_(Credential.leased_until.is_(None), Credential.leased_until <= now),
            )
            .order_by(Credential.issued_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = session.scalars(query).one_or_none()
        if row is None:
            return None
        row.leased_until = now + LEASE
        if row.status_index is None:
            row.status_index = _free_index(session)
        return row.id, _values(session, desk, row)


def _free_index(session: Session) -> int:
    """A random free place, so that neighbours in a list say nothing about who earned when; lists get half full."""
    given = session.scalar(sa.select(sa.func.count(Credential.status_index))) or 0
    first = given // (status_list.SIZE // 2) * status_list.SIZE
    while True:
        drawn = [first + secrets.randbelow(status_list.SIZE) for _ in range(8)]
        query = sa.select(Credential.status_index).where(Credential.status_index.in_(drawn))
        taken = set(session.scalars(query))
        if free := [index for index in drawn if index not in taken]:
            return free[0]


def _values(session: Session, desk: Desk, row: Credential) -> ob.Values:
    person = session.get_one(Person, row.person_id)
    edition, house = library.published(session, row.edition_id), desk.house
    return ob.Values(
        id=row.id,
        issuer=did.issuer_id(house.base_url, proofs.raw(desk.key.public_key())),
        organisation=house.organisation,
        base_url=house.base_url,
        achievement=credentials.achievement_of(house, edition, row.language),
        holder=ob.Holder(f"{person.given_name} {person.family_name}", person.email, secrets.token_hex(SALT_BYTES)),
        earned_at=row.issued_at,
        status=status_list.entry(house.base_url, row.status_index or 0),
    )


def _signed(desk: Desk, values: ob.Values, now: datetime) -> bytes:
    """Our own check, the proof, and then the reading of an outside verifier: what it would refuse is not handed out."""
    method = did.method_id(values.issuer, proofs.raw(desk.key.public_key()))
    body = proofs.as_bytes(proofs.sign(ob.unsigned(values), desk.key, method, now))
    proofs.require_open_badge(body, desk.key.public_key())
    return body


def _freeze(id: str, body: bytes, picture: bytes, now: datetime) -> int:
    """Stores the files and the fact about them together; what was frozen or revoked meanwhile stays as it is."""
    digest = sha256(body).hexdigest()
    with writing() as session:
        row = session.scalars(sa.select(Credential).where(Credential.id == id).with_for_update()).one_or_none()
        if row is None or row.frozen_at is not None or row.revoked_at is not None:
            return 0
        row.body, row.picture, row.sha256, row.frozen_at = body, picture, digest, now
        row.leased_until, row.last_error = None, None
        session.flush()
        about = About(subject=row.person_id, course=credentials.course_of(row.badge), edition=row.edition_id)
        seal(session, draft(CredentialIssued(row.badge, row.id, digest), actor=SYSTEM, now=now, **about))
        return 1


def _note_failure(id: str, error: str, now: datetime) -> None:
    """The next try waits longer each time: 4 s, 8 s, … at most an hour."""
    with writing() as session:
        row = session.get(Credential, id)
        if row is not None and row.frozen_at is None and row.erased_at is None:
            row.tries += 1
            row.last_error = error[:500]
            row.leased_until = now + timedelta(seconds=min(2 ** (row.tries + 1), 3600))


def _slug(values: ob.Values) -> str:
    return values.achievement.id.rsplit("/", 2)[1]
