"""One entry of the record with everything that can be checked about it on the spot."""

import json
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain import merkle
from lms.domain.facts import Entry
from lms.domain.names import full_name
from lms.domain.refusal import Refusal
from lms.services import receipts
from lms.services.record_search import readable
from lms.store import reading, tree
from lms.store import record as log
from lms.store.models import Edition, FactPii, Person, RecordEntry, RecordHead

LARGEST = 2**62


@dataclass(frozen=True, slots=True)
class Side:
    """What stands beside the entry: the text if it is still there, and whether the entry's commitment holds.

    `state` is none (the entry commits to nothing), kept, erased, or differs.
    """

    state: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry: its bytes, what they say, and what was recomputed from them just now."""

    seq: int
    body: bytes
    leaf_hash: bytes
    leaf_holds: bool
    columns_hold: bool
    path_holds: bool  # the stored hashes lead from the entry to the root of the head
    entry: Entry | None  # None: the bytes are no fact
    pretty: str
    side: Side
    names: dict[str, str]  # id → name of subject and actor; missing: erased, or never here
    titles: dict[str, str]
    edition: str  # its number, or empty
    previous: int | None
    following: int | None


def subject_of(seq: int) -> str | None:
    """The id of whom the entry is about, by its bytes or else by its column. Raises Refusal("not-found")."""
    with reading() as session:
        row = _row(session, seq)
        entry = readable(row.seq, row.body)
        return entry.subject if entry else row.subject


def body_of(seq: int) -> bytes:
    """The exact bytes. Raises Refusal("not-found")."""
    with reading() as session:
        return bytes(_row(session, seq).body)


def receipt_of(seq: int) -> bytes:
    """The entry with its way to a signed checkpoint, as `verify_record.py` reads it. Raises Refusal("not-found")."""
    with reading() as session:
        return receipts.receipt(session, _row(session, seq).id)


def show(seq: int) -> Shown:
    """The entry at that position. Raises Refusal("not-found")."""
    with reading() as session:
        row = _row(session, seq)
        body = bytes(row.body)
        entry = readable(seq, body)
        edition, titles = _edition(session, entry)
        before, after = _neighbours(session, seq)
        return Shown(
            seq=seq,
            body=body,
            leaf_hash=bytes(row.leaf_hash),
            leaf_holds=merkle.leaf_hash(body) == row.leaf_hash,
            path_holds=_path_holds(session, seq, merkle.leaf_hash(body)),
            columns_hold=entry is not None and _columns(row) == _told(entry),
            entry=entry,
            pretty=_pretty(body),
            side=_side(session, row.id, entry),
            names=_names(session, entry),
            titles=titles,
            edition=edition,
            previous=before,
            following=after,
        )


def _row(session: Session, seq: int) -> RecordEntry:
    row = session.get(RecordEntry, seq) if 0 <= seq < LARGEST else None
    if row is None:
        raise Refusal("not-found")
    return row


def _path_holds(session: Session, seq: int, leaf: bytes) -> bool:
    """Two queries and a score of hashes, however long the record is."""
    row = session.get(RecordHead, 1)
    if row is None or seq >= row.size:
        return False
    try:
        path = tree.inclusion(session, seq, row.size)
    except LookupError:
        return False
    return merkle.root_from_path(seq, row.size, leaf, path) == merkle.root(log.split(row.peaks))


def _columns(row: RecordEntry) -> tuple[str | None, ...]:
    return (row.id, row.kind, row.subject, row.course, row.enrolment)


def _told(entry: Entry) -> tuple[str | None, ...]:
    return (entry.id, entry.kind, entry.subject, entry.course, entry.enrolment)


def _pretty(body: bytes) -> str:
    """Readable JSON; bytes that are none come out as they are, what is no text replaced."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body.decode("utf-8", "replace")


def _side(session: Session, fact_id: str, entry: Entry | None) -> Side:
    """An entry that cannot be read promises nothing that could be compared."""
    promised = entry.pii_sha256 if entry else None
    row = session.get(FactPii, fact_id)
    if row is None:
        return Side("erased" if promised else "none")
    holds = sha256(row.salt + row.body).hexdigest() == promised
    return Side("kept" if holds else "differs", _pretty(row.body))


def _names(session: Session, entry: Entry | None) -> dict[str, str]:
    ids = {one for one in (entry.subject, entry.actor.id) if one} if entry else set()
    query = sa.select(Person.id, Person.given_name, Person.family_name)
    rows = session.execute(query.where(Person.id.in_(ids), Person.erased_at.is_(None)))
    return {row.id: full_name(row.given_name, row.family_name) for row in rows}


def _edition(session: Session, entry: Entry | None) -> tuple[str, dict[str, str]]:
    """Number and titles of the edition the entry names, else titles of the course's newest one."""
    if entry is None or not (entry.edition or entry.course):
        return "", {}
    named = Edition.id == entry.edition if entry.edition else Edition.course == entry.course
    query = sa.select(Edition).where(named).order_by(Edition.major.desc(), Edition.minor.desc()).limit(1)
    row = session.scalar(query)
    if row is None:
        return "", {"": entry.course or ""}
    return (row.number if entry.edition else ""), row.titles


def _neighbours(session: Session, seq: int) -> tuple[int | None, int | None]:
    """The positions before and after; where one is missing, the nearest that is there."""
    number = RecordEntry.seq
    before = sa.select(sa.func.max(number)).where(number < seq).scalar_subquery()
    after = sa.select(sa.func.min(number)).where(number > seq).scalar_subquery()
    row = session.execute(sa.select(before, after)).one()
    return row[0], row[1]
