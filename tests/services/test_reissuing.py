"""Issuing anew: another certificate in the place of the old one, which stays as it is."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.domain.refusal import Refusal
from lms.services import certificates, reissuing, revoking
from lms.store import reading, writing
from lms.store.models import Certificate, Person, RecordEntry
from tests.cast import NOW, Cast
from tests.journey import HOUSE, finish
from tests.obligations import assign_to

LATER = NOW + timedelta(days=1)


@pytest.fixture
def code(small: str, cast: Cast) -> str:
    return finish(cast.ana)


def printed(values: str, receipt: bytes | None) -> bytes:
    return b"%PDF " + values.encode()


def values_of(code: str) -> dict[str, object]:
    with reading() as session:
        return dict(session.scalars(sa.select(Certificate.values).where(Certificate.code == code)).one())


def refused(cast: Cast, code: str, why: str = "name") -> str:
    with pytest.raises(Refusal) as refusal:
        reissuing.reissue(HOUSE, cast.hana.id, code, why, LATER)
    return refusal.value.code


def test_the_new_one_has_the_name_of_today_and_everything_else_of_then(code: str, cast: Cast) -> None:
    with writing() as session:
        session.get_one(Person, cast.ana.id).family_name = "Ferreira"
    newer = reissuing.reissue(HOUSE, cast.hana.id, code, "name", LATER)
    old, new = values_of(code), values_of(newer)
    changed = {name for name in old if old[name] != new[name]}
    assert changed == {"holder", "code", "verify_url"}
    assert (old["holder"], new["holder"]) == ("Ana Duarte", "Ana Ferreira")


def test_the_old_file_stays_and_its_code_says_that_a_newer_one_exists(code: str, cast: Cast) -> None:
    certificates.freeze_pending(printed, NOW)
    before = certificates.pdf(cast.ana.id, code)
    newer = reissuing.reissue(HOUSE, cast.hana.id, code, "design", LATER)
    certificates.freeze_pending(printed, LATER)
    assert certificates.pdf(cast.ana.id, code) == before != certificates.pdf(cast.ana.id, newer)
    states = [(found.state, found.code) for one in (code, newer) if (found := certificates.check(HOUSE, one, LATER))]
    assert states == [("superseded", code), ("valid", newer)]
    assert [held.counts for held in certificates.of(cast.ana.id)] == [True, False]


def test_the_fact_names_the_old_one_and_why(code: str, cast: Cast) -> None:
    newer = reissuing.reissue(HOUSE, cast.hana.id, code, "error", LATER)
    with reading() as session:
        query = sa.select(RecordEntry.body).where(RecordEntry.kind == "certificate issued").order_by(RecordEntry.seq)
        fact = json.loads(session.scalars(query).all()[-1])
    assert fact["actor"] == {"id": cast.hana.id, "kind": "person"} and fact["subject"] == cast.ana.id
    assert (fact["data"]["code"], fact["data"]["replaces"], fact["data"]["why"]) == (newer, code, "error")
    assert b"Duarte" not in json.dumps(fact).encode()


def test_what_does_not_count_is_not_issued_anew(code: str, cast: Cast) -> None:
    newer = reissuing.reissue(HOUSE, cast.hana.id, code, "name", LATER)
    revoking.confirm(cast.ines.id, revoking.ask(cast.hana.id, newer, "error", "", LATER), LATER)
    assert refused(cast, code) == "certificate-superseded"
    assert refused(cast, newer) == "certificate-revoked"
    assert refused(cast, "00000-00000-00000-00000-00000") == "not-found"
    assert refused(cast, code, "") == "anew-reason-missing"


def test_an_expired_one_stays_expired(code: str, cast: Cast) -> None:
    with pytest.raises(Refusal) as refusal:
        reissuing.reissue(HOUSE, cast.hana.id, code, "name", NOW + timedelta(days=400))
    assert refusal.value.code == "certificate-expired"


def test_a_whole_course_is_issued_anew_once_even_when_it_was_interrupted(
    small: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reissuing, "BATCH", 1)
    assign_to(cast, small, cast.marc.id, cast.omar.id)
    codes = [finish(who) for who in (cast.ana, cast.marc, cast.omar)]
    revoking.confirm(cast.ines.id, revoking.ask(cast.hana.id, codes[2], "error", "", NOW), NOW)
    first = reissuing.course_anew(HOUSE, cast.hana.id, small, "design", LATER, LATER)
    assert next(first) == (1, 2)
    first.close()
    assert list(reissuing.course_anew(HOUSE, cast.hana.id, small, "design", LATER, LATER)) == [(1, 1)]
    with reading() as session:
        replaced = session.scalars(sa.select(Certificate.replaces).where(Certificate.replaces.is_not(None))).all()
    assert sorted(replaced) == sorted(codes[:2])
    assert reissuing.waiting(small) == 5
