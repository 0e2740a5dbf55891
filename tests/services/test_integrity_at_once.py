"""Several workers and readers at the same instant: one verification, one alarm, one look."""

import sqlalchemy as sa
from flask import Flask

from lms.services import integrity, record, viewing
from lms.store import reading
from lms.store.models import RecordAlarm
from tests.cast import NOW, Cast
from tests.obligations import HOUSE
from tests.services.test_hr_at_once import at_once
from tests.services.test_integrity import BODY, mails
from tests.store.test_record import append, tamper


def test_of_many_workers_one_verifies_the_night(app: Flask, cast: Cast) -> None:
    append(cast, 20)
    done: list[int] = []
    assert at_once(app, *[lambda: done.append(integrity.check_nightly(HOUSE, NOW))] * 6) == ["done"] * 6
    assert sorted(done) == [0, 0, 0, 0, 0, 1]


def test_workers_that_start_together_sound_one_alarm(app: Flask, cast: Cast) -> None:
    append(cast, 20)
    tamper("UPDATE record_entry SET body = :body WHERE seq = 3", body=BODY)
    assert at_once(app, *[lambda: integrity.check_tail(NOW)] * 6) == ["done"] * 6
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(RecordAlarm)) == 1
    assert len(mails()) == 1


def test_one_look_in_many_windows_is_one_fact(app: Flask, cast: Cast) -> None:
    look = [lambda: viewing.viewed(cast.hana.id, cast.ana.id, "receipt", NOW)]
    assert at_once(app, *look * 8) == ["done"] * 8
    assert len(viewing.looks_at(cast.ana.id)) == 1 and record.verify().problem is None
