"""Checkpoints: the worker signs what the record holds, with a key that lies outside the database."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from lms.domain import proofs
from lms.domain.checkpoint import Checkpoint, Key, Sign, read_checkpoint, read_note, write_note
from lms.domain.facts import OPERATOR, SYSTEM
from lms.domain.kinds import CheckpointKeyChanged, PaperSigned, Signed
from lms.domain.names import email_key
from lms.domain.refusal import Refusal
from lms.services.record import draft, seal
from lms.store import keys, reading, tree, verifying, writing
from lms.store import record as log
from lms.store.models import Person, RecordCheckpoint, RecordEntry, RecordHead, Role

EVERY = 1_000  # entries
PAUSE = timedelta(seconds=1)  # between two for the sake of a signature: many signers share one
SUCCESSOR = "checkpoints-next"
MAY_ROTATE = ("admin", "auditor")

Signer = tuple[Key, Sign]


@dataclass(frozen=True, slots=True)
class Stored:
    """A signed note as it stands in the database."""

    size: int
    note: bytes
    created_at: datetime


class CannotSignError(Exception):
    """This machine must not sign: the sentence says why, for the log and for whoever watches."""


def sign_due(instance: Path, now: datetime) -> int:
    """Signs a checkpoint when one is due; returns how many. Without the record's key here, another machine signs."""
    with reading() as session:
        if not _due(session, now):
            return 0
    return 1 if _sign(instance, now, only_due=True) else 0


def sign_now(instance: Path, now: datetime) -> Stored:
    """A checkpoint over everything there is; the one there is already when nothing was added since.

    Raises Refusal: checkpoint-key-missing.
    """
    if not _sign(instance, now, only_due=False):
        raise Refusal("checkpoint-key-missing")
    found = newest()
    assert found is not None, "it was just signed"
    return found


def newest() -> Stored | None:
    """The checkpoint over the most entries."""
    with reading() as session:
        return newest_within(session)


def newest_within(session: Session) -> Stored | None:
    """The same, inside the caller's transaction."""
    query = sa.select(RecordCheckpoint).order_by(RecordCheckpoint.size.desc()).limit(1)
    return _stored(session.scalars(query).one_or_none())


def covering(session: Session, seq: int) -> Stored | None:
    """The smallest checkpoint that covers the entry at this position."""
    query = sa.select(RecordCheckpoint).where(RecordCheckpoint.size > seq).order_by(RecordCheckpoint.size).limit(1)
    return _stored(session.scalars(query).one_or_none())


def is_expected(session: Session) -> bool:
    """Whether the record names a key, so that somewhere a worker signs what is added."""
    return bool(verifying.key_changes(session))


def rotate(instance: Path, *, by: str, approved_by: str, now: datetime, lost: bool = False) -> Stored:
    """A new key from here on, by two people; the next checkpoint carries the signatures of the old and the new one.

    `lost` says that nobody has the old key any more; then only the new one signs, and every verification says so.
    Raises Refusal: checkpoint-key-missing, not-key-holder, same-person-keys.
    """
    with reading() as session:
        asked, confirmed = _two_people(session, by, approved_by)
        old = None if lost else _own(session, instance)
        if old is None and not lost:
            raise Refusal("checkpoint-key-missing")
        name = _origin(session)
        changes = verifying.key_changes(session)
    new = _signer(name, _made(instance, SUCCESSOR))
    fact = CheckpointKeyChanged(new[0].line, old[0].line if old else None, asked, confirmed)
    with writing() as session:
        log.lock_head(session)
        _require_same_key(session, changes)
        seal(session, draft(fact, actor=OPERATOR, now=now))
        _add(session, [new, *([old] if old else [])], now)
    keys.succeed(instance, keys.CHECKPOINTS, SUCCESSOR, _retired(changes))
    found = newest()
    assert found is not None, "it was just signed"
    return found


def trouble(instance: Path, now: datetime) -> str | None:
    """A sentence when no checkpoint was signed for too long, or when the key here is not the record's."""
    with reading() as session:
        if session.get(RecordHead, 1) is None or not is_expected(session):
            return None
        try:
            _own(session, instance)
        except (CannotSignError, ValueError) as error:
            return str(error)
        last = newest_within(session)
        size = log.head(session).size
    late = last is None or (size > last.size and now - last.created_at > timedelta(hours=25))
    return "the record has grown, and no checkpoint was signed for more than a day" if late else None


def _due(session: Session, now: datetime) -> bool:
    """Daily, every thousand entries, and soon after a signature, so that its receipt becomes complete."""
    size = session.scalar(sa.select(RecordHead.size)) or 0
    last = newest_within(session)
    if last is None:
        return size > 0
    if size <= last.size:
        return False
    if size - last.size >= EVERY or now.astimezone(UTC).date() > last.created_at.date():
        return True
    signed = sa.select(RecordEntry.seq).where(
        RecordEntry.kind.in_((Signed.kind, PaperSigned.kind)), RecordEntry.seq >= last.size
    )
    return now - last.created_at >= PAUSE and session.scalar(signed.limit(1)) is not None


