"""Watching over the record: what is tampered with is found, told to those who must know, never repaired in silence."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.domain.integrity import PROBLEMS, Problem
from lms.domain.refusal import Refusal
from lms.services import alarms, doctor, integrity, people, readiness
from lms.store import db, reading, verifying, writing
from lms.store.models import Mail, RecordAlarm, RecordEntry, RecordVerification
from tests.cast import NOBODY, NOW, Cast, add_person
from tests.obligations import HOUSE
from tests.store.test_record import append, tamper

NIGHT = NOW.replace(hour=3)
DAY = timedelta(days=1)
BODY = b'{"v":1,"kind":"person added"}'


def change(seq: int, body: bytes = BODY) -> None:
    tamper("UPDATE record_entry SET body = :body WHERE seq = :seq", body=body, seq=seq)


def stored(kind: str) -> int:
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).where(RecordEntry.kind == kind)) or 0


def rows() -> list[tuple[str, int | None, bool]]:
    with reading() as session:
        query = sa.select(RecordAlarm).order_by(RecordAlarm.found_at, RecordAlarm.entry)
        return [(row.problem, row.entry, row.settled_at is not None) for row in session.scalars(query)]


def mails() -> list[Mail]:
    with reading() as session:
        found = list(session.scalars(sa.select(Mail).where(Mail.kind == "integrity-alarm")))
        session.expunge_all()
        return found


def only() -> str:
    with reading() as session:
        return session.scalars(sa.select(RecordAlarm.id)).one()


TAMPERINGS = [
    ("UPDATE record_entry SET body = :b WHERE seq = 3", [Problem("entry-changed", 3)]),
    ("DELETE FROM record_entry WHERE seq = 4", [Problem("entry-missing", 4)]),
    ("UPDATE record_entry SET subject = NULL WHERE seq = 2", [Problem("columns-differ", 2)]),
    ("UPDATE record_node SET hash = :h WHERE level = 1 AND idx = 0", [Problem("tree-differs", n) for n in (1, 3)]),
    ("DELETE FROM record_node WHERE level = 3", [Problem("tree-differs", 7)]),
    ("INSERT INTO record_node (level, idx, hash) VALUES (1, 40, :h)", [Problem("tree-overgrown")]),
    ("UPDATE record_head SET size = 20", [Problem("head-size")]),
    ("DELETE FROM record_entry WHERE seq = 8", [Problem("head-size")]),
    ("UPDATE record_head SET peaks = :h", [Problem("head-differs")]),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "problems"), TAMPERINGS, ids=range(len(TAMPERINGS)))
def test_each_tampering_has_its_name(cast: Cast, statement: str, problems: list[Problem]) -> None:
    append(cast, 8)
    values = {name: value for name, value in {"b": BODY, "h": b"0" * 32}.items() if f":{name}" in statement}
    tamper(statement, **values)
    assert integrity.examine(0)[: len(problems)] == problems


def test_an_honest_record_is_silent(cast: Cast) -> None:
    append(cast, 40)
    assert (integrity.check_tail(NOW), integrity.check_nightly(HOUSE, NIGHT)) == ([], 1)
    assert (rows(), mails()) == ([], [])


def test_an_alarm_is_a_row_a_fact_and_a_mail_to_those_who_must_know(cast: Cast) -> None:
    vera = add_person("Vera", "Lind", roles=("auditor", "admin"))
    add_person("Left", "Long", roles=("auditor",))
    people.deactivate(cast.hana.id, add_person("Gone", "Away", roles=()).id, NOW)
    append(cast, 8)
    change(3)
    integrity.check_tail(NOW)
    assert rows() == [("entry-changed", 3, False)] and stored("integrity alarm") == 1
    assert {cast.ines.id, vera.id} <= {row.person_id for row in mails()} and len(mails()) == 3
    assert mails()[0].values == {"alarm": only(), "problem": "entry-changed", "entry": 3}


def test_the_same_problem_again_only_moves_its_time(cast: Cast) -> None:
    append(cast, 8)
    change(3)
    for hours in range(4):
        integrity.check_tail(NOW + timedelta(hours=hours))
    with reading() as session:
        row = session.scalars(sa.select(RecordAlarm)).one()
        assert (row.found_at, row.seen_at) == (NOW, NOW + timedelta(hours=3))
    assert (stored("integrity alarm"), len(mails())) == (1, 1)


def test_what_concerns_the_end_keeps_its_name_while_the_record_grows(cast: Cast) -> None:
    append(cast, 8)
    tamper("DELETE FROM record_entry WHERE seq = 8")
    integrity.check_tail(NOW)
    append(cast, 3)
    integrity.check_tail(NOW)
    assert {row[0] for row in rows()} >= {"head-size"} and len(rows()) <= 3


def test_a_settled_alarm_hides_no_later_tampering(cast: Cast) -> None:
    append(cast, 40)
    change(3)
    integrity.check_nightly(HOUSE, NIGHT)
    alarms.settle(cast.ines.id, only(), "A restored disk.", NIGHT)
    change(30)
    integrity.check_nightly(HOUSE, NIGHT + DAY)
    assert rows() == [("entry-changed", 3, True), ("entry-changed", 30, False)]


def test_a_settled_problem_that_had_gone_is_a_new_one(cast: Cast) -> None:
    append(cast, 8)
    with reading() as session:
        honest = session.get_one(RecordEntry, 3).body
    change(3)
    integrity.check_nightly(HOUSE, NIGHT)
    alarms.settle(cast.ines.id, only(), "Restored.", NIGHT)
    change(3, honest)
    integrity.check_nightly(HOUSE, NIGHT + DAY)
    change(3)
    integrity.check_nightly(HOUSE, NIGHT + 2 * DAY)
    assert rows() == [("entry-changed", 3, True), ("entry-changed", 3, False)]


def test_a_great_deal_of_damage_is_told_in_portions(cast: Cast) -> None:
    append(cast, 40)
    tamper("UPDATE record_entry SET subject = NULL WHERE subject IS NOT NULL")
    integrity.check_nightly(HOUSE, NIGHT)
    assert len(rows()) == alarms.AT_ONCE and len(mails()) == 1
    integrity.check_nightly(HOUSE, NIGHT + DAY)
    assert len(rows()) == 2 * alarms.AT_ONCE


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM record_head", "UPDATE record_head SET size = 3", "DELETE FROM record_entry WHERE seq > 2"],
)
def test_the_alarm_sounds_whatever_is_damaged(cast: Cast, statement: str) -> None:
    """Where the record takes no entry any more, row and mail stand beside it."""
    append(cast, 8)
    tamper(statement)
    integrity.check_tail(NOW)
    assert rows() and len(mails()) == 1 and alarms.count_open() >= 1


def test_a_record_that_cannot_be_read_at_all_is_an_alarm(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def malformed(*_: object, **__: object) -> None:
        raise sa.exc.DatabaseError("SELECT", {}, Exception("database disk image is malformed"))

    monkeypatch.setattr(verifying, "verify", malformed)
    assert integrity.check_tail(NOW) == [Problem("unreadable")]
    assert rows() == [("unreadable", None, False)]


def test_a_database_that_is_away_says_nothing_about_the_record(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise sa.exc.OperationalError("SELECT", {}, Exception("the server closed the connection"))

    monkeypatch.setattr(verifying, "verify", away)
    with pytest.raises(sa.exc.OperationalError):
        integrity.check_tail(NOW)
    assert rows() == []


def test_a_starting_worker_looks_at_the_end_only(cast: Cast) -> None:
    append(cast, integrity.TAIL + 50)
    change(10)
    assert integrity.check_tail(NOW) == []
    change(integrity.TAIL + 20)
    assert integrity.check_tail(NOW) == [Problem("entry-changed", integrity.TAIL + 20)]


def test_the_night_is_of_the_organisation_and_once_a_day(cast: Cast) -> None:
    early = NOW.replace(hour=0, minute=30)  # half past one in Paris
    hours = [early, early + timedelta(minutes=30), early + timedelta(hours=1), early + DAY, NIGHT + DAY, NIGHT + DAY]
    assert [integrity.check_nightly(HOUSE, now) for now in hours] == [0, 1, 0, 0, 1, 0]


def test_a_verification_without_an_end_is_taken_over_later(cast: Cast) -> None:
    with writing() as session:
        session.add(RecordVerification(night=NIGHT.date(), started_at=NIGHT))
    assert integrity.check_nightly(HOUSE, NIGHT + timedelta(minutes=90)) == 0
    assert integrity.check_nightly(HOUSE, NIGHT + integrity.LEASE) == 1


def test_verifying_takes_no_lock_that_a_writer_waits_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody appends in the middle: the walk sees its own moment, and nothing is wrong."""
    append(cast, 30)
    real = verifying.verify

    def meanwhile(session: object, **how: object) -> object:
        with db.engine.connect().execution_options(paraph_write=True) as other:
            other.execute(sa.text("UPDATE record_head SET size = size"))
            other.commit()
        return real(session, **how)

    monkeypatch.setattr(verifying, "verify", meanwhile)
    assert integrity.examine(0) == []


