"""The stored tree: its nodes by place, its root at any size, and the proofs that they give in two queries."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain import merkle, proofs
from lms.domain.proofs import Place
from lms.store.models import RecordEntry, RecordNode


def frontier(session: Session, size: int) -> list[bytes]:
    """The peaks of the tree as it was at that size. Raises LookupError when the record lacks what they need."""
    places = proofs.peak_places(size)
    kept = _nodes(session, places)
    return [kept[place] for place in places]


def root_at(session: Session, size: int) -> bytes:
    """The root as it was at that size. Raises LookupError when the record lacks what it needs."""
    return merkle.root(frontier(session, size))


def inclusion(session: Session, index: int, size: int) -> list[bytes]:
    """The path from an entry to the root at that size. Raises LookupError when the record lacks what it needs."""
    kept = _nodes(session, proofs.inclusion_places(index, size))
    return proofs.inclusion_path(index, size, lambda level, idx: kept[level, idx])


def inclusions(session: Session, indexes: Iterable[int], size: int) -> dict[int, list[bytes]]:
    """The same for many entries in the same two queries, by their position."""
    wanted = list(indexes)
    kept = _nodes(session, (place for index in wanted for place in proofs.inclusion_places(index, size)))
    return {index: proofs.inclusion_path(index, size, lambda level, idx: kept[level, idx]) for index in wanted}


def consistency(session: Session, old: int, new: int) -> list[bytes]:
    """The path that shows one size to begin another. Raises LookupError when the record lacks what it needs."""
    kept = _nodes(session, proofs.consistency_places(old, new))
    return proofs.consistency_path(old, new, lambda level, idx: kept[level, idx])


def _nodes(session: Session, places: Iterable[Place]) -> dict[Place, bytes]:
    """Leaves stand with their entries, everything above them in the table of nodes."""
    wanted = set(places)
    leaves = [idx for level, idx in wanted if level == 0]
    inner = [place for place in wanted if place[0] > 0]
    kept: dict[Place, bytes] = {}
    if leaves:
        query = sa.select(RecordEntry.seq, RecordEntry.leaf_hash).where(RecordEntry.seq.in_(leaves))
        kept |= {(0, row.seq): row.leaf_hash for row in session.execute(query)}
    if inner:
        place = sa.tuple_(RecordNode.level, RecordNode.idx)
        query_nodes = sa.select(RecordNode.level, RecordNode.idx, RecordNode.hash).where(place.in_(inner))
        kept |= {(row.level, row.idx): row.hash for row in session.execute(query_nodes)}
    return kept
