"""Proofs over the tree of RFC 9162: an entry's inclusion and the consistency of two sizes, made and checked.

A proof needs a few stored hashes only. Whoever makes one asks for them by place: (level, index), where level 0 are
the leaves and a node of level n joins 2^n of them; all of these subtrees are complete.
"""

from collections.abc import Callable, Iterator, Sequence

from lms.domain.merkle import EMPTY_ROOT, node_hash, root

Place = tuple[int, int]
Span = tuple[int, int]
Node = Callable[[int, int], bytes]
"""(level, index) → the hash of that complete subtree; raises LookupError when it is not kept."""


def peak_places(size: int) -> list[Place]:
    """Where the peaks of a tree of that size stand, the largest first."""
    return _cover((0, size))


def inclusion_places(index: int, size: int) -> list[Place]:
    """Every place that `inclusion_path` will ask for. Raises IndexError when there is no such leaf."""
    return [place for span in _inclusion(index, size) for place in _cover(span)]


def consistency_places(old: int, new: int) -> list[Place]:
    """Every place that `consistency_path` will ask for. Raises IndexError when `old` is the larger one."""
    return [place for span in _consistency(old, new) for place in _cover(span)]


def inclusion_path(index: int, size: int, node: Node) -> list[bytes]:
    """PATH(index, D[size]) of RFC 9162 section 2.1.3.1, nearest sibling first, in O(log size) look-ups."""
    return [_subtree(span, node) for span in _inclusion(index, size)]


def consistency_path(old: int, new: int, node: Node) -> list[bytes]:
    """PROOF(old, D[new]) of RFC 9162 section 2.1.4.1, in O(log new) look-ups; empty for equal sizes and for `old` 0."""
    return [_subtree(span, node) for span in _consistency(old, new)]


def consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path shows that the tree of `old` leaves is the beginning of the other (section 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path and old_root == EMPTY_ROOT
    place, last, rest = old - 1, new - 1, list(path)
    while place & 1:
        place, last = place >> 1, last >> 1
    if place == 0:  # the old tree is one complete subtree, whose hash the verifier has already
        rest.insert(0, old_root)
    return bool(rest) and _climb(place, last, rest) == (old_root, new_root)


def _climb(place: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The roots of both trees that the path leads to, or None when its length cannot be right."""
    older = newer = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        place, last = place >> 1, last >> 1
    return (older, newer) if last == 0 else None


def _inclusion(index: int, size: int) -> list[Span]:
    if not 0 <= index < size:
        raise IndexError(index)
    return [other for _, other in _descend(index, size)][::-1]


def _consistency(old: int, new: int) -> list[Span]:
    if not 0 <= old <= new:
        raise IndexError(old)
    if old in (0, new):
        return []
    own, others = (0, new), []
    while own[1] != old:  # down to the subtree that ends where the old tree ends
        own, other = _halves(own, old - 1)
        others.append(other)
    # A subtree that begins at 0 is the old tree itself: its root is known to whoever checks.
    return [*([own] if own[0] else []), *reversed(others)]


def _descend(index: int, size: int) -> Iterator[tuple[Span, Span]]:
    own: Span = (0, size)
    while own[1] - own[0] > 1:
        own, other = _halves(own, index)
        yield own, other


def _halves(span: Span, index: int) -> tuple[Span, Span]:
    """The part of the span with that leaf, and the other part; the left one is the largest power of two below it."""
    low, high = span
    middle = low + (1 << ((high - low - 1).bit_length() - 1))
    return ((low, middle), (middle, high)) if index < middle else ((middle, high), (low, middle))


def _cover(span: Span) -> list[Place]:
    """The complete subtrees that make up a span of leaves, the largest first."""
    low, high = span
    places = []
    while low < high:
        level = (high - low).bit_length() - 1
        places.append((level, low >> level))
        low += 1 << level
    return places


def _subtree(span: Span, node: Node) -> bytes:
    return root([node(level, index) for level, index in _cover(span)])
