"""Proofs of inclusion and consistency, against published vectors and an independent implementation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from lms.domain import merkle, proofs
from lms.domain.proofs import Node
from tests.domain.test_merkle import LEAVES, ROOTS

# Hashes that the proofs below are made of (Certificate Transparency, merkletree tests).
A, B, C, D, E, F, G, H = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
)
FAC5 = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
INCLUSION = [(0, 1, ()), (0, 8, (A, B, C)), (5, 8, (D, E, F)), (2, 3, (FAC5,)), (1, 5, (G, B, D))]
CONSISTENCY = [(1, 1, ()), (1, 8, (A, B, C)), (6, 8, (H, E, F)), (2, 5, (B, D))]
MOST = 70


def tree(bodies: list[bytes]) -> tuple[list[bytes], Node]:
    """The leaves, and how to look any node up."""
    kept, peaks = {}, list[bytes]()
    leaves = [merkle.leaf_hash(body) for body in bodies]
    for size, leaf in enumerate(leaves):
        kept[0, size] = leaf
        kept |= {(level, idx): digest for level, idx, digest in merkle.grow(size, peaks, leaf)}
    return leaves, lambda level, idx: kept[level, idx]


BODIES = [bytes([number]) for number in range(MOST)]
MANY, NODE = tree(BODIES)
HEADS = [merkle.root_of(MANY[:size]) for size in range(MOST + 1)]


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_inclusion_paths_equal_the_published_ones(index: int, size: int, path: tuple[str, ...]) -> None:
    leaves, node = tree(LEAVES)
    ours = proofs.inclusion_path(index, size, node)
    assert tuple(digest.hex() for digest in ours) == path
    assert merkle.root_from_path(index, size, leaves[index], ours) == bytes.fromhex(ROOTS[size - 1])


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_consistency_paths_equal_the_published_ones(old: int, new: int, path: tuple[str, ...]) -> None:
    _, node = tree(LEAVES)
    ours = proofs.consistency_path(old, new, node)
    assert tuple(digest.hex() for digest in ours) == path
    assert proofs.consistent(old, bytes.fromhex(ROOTS[old - 1]), new, bytes.fromhex(ROOTS[new - 1]), ours)


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_every_proof_of_every_size_equals_that_of_another_implementation(size: int) -> None:
    oracle = InmemoryTree(algorithm="sha256")
    for body in BODIES[:size]:
        oracle.append_entry(body)
    for index in range(size):
        theirs = oracle.prove_inclusion(index + 1, size)  # it counts from one, and puts the leaf first
        assert theirs.path == [MANY[index], *proofs.inclusion_path(index, size, NODE)]
    for old in range(1, size):
        ours, other = proofs.consistency_path(old, size, NODE), oracle.prove_consistency(old, size)
        assert proofs.consistent(old, HEADS[old], size, HEADS[size], ours)
        other.verify(HEADS[old], HEADS[size])  # raises where it disagrees about one of the roots


@given(st.integers(0, MOST), st.integers(0, MOST), st.data())
def test_a_changed_proof_of_consistency_shows_nothing(one: int, other: int, data: st.DataObject) -> None:
    old, new = sorted((one, other))
    path = proofs.consistency_path(old, new, NODE)
    assert proofs.consistent(old, HEADS[old], new, HEADS[new], path)
    longer = [*path, merkle.leaf_hash(b"another")]
    assert not proofs.consistent(old, HEADS[old], new, HEADS[new], longer)
    if path:
        place = data.draw(st.integers(0, len(path) - 1))
        for changed in (path[:place] + path[place + 1 :], [*path[:place], b"\0" * 32, *path[place + 1 :]]):
            assert not proofs.consistent(old, HEADS[old], new, HEADS[new], changed)


@given(st.integers(1, MOST), st.integers(1, MOST), st.integers(1, MOST))
def test_no_other_root_passes(new: int, old: int, wrong: int) -> None:
    old, wrong = min(old, new), min(wrong, new)
    path = proofs.consistency_path(old, new, NODE)
    assert proofs.consistent(old, HEADS[wrong], new, HEADS[new], path) == (wrong == old)
    assert proofs.consistent(old, HEADS[old], new, HEADS[wrong], path) == (wrong == new)


@given(st.integers(1, MOST), st.data())
def test_an_inclusion_path_leads_to_the_root_and_only_for_its_leaf(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path = proofs.inclusion_path(index, size, NODE)
    assert merkle.root_from_path(index, size, MANY[index], path) == HEADS[size]
    assert merkle.root_from_path(index, size, merkle.leaf_hash(b"another"), path) != HEADS[size]


def test_a_path_of_the_wrong_length_proves_nothing() -> None:
    path = proofs.inclusion_path(2, 5, NODE)
    assert merkle.root_from_path(2, 5, MANY[2], [*path, MANY[0]]) is None
    assert merkle.root_from_path(2, 5, MANY[2], path[:-1]) is None
    assert merkle.root_from_path(5, 5, MANY[2], path) is None


def test_a_proof_in_a_tree_of_a_million_leaves_asks_for_few_hashes() -> None:
    assert len(proofs.inclusion_places(777_777, 1_000_000)) <= 2 * 20
    assert len(proofs.consistency_places(777_777, 1_000_000)) <= 2 * 20


def test_what_does_not_exist_has_no_proof() -> None:
    with pytest.raises(IndexError):
        proofs.inclusion_path(5, 5, NODE)
    with pytest.raises(IndexError):
        proofs.consistency_path(6, 5, NODE)
