"""Recomputing the record from its bytes, in constant memory: every entry, node, stored checkpoint, and the head."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain import merkle
from lms.domain.checkpoint import Check, Key, origin_of, read_checkpoint, read_key, read_note, signers
from lms.domain.facts import read
from lms.domain.kinds import CheckpointKeyChanged, RecordOpened
from lms.store import tree
from lms.store.models import RecordCheckpoint, RecordEntry, RecordHead, RecordNode
from lms.store.record import BATCH, Head, Verification, split

_BEFORE_ALL = -(2**62)  # what stands before the first entry must not pass unseen
_entry, _node, _note = RecordEntry.__table__, RecordNode.__table__, RecordCheckpoint.__table__


@dataclass(frozen=True, slots=True)
class KeyChange:
    """From which entry on which key signs checkpoints, as the record itself says."""

    seq: int
    key: Key
    old: str | None


def verify(session: Session, *, since: int = 0, check: Check | None = None) -> Verification:
    """Recomputes what follows the first `since` entries, which the stored nodes vouch for; up to the first bad entry.

    `check` is how Ed25519 signatures are checked; without it those of stored checkpoints are not.
    """
    try:
        peaks = tree.frontier(session, since)
    except LookupError:
        return Verification(Head(0, merkle.EMPTY_ROOT), since, f"the record has no whole tree of {since} entries")
    walk = _Walk(session, since, peaks, _Notes(session, since, check))
    bad = walk.run()
    computed = Head(walk.size, merkle.root(walk.peaks))
    if bad is not None:
        return Verification(computed, *bad)
    stored = session.execute(sa.select(RecordHead.size, RecordHead.peaks)).one_or_none()
    if stored is None or stored.size != walk.size:
        reason = "the head counts another number of entries: the end was cut or added to"
        return Verification(computed, walk.size, reason)
    if split(stored.peaks) != walk.peaks:
        return Verification(computed, walk.size, "the head holds other hashes than the entries give")
    return Verification(computed)


def key_changes(session: Session) -> list[KeyChange]:
    """Every key that the record binds, in order; what cannot be read as one is passed over: the walk reports it."""
    query = sa.select(_entry.c.seq, _entry.c.body).where(_entry.c.kind == CheckpointKeyChanged.kind)
    found = []
    for row in session.execute(query.order_by(_entry.c.seq)):
        try:
            data = read(row.seq, row.body).data
            found.append(KeyChange(row.seq, read_key(data["new"]), data.get("old")))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
    return found


def origin(session: Session) -> str | None:
    """What checkpoints call this record, by its first entry; None when that cannot be read."""
    body = session.scalar(sa.select(_entry.c.body).where(_entry.c.seq == 0))
    try:
        entry = read(0, body) if body is not None else None
        return origin_of(entry.data["origin"], entry.id) if entry and entry.kind == RecordOpened.kind else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


@dataclass(slots=True)
class _Walk:
    """One pass over entries, with the stored nodes of each level and the stored checkpoints read alongside."""

    session: Session
    size: int
    peaks: list[bytes]
    notes: "_Notes"
    levels: dict[int, Iterator[Any]] = field(default_factory=dict)
    start: int = 0

    def run(self) -> tuple[int, str] | None:
        """The first bad entry with the reason, or None."""
        self.start = self.size
        for row in _rows(self.session, self.size):
            problem = self._entry(row) or self.notes.problem(self.size + 1, self.peaks)
            if problem:
                return self.size, problem
            self.size += 1
        return self._left_over() or self.notes.left_over(self.size)

    def _entry(self, row: Any) -> str | None:
        problem = _entry_problem(row, self.size) or self.notes.change_problem(row)
        if problem:
            return problem
        for level, idx, digest in merkle.grow(self.size, self.peaks, row.leaf_hash):
            stored = next(self._level(level), None)
            if stored is None or stored.idx != idx or stored.hash != digest:
                return f"the tree's node {level}/{idx} above it does not match"
        return None

    def _level(self, level: int) -> Iterator[Any]:
        if level not in self.levels:
            self.levels[level] = _nodes_from(self.session, level, self.start >> level)
        return self.levels[level]

    def _left_over(self) -> tuple[int, str] | None:
        """Nodes that no entry accounts for."""
        highest = self.session.scalar(sa.select(sa.func.max(_node.c.level))) or 0
        for level in range(1, highest + 1):
            if next(self._level(level), None) is not None:
                return self.size, f"the tree has nodes on level {level} that no entry accounts for"
        lowest = self.session.scalar(sa.select(sa.func.min(_node.c.level)))
        return (self.size, "the tree has nodes below its leaves") if lowest is not None and lowest < 1 else None


class _Notes:
    """The stored checkpoints, compared with the tree as it grows past their sizes."""

    def __init__(self, session: Session, since: int, check: Check | None) -> None:
        self._rows = _notes_from(session, since)
        self._next = next(self._rows, None)
        self._check = check
        self._keys = key_changes(session)
        self._origin = origin(session)
        before = sa.select(sa.func.max(_note.c.size)).where(_note.c.size <= since)
        self._previous: int = session.scalar(before) or 0

    def problem(self, size: int, peaks: Sequence[bytes]) -> str | None:
        """What is wrong with the checkpoint stored for this size, if there is one."""
        if self._next is None or self._next.size != size:
            return None
        root = merkle.root(peaks)
        problem = self._wrong(self._next, root)
        self._previous, self._next = size, next(self._rows, None)
        return f"the checkpoint stored for {size} entries {problem}" if problem else None

    def change_problem(self, row: Any) -> str | None:
        """A new key is vouched for by the one in force, which must have signed something since it was bound."""
        if row.kind != CheckpointKeyChanged.kind:
            return None
        own = [change for change in self._keys if change.seq <= row.seq]
        if not own or own[-1].seq != row.seq or own[-1].old is None:
            return None
        before = own[-2] if len(own) > 1 else None
        honest = before and own[-1].old == before.key.line and before.seq < self._previous
        return None if honest else "it changes the key of checkpoints, and not from the one that had signed until then"

    def left_over(self, size: int) -> tuple[int, str] | None:
        if self._next is None:
            return None
        return size, f"a checkpoint is stored for {self._next.size} entries: the end was cut off"

    def _wrong(self, row: Any, root: bytes) -> str | None:
        try:
            note = read_note(row.note)
            told = read_checkpoint(note.text)
            keys = keys_at(self._keys, self._previous, row.size)
            signed = signers(note, keys, self._check) if self._check else keys
        except ValueError as error:
            return f"cannot be believed: {error}"
        if (told.origin, told.size, told.root) != (self._origin, row.size, root):
            return "names another record, number of entries or root than these entries give"
        missing = [key for key in keys if key not in signed]
        return "lacks the signature of a key that the record names" if missing or not keys else None


def keys_at(changes: Sequence[KeyChange], previous: int, size: int) -> list[Key]:
    """Who must have signed the checkpoint of that size: the key in force, and for the first one after a change of keys
    also the one before it, unless the change says that it was lost (`old` is absent).
    """
    known = [change for change in changes if change.seq < size]
    if not known:
        return []
    last = known[-1]
    fresh = last.seq >= previous and last.old is not None
    return [last.key, *([read_key(last.old)] if fresh and last.old else [])]


def _entry_problem(row: Any, expected: int) -> str | None:
    if row.seq != expected:
        return f"entry {expected} is missing"
    if not isinstance(row.body, bytes) or merkle.leaf_hash(row.body) != row.leaf_hash:
        return "its bytes do not match its hash"
    try:
        entry = read(row.seq, row.body)
    except ValueError as error:
        return str(error)
    columns = (_bare(row.id), row.kind, _bare(row.subject), row.course, _bare(row.enrolment))
    told = (_bare(entry.id), entry.kind, _bare(entry.subject), entry.course, _bare(entry.enrolment))
    return "its look-up columns do not match its bytes" if columns != told else None


def _bare(identity: str | None) -> str | None:
    """An id without dashes: SQLite keeps it so."""
    return identity.replace("-", "") if identity else identity


def _rows(session: Session, first: int) -> Iterator[Any]:
    """Entries by position, in portions; ids as plain text, which is read faster than as ids."""
    text = sa.Text()
    columns = [_entry.c.seq, _entry.c.body, _entry.c.leaf_hash, _entry.c.kind, _entry.c.course]
    if session.get_bind().dialect.name == "sqlite":
        columns += [sa.type_coerce(_entry.c[name], text).label(name) for name in ("id", "subject", "enrolment")]
    else:
        columns += [sa.cast(_entry.c[name], text).label(name) for name in ("id", "subject", "enrolment")]
    query = sa.select(*columns).where(_entry.c.seq >= sa.bindparam("first")).order_by(_entry.c.seq).limit(BATCH)
    return _portions(session, query, first or _BEFORE_ALL, lambda row: int(row.seq))


def _nodes_from(session: Session, level: int, first: int) -> Iterator[Any]:
    query = sa.select(_node.c.idx, _node.c.hash).where(_node.c.level == level, _node.c.idx >= sa.bindparam("first"))
    return _portions(session, query.order_by(_node.c.idx).limit(BATCH), first or _BEFORE_ALL, lambda row: int(row.idx))


def _notes_from(session: Session, since: int) -> Iterator[Any]:
    query = sa.select(_note.c.size, _note.c.note).where(_note.c.size >= sa.bindparam("first"))
    first = since + 1 if since else _BEFORE_ALL
    return _portions(session, query.order_by(_note.c.size).limit(BATCH), first, lambda row: int(row.size))


def _portions(session: Session, query: sa.Select[Any], first: int, key: Callable[[Any], int]) -> Iterator[Any]:
    connection = session.connection()
    parameters: Mapping[str, int] = {"first": first}
    while rows := connection.execute(query, parameters).all():
        yield from rows
        parameters = {"first": key(rows[-1]) + 1}
