"""What checkpoints kept elsewhere show about a record that somebody with the database has rewritten."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.domain import merkle
from lms.domain.checkpoint import Key
from lms.domain.facts import SYSTEM
from lms.domain.kinds import BackupRestored, CheckpointKeyChanged, PersonAdded
from lms.services import checkpoints, outside, record
from lms.services.outside import Kept
from lms.store import keys, reading, tree, writing
from lms.store.models import RecordEntry, RecordNode
from tests.cast import NOW, Cast
from tests.tampering import tamper, tamper_all

Rows = list[dict[str, object]]


@pytest.fixture
def instance(app: Flask) -> Path:
    found: Path = app.config["PARAPH"].instance
    return found


def grow(cast: Cast, count: int) -> None:
    with writing() as session:
        facts = [record.draft(PersonAdded(), actor=SYSTEM, now=NOW, subject=cast.ana.id) for _ in range(count)]
        record.seal(session, *facts)


def sign(instance: Path) -> Kept:
    found = checkpoints.sign_now(instance, NOW)
    return Kept(f"{found.size}.checkpoint", found.note)


@pytest.fixture
def kept(cast: Cast, instance: Path) -> list[Kept]:
    """A record of forty entries and two checkpoints over it, kept elsewhere."""
    grow(cast, 18)
    early = sign(instance)
    grow(cast, 20)
    return [early, sign(instance)]


def rows() -> Rows:
    with reading() as session:
        query = sa.select(RecordEntry.__table__).order_by(RecordEntry.seq)
        return [dict(row) for row in session.execute(query).mappings()]


def rebuild(entries: Rows) -> None:
    """Full recomputation: these entries with right hashes, nodes and head, and no stored checkpoint in the way."""
    statements: list[tuple[str, dict[str, object]]] = [
        (f"DELETE FROM {table}", {})
        for table in ("checkpoint_delivery", "record_checkpoint", "record_entry", "record_node")
    ]
    tamper_all(statements)
    peaks: list[bytes] = []
    nodes: Rows = []
    for seq, entry in enumerate(entries):
        body = entry["body"]
        assert isinstance(body, bytes)
        entry |= {"seq": seq, "leaf_hash": merkle.leaf_hash(body)}
        nodes += [
            {"level": level, "idx": idx, "hash": digest}
            for level, idx, digest in merkle.grow(seq, peaks, merkle.leaf_hash(body))
        ]
    tamper("UPDATE record_head SET size = :size, peaks = :peaks", size=len(entries), peaks=b"".join(peaks))
    with writing() as session:
        session.execute(sa.insert(RecordEntry.__table__), entries)
        session.execute(sa.insert(RecordNode.__table__), nodes)


def states(kept: list[Kept]) -> list[str]:
    return [one.state for one in outside.examine(kept).compared]


def test_an_honest_record_holds_and_the_newest_entries_are_said_to_be_uncovered(cast: Cast, kept: list[Kept]) -> None:
    grow(cast, 3)
    seen = outside.examine(kept)
    assert (states(kept), seen.verdict, seen.covered) == (["holds", "holds"], None, 40)


def test_without_a_checkpoint_from_outside_nothing_is_said_to_be_covered(kept: list[Kept]) -> None:
    assert outside.examine([]).covered == 0


def test_a_cut_tail_is_found_though_everything_inside_agrees(kept: list[Kept]) -> None:
    rebuild(rows()[:30])
    seen = outside.examine(kept)
    assert seen.found.problem is None and states(kept) == ["holds", "shorter"]
    assert "cut off, or an older backup" in (seen.verdict or "")
    assert outside.examine([]).verdict is None  # and alone it cannot know


def test_a_cut_tail_with_its_checkpoints_left_is_found_from_inside_too(kept: list[Kept]) -> None:
    tamper_all(
        [
            ("DELETE FROM record_entry WHERE seq >= 30", {}),
            ("DELETE FROM record_node WHERE (idx + 1) * (1 << level) > 30", {}),
        ]
    )
    with reading() as session:
        peaks = b"".join(tree.frontier(session, 30))
    tamper("UPDATE record_head SET size = 30, peaks = :peaks", peaks=peaks)
    assert "40 entries: the end was cut off" in (record.verify().problem or "")


def test_a_full_recomputation_is_found(kept: list[Kept]) -> None:
    entries = rows()
    entries[5]["body"] = bytes(entries[5]["body"]).replace(b"2026", b"2025")
    rebuild(entries)
    seen = outside.examine(kept)
    assert seen.found.problem is None and states(kept) == ["rewritten", "rewritten"]
    assert "recomputed" in (seen.verdict or "")


def test_a_recomputed_end_is_bracketed(kept: list[Kept]) -> None:
    entries = rows()
    entries[25]["body"] = bytes(entries[25]["body"]).replace(b"2026", b"2025")
    rebuild(entries)
    seen = outside.examine(kept)
    assert states(kept) == ["holds", "rewritten"]
    assert "Those before entry 20 are as they were signed" in (seen.verdict or "")


def test_a_restored_backup_that_says_so_is_named_as_one(cast: Cast, kept: list[Kept]) -> None:
    rebuild(rows()[:30])
    with writing() as session:
        fact = BackupRestored(30, "2026-11-20T00:00:00.000Z")
        record.seal(session, record.draft(fact, actor=SYSTEM, now=NOW))
    assert "entry 30 says so" in (outside.examine(kept).verdict or "")
    grow(cast, 20)
    seen = outside.examine(kept)
    assert states(kept) == ["holds", "rewritten"] and "entry 30 says so" in (seen.verdict or "")


def test_a_record_begun_anew_is_another_record(kept: list[Kept]) -> None:
    entries = rows()
    body = bytes(entries[0]["body"])
    first = str(entries[0]["id"])
    entries[0] |= {"body": body.replace(first[:8].encode(), b"00000000"), "id": "00000000" + first[8:]}
    rebuild(entries)
    assert states(kept) == ["replaced", "replaced"]


def test_a_record_with_another_key_is_found(kept: list[Kept], instance: Path) -> None:
    entries = [row for row in rows() if row["kind"] != "checkpoint key changed"]
    rebuild(entries)
    (instance / "keys" / "checkpoints.pem").unlink()
    sign(instance)
    assert record.verify().problem is None and states(kept) == ["replaced", "replaced"]


def test_a_changed_file_is_blamed_itself(kept: list[Kept]) -> None:
    changed = Kept("x", kept[0].raw.replace(b"\n20\n", b"\n19\n"))
    assert states([changed, Kept("y", b"junk")]) == ["spoilt", "spoilt"]


def test_a_change_of_keys_that_the_key_in_force_did_not_make_is_found(kept: list[Kept], tmp_path: Path) -> None:
    (name,) = {change.key.name for change in outside.examine([]).changes}
    one, two = (Key(name, keys.make_ed25519(tmp_path, file).public_key().public_bytes_raw()).line for file in "ab")
    with writing() as session:
        facts = [CheckpointKeyChanged(one, two, "x", "y"), CheckpointKeyChanged(two, one, "x", "y")]
        record.seal(session, *(record.draft(fact, actor=SYSTEM, now=NOW) for fact in facts))
    seen = outside.examine(kept)
    assert seen.found.bad_seq == 40 and "not from the one that had signed" in (seen.found.problem or "")


def test_a_checkpoint_is_not_said_to_vouch_for_bytes_that_were_not_looked_at(kept: list[Kept]) -> None:
    tamper("UPDATE record_entry SET body = :body WHERE seq = 5", body=b"{}")
    for since in (0, 20):
        assert all("not all looked at" in one.told for one in outside.examine(kept, since).compared)
