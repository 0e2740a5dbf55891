"""The Merkle tree of RFC 9162 (section 2.1) over SHA-256: leaves, peaks, roots and inclusion, as pure functions.

A tree of n leaves is kept as its *peaks*: the roots of the complete subtrees that the binary digits of n name,
largest first. Appending needs the peaks alone.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(body: bytes) -> bytes:
    """SHA-256(0x00 ‖ body)."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


def grow(size: int, peaks: list[bytes], leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Adds the leaf number `size` to `peaks` in place; yields each subtree completed by it as (level, index, hash).

    Level 1 joins two leaves. Exhaust the iterator: the peaks are right only afterwards.
    """
    peaks.append(leaf)
    level, index = 0, size
    while index & 1:
        right = peaks.pop()
        peaks[-1] = node_hash(peaks[-1], right)
        level, index = level + 1, index >> 1
        yield level, index, peaks[-1]


def root(peaks: Sequence[bytes]) -> bytes:
    """The tree head; of no leaves, SHA-256 of the empty string."""
    if not peaks:
        return EMPTY_ROOT
    head = peaks[-1]
    for peak in reversed(peaks[:-1]):
        head = node_hash(peak, head)
    return head


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The tree head computed from all leaf hashes."""
    peaks: list[bytes] = []
    for size, leaf in enumerate(leaves):
        for _ in grow(size, peaks, leaf):
            pass
    return root(peaks)


def root_from_path(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes | None:
    """The tree head that the path leads to (RFC 9162 section 2.1.3.2), or None when its length cannot be right."""
    if not 0 <= index < size:
        return None
    node, last, head = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            head = node_hash(sibling, head)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            head = node_hash(head, sibling)
        node, last = node >> 1, last >> 1
    return head if last == 0 else None
