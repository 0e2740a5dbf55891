"""The record in the database: appending, what the triggers refuse, what verification finds."""

import resource

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from lms.domain.facts import SYSTEM
from lms.domain.kinds import PersonAdded
from lms.services import record
from lms.store import db, writing
from lms.store.models import RecordEntry, RecordHead, RecordNode
from tests.cast import NOW, Cast
from tests.tampering import tamper


def append(cast: Cast, count: int = 1) -> None:
    with writing() as session:
        facts = [record.draft(PersonAdded(), actor=SYSTEM, now=NOW, subject=cast.ana.id) for _ in range(count)]
        record.seal(session, *facts)


def test_the_record_begins_with_its_own_opening(cast: Cast) -> None:
    assert record.head().size == 1
    assert record.verify().problem is None


@pytest.mark.parametrize("count", [1, 2, 7, 64, 129])
def test_an_honest_record_verifies_to_its_head(cast: Cast, count: int) -> None:
    append(cast, count)
    found = record.verify()
    assert (found.problem, found.head) == (None, record.head())
    assert found.head.size == count + 1


def test_appending_in_one_batch_or_one_by_one_gives_the_same_tree(cast: Cast) -> None:
    append(cast, 5)
    for _ in range(6):
        append(cast)
    assert record.verify().problem is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_entry SET kind = 'x'",
        "DELETE FROM record_entry",
        "UPDATE record_node SET hash = body FROM record_entry",
        "DELETE FROM record_node",
        "UPDATE record_head SET size = 0",
        "DELETE FROM record_head",
    ],
)
def test_evidence_cannot_be_changed_or_deleted(cast: Cast, statement: str) -> None:
    append(cast, 3)
    before = record.head()
    with pytest.raises(DatabaseError, match=r"append-only|only grow"), writing() as session:
        session.execute(sa.text(statement))
    assert record.head() == before


def test_replacing_an_entry_is_refused_too(cast: Cast) -> None:
    if db.engine.dialect.name != "sqlite":
        statement = "INSERT INTO record_entry SELECT * FROM record_entry ON CONFLICT (seq) DO UPDATE SET kind = 'x'"
    else:
        statement = "INSERT OR REPLACE INTO record_entry SELECT * FROM record_entry"
    with pytest.raises(DatabaseError, match="append-only"), writing() as session:
        session.execute(sa.text(statement))


def test_a_truncate_is_refused(cast: Cast) -> None:
    if db.engine.dialect.name == "sqlite":
        return  # SQLite has no TRUNCATE; its DELETE is refused above
    with pytest.raises(DatabaseError, match="append-only"), writing() as session:
        session.execute(sa.text("TRUNCATE record_entry"))


@pytest.mark.parametrize("seq", [0, 3, 8])
def test_changed_bytes_are_found_and_named(cast: Cast, seq: int) -> None:
    append(cast, 8)
    body = b'{"v":1,"kind":"person added"}'
    tamper("UPDATE record_entry SET body = :body WHERE seq = :seq", body=body, seq=seq)
    assert record.verify().bad_seq == seq


def test_a_deleted_entry_is_found_and_named(cast: Cast) -> None:
    append(cast, 8)
    tamper("DELETE FROM record_entry WHERE seq = 4")
    found = record.verify()
    assert (found.bad_seq, found.problem) == (4, "entry 4 is missing")


def test_a_cut_tail_is_found(cast: Cast) -> None:
    append(cast, 8)
    tamper("DELETE FROM record_entry WHERE seq = 8")
    assert record.verify().bad_seq == 8


def test_a_changed_look_up_column_is_found(cast: Cast) -> None:
    append(cast, 4)
    tamper("UPDATE record_entry SET subject = NULL WHERE seq = 2")
    assert record.verify().bad_seq == 2


def test_a_changed_leaf_hash_or_node_is_found(cast: Cast) -> None:
    append(cast, 4)
    tamper("UPDATE record_node SET hash = :hash WHERE level = 1 AND idx = 0", hash=b"0" * 32)
    assert record.verify().bad_seq == 1


def test_a_failed_transaction_leaves_no_trace(cast: Cast) -> None:
    before = record.head()
    with pytest.raises(ZeroDivisionError), writing() as session:
        record.seal(session, record.draft(PersonAdded(), actor=SYSTEM, now=NOW, subject=cast.ana.id))
        raise ZeroDivisionError
    assert record.head() == before
    with writing() as session:
        counts = [session.scalar(sa.select(sa.func.count()).select_from(t)) for t in (RecordEntry, RecordNode)]
    assert counts == [1, 0]


def test_what_a_fact_commits_to_can_be_checked_and_erased(cast: Cast) -> None:
    with writing() as session:
        sealed = record.draft(PersonAdded(), actor=SYSTEM, now=NOW, subject=cast.ana.id, pii={"name": "Ana Duarte"})
        record.seal(session, sealed)
    assert b"Ana" not in sealed.fact.body()
    with writing() as session:
        session.execute(sa.text("DELETE FROM fact_pii"))
        assert session.scalar(sa.select(RecordHead.size)) == 2
    assert record.verify().problem is None


@pytest.mark.long
def test_a_hundred_thousand_entries_verify_and_one_changed_byte_is_named(cast: Cast) -> None:
    for _ in range(100):
        append(cast, 1_000)
    assert record.verify().head.size == 100_001
    tamper("UPDATE record_entry SET body = :body WHERE seq = 77777", body=b"{}")
    assert record.verify().bad_seq == 77_777


@pytest.mark.long
def test_a_million_entries_verify_in_constant_memory(cast: Cast) -> None:
    for _ in range(200):
        append(cast, 5_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert record.verify().head.size == 1_000_001
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes
