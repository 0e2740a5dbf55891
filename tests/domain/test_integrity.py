"""What a verification tells in words has a name, and what concerns the end is not tied to an entry."""

import pytest

from lms.domain.integrity import PROBLEMS, Problem, problem

TOLD = [
    ("entry 4 is missing", Problem("entry-missing", 4)),
    ("its bytes do not match its hash", Problem("entry-changed", 4)),
    ("entry 4 is not a fact", Problem("entry-unreadable", 4)),
    ("entry 4 is of an unknown version or kind", Problem("entry-unreadable", 4)),
    ("its look-up columns do not match its bytes", Problem("columns-differ", 4)),
    ("it changes the key of checkpoints, and not from the one that had signed until then", Problem("key-unvouched", 4)),
    ("the tree's node 1/2 above it does not match", Problem("tree-differs", 4)),
    ("the record has no whole tree of 4 entries", Problem("tree-incomplete", 4)),
    ("the checkpoint stored for 5 entries cannot be believed: x", Problem("checkpoint-differs", 4)),
    ("a checkpoint is stored for 9 entries: the end was cut off", Problem("checkpoint-beyond")),
    ("the head counts another number of entries: …", Problem("head-size")),
    ("the head holds other hashes than the entries give", Problem("head-differs")),
    ("the tree has nodes on level 3 that no entry accounts for", Problem("tree-overgrown")),
    ("something that nobody has thought of", Problem("unknown", 4)),
]


@pytest.mark.parametrize(("told", "named"), TOLD, ids=range(len(TOLD)))
def test_what_is_told_has_a_name(told: str, named: Problem) -> None:
    assert problem(told, 4) == named
    assert named.sentence == PROBLEMS[named.code]
