"""The record: appending facts under a locked head, and reading them back; `verifying` recomputes it."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain import merkle
from lms.domain.facts import Entry, Fact, read
from lms.store.models import RecordEntry, RecordHead, RecordNode

BATCH = 1_000

# Written once and asked of the connection: every act of every person waits for the head that these hold.
_entry, _head = RecordEntry.__table__, RecordHead.__table__
_LOCKED_HEAD = sa.select(_head.c.size, _head.c.peaks).with_for_update()
_ADD_ENTRIES, _ADD_NODES, _MOVE_HEAD = sa.insert(RecordEntry), sa.insert(RecordNode), sa.update(RecordHead)
_ENTRIES_OF = (
    sa.select(_entry.c.seq, _entry.c.body)
    .where(
        _entry.c.subject == sa.bindparam("about", type_=_entry.c.subject.type),
        _entry.c.course == sa.bindparam("in_course", type_=_entry.c.course.type),
        _entry.c.seq > sa.bindparam("after", type_=_entry.c.seq.type),
    )
    .order_by(_entry.c.seq)
)


@dataclass(frozen=True, slots=True)
class Head:
    """How many entries the record has, and its root hash."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Verification:
    """What a recomputation found: the head it computed, and the first bad entry with the reason, if any."""

    head: Head
    bad_seq: int | None = None
    problem: str | None = None


@dataclass(slots=True)
class Held:
    """The head while this transaction holds its lock; `append` moves it on.

    Worth nothing once a savepoint inside the transaction was rolled back: hold it again then.
    """

    size: int
    peaks: list[bytes]


def hold(session: Session) -> Held:
    """Takes the record's lock; nobody else can move the head until the caller commits."""
    row = session.connection().execute(_LOCKED_HEAD).one()
    return Held(row.size, split(row.peaks))


def append(session: Session, facts: Sequence[Fact], held: Held | None = None) -> list[int]:
    """Appends facts in order and returns their positions; the head row stays locked until the caller commits.

    `held` is the head as this transaction holds it; without it, it is locked and read here.
    """
    if not facts:
        return []
    held = held or hold(session)
    connection, first = session.connection(), held.size
    size, peaks = first, held.peaks
    entries, nodes = [], []
    for fact in facts:
        body = fact.body()
        leaf = merkle.leaf_hash(body)
        entries.append(_row(size, fact, body, leaf))
        nodes += [{"level": level, "idx": idx, "hash": digest} for level, idx, digest in merkle.grow(size, peaks, leaf)]
        size += 1
    connection.execute(_ADD_ENTRIES, entries)
    if nodes:
        connection.execute(_ADD_NODES, nodes)
    connection.execute(_MOVE_HEAD, {"size": size, "peaks": b"".join(peaks)})
    held.size = size
    return list(range(first, size))


def lock_head(session: Session) -> int:
    """Takes the record's lock and returns the position the next fact will have."""
    return hold(session).size


def head(session: Session) -> Head:
    """The stored head, O(1)."""
    row = session.execute(sa.select(RecordHead.size, RecordHead.peaks)).one()
    return Head(row.size, merkle.root(split(row.peaks)))


def entries_of(session: Session, subject: str, course: str, after: int = -1) -> list[Entry]:
    """All facts of a person about a course, in order; those after a position, when one is given."""
    rows = session.connection().execute(_ENTRIES_OF, {"about": subject, "in_course": course, "after": after})
    return [read(row.seq, row.body) for row in rows]


def locked_head(session: Session) -> Head:
    """Takes the record's lock; the head that nobody can move now."""
    held = hold(session)
    return Head(held.size, merkle.root(held.peaks))


def _row(seq: int, fact: Fact, body: bytes, leaf: bytes) -> dict[str, object]:
    return {
        "seq": seq,
        "id": fact.id,
        "body": body,
        "leaf_hash": leaf,
        "kind": fact.kind,
        "subject": fact.subject,
        "course": fact.course,
        "enrolment": fact.enrolment,
    }


def split(peaks: bytes) -> list[bytes]:
    """The peaks as the head keeps them, one after the other."""
    return [peaks[i : i + merkle.HASH_BYTES] for i in range(0, len(peaks), merkle.HASH_BYTES)]