def test_settling_is_a_fact_whose_words_can_be_erased(cast: Cast) -> None:
    append(cast, 8)
    change(3)
    integrity.check_tail(NOW)
    alarms.settle(cast.ines.id, only(), "A test of ours.\nOn purpose.", NOW)
    with reading() as session:
        (alarm,) = alarms.listed(session)
    assert (alarm.settled_by, alarm.reason) == ("Ines Moreau", "A test of ours.\nOn purpose.")
    assert (stored("integrity alarm settled"), alarms.count_open()) == (1, 0)


@pytest.mark.parametrize("reason", ["", "  ", "\u200b", " . . "])
def test_settling_needs_a_reason(cast: Cast, reason: str) -> None:
    append(cast, 8)
    change(3)
    integrity.check_tail(NOW)
    with pytest.raises(Refusal):
        alarms.settle(cast.ines.id, only(), reason, NOW)
    assert alarms.count_open() == 1


def test_an_alarm_is_settled_once_and_only_where_it_is(cast: Cast) -> None:
    append(cast, 8)
    change(3)
    integrity.check_tail(NOW)
    alarms.settle(cast.ines.id, only(), "Known.", NOW)
    with pytest.raises(Refusal, match="settled this alarm already"):
        alarms.settle(cast.ines.id, only(), "Known.", NOW)
    with pytest.raises(Refusal, match="nothing at this address"):
        alarms.settle(cast.ines.id, NOBODY, "Known.", NOW)


def test_an_alarm_rests_only_when_the_record_can_say_so(cast: Cast) -> None:
    append(cast, 8)
    tamper("DELETE FROM record_head")
    integrity.check_tail(NOW)
    with pytest.raises(Refusal, match="takes no new entry"):
        alarms.settle(cast.ines.id, only(), "Known.", NOW)
    assert alarms.count_open() == 1


def test_readyz_and_the_doctor_tell(cast: Cast) -> None:
    append(cast, 8)
    change(3)
    integrity.check_tail(NOW)
    assert readiness.look(NOW).record_alarms == 1
    found = {finding.about: finding.problem for finding in doctor.examine(HOUSE, NOW)}
    assert found["alarms"] and "/record" in found["alarms"]


def test_every_problem_has_a_sentence() -> None:
    assert all(sentence.endswith(".") for sentence in PROBLEMS.values())
