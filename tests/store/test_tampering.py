"""A record of a thousand entries, changed in every way that leaves its hashes behind: all found, the entry named."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from lms.domain.facts import SYSTEM
from lms.domain.kinds import PersonAdded
from lms.services import checkpoints, record
from lms.store import keys, verifying, writing
from tests.cast import NOW, Cast
from tests.tampering import disarm

SIZE = 1_000
FEW, MANY = 120, 10_000


class Undone(Exception):
    """Ends a transaction without keeping anything of it."""


@pytest.fixture
def armless(app: Flask, cast: Cast) -> Iterator[Session]:
    """A thousand entries under two checkpoints, in a transaction in which no trigger is left."""
    instance: Path = app.config["PARAPH"].instance
    for upto in (SIZE // 2, SIZE):
        size = record.head().size
        with writing() as session:
            missing = range(upto - size - (size == 1))  # the first checkpoint adds the fact about its key
            facts = [record.draft(PersonAdded(), actor=SYSTEM, now=NOW, subject=cast.ana.id) for _ in missing]
            record.seal(session, *facts)
        checkpoints.sign_now(instance, NOW)
    with pytest.raises(Undone), writing() as session:
        disarm(session.connection())
        yield session
        raise Undone


def found(session: Session, statement: str, **values: object) -> int | None:
    """Which entry the verification names after one statement, which is undone again."""
    with session.begin_nested() as save:
        session.execute(sa.text(statement), values)
        bad = verifying.verify(session, check=keys.signed_by)
        save.rollback()
    return bad.bad_seq if bad.problem else None


def flip(session: Session, chance: random.Random) -> tuple[str, dict[str, object], int]:
    """One bit somewhere in the evidence: the statement, its values, and the entry that has to be named."""
    what = chance.choice(["body"] * 6 + ["leaf", "node", "head", "note"])
    if what in ("body", "leaf"):
        seq, column = chance.randrange(SIZE), "body" if what == "body" else "leaf_hash"
        raw = session.scalar(sa.text(f"SELECT {column} FROM record_entry WHERE seq = :seq"), {"seq": seq})
        values = {"raw": _flipped(raw, chance), "seq": seq}
        return f"UPDATE record_entry SET {column} = :raw WHERE seq = :seq", values, seq
    if what == "node":
        level = chance.randint(1, 9)
        place = {"level": level, "idx": chance.randrange(SIZE >> level)}
        raw = session.scalar(sa.text("SELECT hash FROM record_node WHERE level = :level AND idx = :idx"), place)
        values = place | {"raw": _flipped(raw, chance)}
        seq = ((place["idx"] + 1) << level) - 1
        return "UPDATE record_node SET hash = :raw WHERE level = :level AND idx = :idx", values, seq
    if what == "head":
        raw = session.scalar(sa.text("SELECT peaks FROM record_head"))
        return "UPDATE record_head SET peaks = :raw", {"raw": _flipped(raw, chance)}, SIZE
    size = chance.choice((SIZE // 2, SIZE))
    raw = session.scalar(sa.text("SELECT note FROM record_checkpoint WHERE size = :size"), {"size": size})
    values = {"raw": _flipped(raw, chance), "size": size}
    return "UPDATE record_checkpoint SET note = :raw WHERE size = :size", values, size - 1


def _flipped(raw: object, chance: random.Random) -> bytes:
    changed = bytearray(raw if isinstance(raw, bytes) else b"")
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def missed(session: Session, count: int) -> list[tuple[str, int, int | None]]:
    chance = random.Random(20261126)
    wrong = []
    for _ in range(count):
        statement, values, seq = flip(session, chance)
        named = found(session, statement, **values)
        if named != seq:
            wrong.append((statement, seq, named))
    return wrong


def test_flipped_bits_are_found_and_the_entry_is_named(armless: Session) -> None:
    assert verifying.verify(armless, check=keys.signed_by).problem is None
    assert missed(armless, FEW) == []


@pytest.mark.long
def test_ten_thousand_flipped_bits_are_found_and_the_entry_is_named(armless: Session) -> None:
    assert missed(armless, MANY) == []


@pytest.mark.long
def test_every_deletion_and_every_swap_is_found_and_named(armless: Session) -> None:
    for seq in range(SIZE):
        assert found(armless, "DELETE FROM record_entry WHERE seq = :seq", seq=seq) == seq
    for seq in range(SIZE - 1):
        with armless.begin_nested() as save:
            for old, new in ((seq, -9), (seq + 1, seq), (-9, seq + 1)):
                values = {"old": old, "new": new}
                armless.execute(sa.text("UPDATE record_entry SET seq = :new WHERE seq = :old"), values)
            assert verifying.verify(armless).bad_seq in (seq, seq + 1)  # whole rows: the node over the pair tells
            save.rollback()


@pytest.mark.parametrize("seq", [0, 1, 499, 500, 998, 999])
def test_an_entry_taken_away_or_moved_is_found_and_named(armless: Session, seq: int) -> None:
    assert found(armless, "DELETE FROM record_entry WHERE seq = :seq", seq=seq) == seq
    assert found(armless, "UPDATE record_entry SET seq = 5000 WHERE seq = :seq", seq=seq) == seq


@pytest.mark.parametrize("seq", [0, 17, 999])
def test_columns_for_searching_that_were_changed_are_found_and_named(armless: Session, seq: int) -> None:
    for column in ("kind", "course"):
        assert found(armless, f"UPDATE record_entry SET {column} = 'x' WHERE seq = :seq", seq=seq) == seq


def test_entries_nodes_and_checkpoints_that_were_added_are_found(armless: Session) -> None:
    copy = (
        "INSERT INTO record_entry (seq, id, body, leaf_hash, kind) "
        "SELECT :seq, :id, body, leaf_hash, kind FROM record_entry WHERE seq = 3"
    )
    identity = "0" * 8 + "-0000-4000-8000-" + "0" * 12
    assert found(armless, copy, seq=SIZE, id=identity) == SIZE
    assert found(armless, copy, seq=-1, id=identity) == 0
    assert found(armless, "INSERT INTO record_node SELECT 3, 4000, hash FROM record_node WHERE level = 1 AND idx = 0")
    assert found(armless, "INSERT INTO record_node SELECT 2, -1, hash FROM record_node WHERE level = 1 AND idx = 0")
    assert found(armless, "INSERT INTO record_node SELECT 12, 0, hash FROM record_node WHERE level = 1 AND idx = 0")
    note = "INSERT INTO record_checkpoint SELECT :size, note, created_at FROM record_checkpoint WHERE size = 1000"
    assert found(armless, note, size=700) == 699
    assert found(armless, note, size=5_000) == SIZE
    assert found(armless, note, size=-5) == SIZE


def test_the_end_cut_off_with_its_nodes_and_head_is_found_by_the_checkpoint_left_behind(armless: Session) -> None:
    assert found(armless, "DELETE FROM record_entry WHERE seq >= 990") == 990
    assert found(armless, "UPDATE record_head SET size = 999") == SIZE


@pytest.mark.parametrize("since", [1, 500, 511, 512, 999, 1_000])
def test_only_what_follows_can_be_recomputed(armless: Session, since: int) -> None:
    whole = verifying.verify(armless, check=keys.signed_by)
    assert verifying.verify(armless, since=since, check=keys.signed_by) == whole


def test_a_change_in_the_part_that_is_recomputed_is_named(armless: Session) -> None:
    with armless.begin_nested() as save:
        armless.execute(sa.text("UPDATE record_entry SET body = :raw WHERE seq IN (400, 800)"), {"raw": b"{}"})
        assert verifying.verify(armless, since=500).bad_seq == 800
        assert verifying.verify(armless, since=5_000).problem is not None
        save.rollback()
