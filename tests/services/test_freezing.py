"""Freezing: stored with its fact, some at a time, by several workers, and after one was killed."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.services import doctor, freezing
from lms.services.freezing import freeze_pending
from lms.store import reading, writing
from lms.store.models import Certificate, RecordEntry
from tests.cast import NOW, Cast
from tests.journey import HOUSE, finish
from tests.obligations import assign_to

LATER = NOW + timedelta(minutes=2)


def printed(values: str, receipt: bytes | None) -> bytes:
    return b"%PDF " + json.loads(values)["code"].encode()


@pytest.fixture
def three(small: str, cast: Cast) -> list[str]:
    """Certificates of three people that wait; their codes in the order of issue."""
    assign_to(cast, small, cast.marc.id, cast.omar.id)
    return [finish(who, NOW + timedelta(seconds=step)) for step, who in enumerate((cast.ana, cast.marc, cast.omar))]


def rows() -> list[Certificate]:
    with reading() as session:
        found = list(session.scalars(sa.select(Certificate).order_by(Certificate.issued_at)))
        session.expunge_all()
        return found


def facts() -> list[tuple[str, str]]:
    with reading() as session:
        bodies = session.scalars(
            sa.select(RecordEntry.body).where(RecordEntry.kind == "certificate frozen").order_by(RecordEntry.seq)
        )
        return [(data["code"], data["sha256"]) for data in (json.loads(body)["data"] for body in bodies)]


@pytest.mark.parametrize("threads", [1, 3])
def test_a_batch_is_stored_with_a_fact_for_each(three: list[str], threads: int) -> None:
    assert freeze_pending(printed, LATER, threads=threads) == 3
    assert facts() == [(row.code, row.sha256) for row in rows()]
    assert [code for code, _ in facts()] == three


def test_one_that_cannot_be_printed_stops_no_other_and_waits_longer_each_time(three: list[str]) -> None:
    def broken(values: str, receipt: bytes | None) -> bytes:
        if json.loads(values)["code"] == three[0]:
            raise ValueError("no ink")
        return printed(values, receipt)

    assert freeze_pending(broken, LATER) == 2
    assert (rows()[0].tries, rows()[0].last_error, rows()[0].leased_until) == (
        1,
        "no ink",
        LATER + timedelta(seconds=4),
    )
    assert freeze_pending(printed, LATER + timedelta(seconds=5)) == 1


def test_a_worker_that_was_killed_holds_them_up_for_a_minute_only(three: list[str]) -> None:
    def killed(values: str, receipt: bytes | None) -> bytes:
        raise SystemExit

    with pytest.raises(SystemExit):
        freeze_pending(killed, LATER)
    assert (freeze_pending(printed, LATER + timedelta(seconds=59)), facts()) == (0, [])
    assert freeze_pending(printed, LATER + timedelta(seconds=60)) == 3


def test_what_another_worker_stored_meanwhile_is_left_alone(three: list[str]) -> None:
    """The first one was so slow that its lease ended."""

    def slow(values: str, receipt: bytes | None) -> bytes:
        if not facts():
            freeze_pending(printed, LATER + freezing.LEASE)
        return b"%PDF of the slow one"

    assert freeze_pending(slow, LATER) == 0
    assert [code for code, _ in facts()] == three
    assert [row.sha256 for row in rows()] == [digest for _, digest in facts()]


def test_who_has_just_signed_comes_before_those_issued_anew(three: list[str]) -> None:
    with writing() as session:
        anew = sa.update(Certificate).where(Certificate.code == three[0]).values(replaces="AN-OLDER-ONE")
        session.execute(anew)
    assert freeze_pending(printed, LATER, limit=2) == 2
    assert [code for code, _ in facts()] == three[1:]


def test_a_character_that_no_font_has_is_kept_with_the_certificate_and_told_by_the_doctor(three: list[str]) -> None:
    freeze_pending(printed, LATER, unprintable=lambda values: "U+4E2D" if three[1] in values else "")
    assert [row.unprintable for row in rows()] == [None, "U+4E2D", None]
    told = {found.about: found.problem for found in doctor.examine(HOUSE, LATER)}
    assert "1 show a sign for U+4E2D" in (told["fonts"] or "")
