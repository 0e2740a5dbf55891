"""The worker's sweeps: each goes on until nothing is left, and one that fails stops no other."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.services import roles
from lms.store import db, reading
from lms.store.models import Certificate
from lms.sweeps import sweeps
from lms.worker import apart, sweep_all
from tests.cast import NOW, Cast
from tests.journey import finish

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_sweep_goes_on_until_nothing_is_left() -> None:
    left = [5, 2]
    assert sweep_all({"outbox": lambda _: left.pop(0) if left else 0}, lambda: NOON) == 7
    assert left == []


def test_a_sweep_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[datetime] = []

    def broken(_: datetime) -> int:
        raise RuntimeError("the mail server is away")

    def healthy(now: datetime) -> int:
        seen.append(now)
        return 0

    assert sweep_all({"broken": broken, "healthy": healthy}, lambda: NOON) == 0
    assert seen == [NOON]
    assert "'broken' failed" in caplog.text


def test_a_sweep_that_never_ends_leaves_the_others_their_turn() -> None:
    calls = {"endless": 0, "other": 0}

    def endless(_: datetime) -> int:
        calls["endless"] += 1
        return 1

    def other(_: datetime) -> int:
        calls["other"] += 1
        return 0

    sweep_all({"endless": endless, "other": other}, lambda: NOON)
    assert calls["endless"] < 1_000 and calls["other"] == 1


def test_no_sweep_leaves_a_transaction_open_for_the_next_one(app: Flask, cast: Cast, small: str) -> None:
    """The second round finds what the first one wrote: a delivery, an issued badge, a verification."""
    roles.grant(cast.ines.id, cast.omar.id, "auditor", NOW)
    finish(cast.ana)
    left_open = []
    with sweeps(app.config["PARAPH"]) as found:
        for name, sweep in [*found.items()] * 2:
            if name != "certificates":  # printing takes seconds, and tests/services/test_freezing.py has it
                sweep(NOW)
                left_open += [name] if db.session().in_transaction() else []
                db.session.rollback()
    assert left_open == []


def test_a_sweep_that_leaves_a_transaction_open_stops_no_other(app: Flask) -> None:
    seen: list[bool] = []

    def careless(_: datetime) -> int:
        db.session.execute(sa.select(sa.literal(1)))
        return 0

    def next_one(_: datetime) -> int:
        seen.append(db.session().in_transaction())
        return 0

    sweep_all({"careless": apart(app, careless), "next": apart(app, next_one)}, lambda: NOON)
    assert seen == [False]


def test_a_row_read_stays_readable_without_a_new_transaction(small: str, cast: Cast) -> None:
    finish(cast.ana)
    with reading() as session:
        row = session.scalars(sa.select(Certificate)).one()
    assert row.person_id == cast.ana.id
    assert not db.session().in_transaction()
