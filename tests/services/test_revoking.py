"""Revoking: two people and a reason, told to the holder, once."""

import json

import pytest
import sqlalchemy as sa

from lms.domain.refusal import Refusal
from lms.services import certificates, revoking
from lms.store import reading, writing
from lms.store.models import Certificate, FactPii, Mail, RecordEntry
from tests.cast import NOBODY, NOW, Cast
from tests.journey import HOUSE, finish

NOTE = "Her brother took the quiz."


@pytest.fixture
def code(small: str, cast: Cast) -> str:
    return finish(cast.ana)


def state_of(code: str) -> tuple[str, str | None]:
    found = certificates.check(HOUSE, code, NOW)
    assert found is not None
    return found.state, found.revoked_for


def refused(*act: object) -> str:
    verb, *arguments = act
    with pytest.raises(Refusal) as refusal:
        verb(*arguments, NOW)  # type: ignore[operator]
    return refusal.value.code


def test_asking_alone_changes_nothing(code: str, cast: Cast) -> None:
    revoking.ask(cast.hana.id, code, "misuse", NOTE, NOW)
    assert state_of(code) == ("valid", None)
    assert [(one.code, one.asker, one.holder, one.note) for one in revoking.waiting()] == [
        (code, "Hana Okafor", "Ana Duarte", NOTE)
    ]


def test_everybody_who_may_decide_gets_a_mail_that_names_nobody(code: str, cast: Cast) -> None:
    revoking.ask(cast.hana.id, code, "misuse", NOTE, NOW)
    with reading() as session:
        mails = session.execute(sa.select(Mail.person_id, Mail.values).where(Mail.kind == "revocation-asked")).all()
    assert [tuple(mail) for mail in mails] == [(cast.ines.id, {"course": "small"})]


def test_a_second_person_revokes_it_and_its_holder_is_told(code: str, cast: Cast) -> None:
    revoking.confirm(cast.ines.id, revoking.ask(cast.hana.id, code, "misuse", NOTE, NOW), NOW)
    assert state_of(code) == ("revoked", "misuse")
    assert revoking.waiting() == []
    with reading() as session:
        mail = session.scalars(sa.select(Mail).where(Mail.kind == "certificate-revoked")).one()
        assert (mail.person_id, mail.values) == (cast.ana.id, {"course": "small"})


def test_the_fact_names_both_and_the_note_stands_beside_it(code: str, cast: Cast) -> None:
    revoking.confirm(cast.ines.id, revoking.ask(cast.hana.id, code, "other", NOTE, NOW), NOW)
    with reading() as session:
        entry = session.scalars(sa.select(RecordEntry).where(RecordEntry.kind == "certificate revoked")).one()
        data = json.loads(entry.body)["data"]
        beside = session.get_one(FactPii, entry.id).body
    assert data == {"asked_by": cast.hana.id, "code": code, "confirmed_by": cast.ines.id, "reason": "other"}
    assert NOTE.encode() in beside and NOTE.encode() not in entry.body


def test_nobody_confirms_what_they_asked(code: str, cast: Cast) -> None:
    asked = revoking.ask(cast.hana.id, code, "error", "", NOW)
    assert refused(revoking.confirm, cast.hana.id, asked) == "own-revocation"
    assert state_of(code) == ("valid", None)


def test_it_is_asked_once_and_revoked_once(code: str, cast: Cast) -> None:
    asked = revoking.ask(cast.hana.id, code, "error", "", NOW)
    assert refused(revoking.ask, cast.hana.id, code, "error", "") == "revocation-open"
    revoking.confirm(cast.ines.id, asked, NOW)
    assert refused(revoking.confirm, cast.ines.id, asked) == "revocation-decided"
    assert refused(revoking.ask, cast.hana.id, code, "error", "") == "certificate-revoked"


def test_what_the_system_revoked_meanwhile_is_not_revoked_again(code: str, cast: Cast) -> None:
    asked = revoking.ask(cast.hana.id, code, "error", "", NOW)
    with writing() as session:
        session.execute(sa.update(Certificate).values(revoked_at=NOW, revoked_for="signature-withdrawn"))
    assert refused(revoking.confirm, cast.ines.id, asked) == "certificate-revoked"


@pytest.mark.parametrize("player", ["hana", "ines"])
def test_either_side_may_drop_it_and_it_may_be_asked_again(code: str, cast: Cast, player: str) -> None:
    revoking.drop(getattr(cast, player).id, revoking.ask(cast.hana.id, code, "error", "", NOW), NOW)
    assert state_of(code) == ("valid", None)
    assert revoking.ask(cast.hana.id, code, "error", "", NOW)


@pytest.mark.parametrize("player", ["ana", "marc", "paul", "aline"])
def test_other_roles_neither_ask_nor_decide(code: str, cast: Cast, player: str) -> None:
    who = getattr(cast, player).id
    assert refused(revoking.ask, who, code, "error", "") == "forbidden"
    asked = revoking.ask(cast.hana.id, code, "error", "", NOW)
    assert {refused(revoking.confirm, who, asked), refused(revoking.drop, who, asked)} == {"forbidden"}


@pytest.mark.parametrize(
    ("reason", "note", "answer"),
    [
        ("", "", "revoke-reason-missing"),
        ("bored", "", "revoke-reason-missing"),
        ("signature-withdrawn", "", "revoke-reason-missing"),
        ("other", " ", "revoke-reason-missing"),
        ("error", "x" * 501, "text-too-long"),
    ],
)
def test_a_reason_of_the_list_is_needed(code: str, cast: Cast, reason: str, note: str, answer: str) -> None:
    assert refused(revoking.ask, cast.hana.id, code, reason, note) == answer


def test_what_is_unknown_is_not_found(code: str, cast: Cast) -> None:
    assert refused(revoking.ask, cast.hana.id, "00000-00000-00000-00000-00000", "error", "") == "not-found"
    assert refused(revoking.confirm, cast.hana.id, NOBODY) == "not-found"
    assert refused(revoking.drop, cast.hana.id, "no id") == "not-found"