def _sign(instance: Path, now: datetime, *, only_due: bool) -> bool:
    """Whether there is a checkpoint over everything now; False where the key is not here."""
    with reading() as session:
        changes = verifying.key_changes(session)
        own = _own(session, instance) if changes else _first(session, instance)
    if own is None:
        return False
    with writing() as session:
        size = log.lock_head(session)
        _require_same_key(session, changes)
        if only_due and not _due(session, now):
            return True
        if not changes:
            seal(session, draft(CheckpointKeyChanged(own[0].line), actor=SYSTEM, now=now))
        elif session.get(RecordCheckpoint, size) is not None:  # never two notes for one size
            return True
        _add(session, [own], now)
    return True


def _add(session: Session, signers: list[Signer], now: datetime) -> None:
    """Signs the head, unless what was signed before is not its beginning: a log must never vouch for two histories."""
    head = log.locked_head(session)
    last = newest_within(session)
    if last is not None and not _continues(session, last, head):
        raise CannotSignError(f"the record does not continue its checkpoint over {last.size} entries")
    note = write_note(Checkpoint(_origin(session), head.size, head.root).text, signers)
    session.add(RecordCheckpoint(size=head.size, note=note, created_at=now))


def _continues(session: Session, last: Stored, head: log.Head) -> bool:
    try:
        before = read_checkpoint(read_note(last.note).text)
        path = tree.consistency(session, before.size, head.size)
    except (ValueError, LookupError):
        return False
    return proofs.consistent(before.size, before.root, head.size, head.root, path)


def _own(session: Session, instance: Path) -> Signer | None:
    """The key in force, when its file lies on this machine. Raises CannotSignError for another key's file."""
    changes = verifying.key_changes(session)
    wanted = changes[-1].key if changes else None
    own = _from_file(instance, keys.CHECKPOINTS, wanted)
    if own is None:  # a rotation that was killed after its transaction and before the files changed places
        if _from_file(instance, SUCCESSOR, wanted) is not None:
            keys.succeed(instance, keys.CHECKPOINTS, SUCCESSOR, _retired(changes[:-1]))
        elif keys.ed25519(instance, keys.CHECKPOINTS) is not None:
            raise CannotSignError("the key file for checkpoints on this machine is not the key that the record names")
        own = _from_file(instance, keys.CHECKPOINTS, wanted)
    return own


def _from_file(instance: Path, file: str, wanted: Key | None) -> Signer | None:
    private = keys.ed25519(instance, file)
    if private is None or wanted is None or private.public_key().public_bytes_raw() != wanted.public:
        return None
    return wanted, private.sign


def _first(session: Session, instance: Path) -> Signer:
    """The key of a record that names none yet: the file that lies here, or a new one."""
    name = _origin(session)
    return _signer(name, _made(instance, keys.CHECKPOINTS))


def _made(instance: Path, file: str) -> Ed25519PrivateKey:
    """The key in that file, made when there is none; another process may be doing the same."""
    with suppress(FileExistsError):
        keys.make_ed25519(instance, file)
    private = keys.ed25519(instance, file)
    assert private is not None, "it is there now"
    return private


def _signer(name: str, private: Ed25519PrivateKey) -> Signer:
    return Key(name, private.public_key().public_bytes_raw()), private.sign


def _retired(changes: list[verifying.KeyChange]) -> str:
    return f"{keys.CHECKPOINTS}-{changes[-1].key.id.hex()}" if changes else f"{keys.CHECKPOINTS}-unused"


def _origin(session: Session) -> str:
    found = verifying.origin(session)
    if found is None:
        raise CannotSignError("the record's first entry cannot be read")
    return found


def _require_same_key(session: Session, changes: list[verifying.KeyChange]) -> None:
    """Another process may have bound or changed the key since its file was read."""
    if verifying.key_changes(session) != changes:
        raise CannotSignError("the key was changed at this very moment; it is tried again")


def _two_people(session: Session, by: str, approved_by: str) -> tuple[str, str]:
    asked, confirmed = _holder(session, by), _holder(session, approved_by)
    if asked == confirmed:
        raise Refusal("same-person-keys")
    return asked, confirmed


def _holder(session: Session, email: str) -> str:
    query = sa.select(Person.id).join(Role, Role.person_id == Person.id)
    query = query.where(Person.email_key == email_key(email), Person.active, Role.name.in_(MAY_ROTATE))
    found = session.scalars(query).first()
    if found is None:
        raise Refusal("not-key-holder", email=email)
    return found


def _stored(row: RecordCheckpoint | None) -> Stored | None:
    return Stored(row.size, row.note, row.created_at) if row else None
