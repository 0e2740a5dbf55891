"""Declining to sign: one fact, a reason beside it, HR told; and signing later all the same."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.domain.refusal import Refusal
from lms.services import declining, doctor, objections, opening, progress, signing, tallies
from lms.services.signing import Seen
from lms.store import reading
from lms.store.models import Enrolment, Mail, RecordEntry
from tests.cast import NOW, Cast, Player
from tests.journey import HOUSE, SLUG, act, answer_all, read_all
from tests.web.learning import publish_next

LATER = NOW + timedelta(hours=1)


def ready(person: Player) -> Seen:
    """Everything read and passed; the text before the signer's eyes."""
    opening.open_course(person.id, SLUG, "en", NOW)
    read_all(person)
    answer_all(person)
    edition = progress.of(person.id, SLUG).edition
    return Seen(edition.id, edition.documents["en"], "en")


def decline(person: Player, seen: Seen, reason: str = "I was not consulted.") -> None:
    declining.decline(person.id, SLUG, seen, reason, LATER)


def entries(kind: str) -> int:
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).where(RecordEntry.kind == kind)) or 0


def problems() -> list[str]:
    return [finding.problem for finding in doctor.examine(HOUSE, LATER) if finding.problem]


def test_declining_is_a_fact_and_a_date_on_the_enrolment(cast: Cast, small: str) -> None:
    decline(cast.ana, ready(cast.ana))
    with reading() as session:
        assert session.scalars(sa.select(Enrolment.declined_at)).all() == [LATER]
    assert (entries("declined"), problems()) == (1, [])


def test_the_reason_stands_beside_the_record_for_hr_to_read(cast: Cast, small: str) -> None:
    decline(cast.ana, ready(cast.ana))
    with reading() as session:
        assert b"consulted" not in b"".join(session.scalars(sa.select(RecordEntry.body)))
    (objection,) = objections.objections_of(cast.ana.id)
    assert (objection.kind, objection.number, objection.reason) == ("declined", "1.0", "I was not consulted.")


def test_each_of_hr_gets_a_mail_without_name_or_reason(cast: Cast, small: str) -> None:
    decline(cast.ana, ready(cast.ana))
    with reading() as session:
        mails = session.scalars(sa.select(Mail).where(Mail.kind == "declined")).all()
    assert [(mail.person_id, mail.values) for mail in mails] == [
        (cast.hana.id, {"course": "small", "person": cast.ana.id})
    ]


def test_declining_twice_is_once(cast: Cast, small: str) -> None:
    seen = ready(cast.ana)
    decline(cast.ana, seen)
    decline(cast.ana, seen, "Another reason")
    with reading() as session:
        mails = session.scalar(sa.select(sa.func.count()).where(Mail.kind == "declined"))
    assert (entries("declined"), mails) == (1, 1)


def test_who_declined_can_still_sign_and_then_it_no_longer_counts(cast: Cast, small: str) -> None:
    decline(cast.ana, ready(cast.ana))
    assert tallies.courses(LATER)[0].numbers["declined"] == 1
    signing.sign(HOUSE, cast.ana.id, SLUG, act(cast.ana, LATER), LATER)
    assert tallies.courses(LATER)[0].numbers["declined"] == 0
    assert problems() == []


def test_a_newer_edition_is_declined_anew(cast: Cast, small: str) -> None:
    decline(cast.ana, ready(cast.ana))
    publish_next(cast)
    read_all(cast.ana, now=LATER)
    edition = progress.of(cast.ana.id, SLUG).edition
    decline(cast.ana, Seen(edition.id, edition.documents["en"], "en"))
    assert (entries("declined"), problems()) == (2, [])


@pytest.mark.parametrize(
    ("change", "reason", "code"),
    [
        ({}, "", "reason-wanted"),
        ({}, " . \u200b ", "reason-wanted"),
        ({}, "x" * 1001, "text-too-long"),
        ({"edition_id": "another"}, "No.", "edition-changed"),
        ({"document": "0" * 64}, "No.", "edition-changed"),
        ({"language": "de"}, "No.", "edition-changed"),
    ],
    ids=range(6),
)
def test_what_is_refused_leaves_nothing(cast: Cast, small: str, change: dict[str, str], reason: str, code: str) -> None:
    seen = replace(ready(cast.ana), **change)
    with pytest.raises(Refusal) as refusal:
        decline(cast.ana, seen, reason)
    assert (refusal.value.code, entries("declined")) == (code, 0)


def test_who_has_signed_has_nothing_to_decline(cast: Cast, small: str) -> None:
    seen = ready(cast.ana)
    signing.sign(HOUSE, cast.ana.id, SLUG, act(cast.ana), NOW)
    with pytest.raises(Refusal) as refusal:
        decline(cast.ana, seen)
    assert (refusal.value.code, entries("declined")) == ("not-open", 0)


def test_who_has_not_read_it_cannot_decline_it(cast: Cast, small: str) -> None:
    seen = ready(cast.ana)
    opening.open_course(cast.omar.id, SLUG, "en", NOW)
    with pytest.raises(Refusal) as refusal:
        decline(cast.omar, seen)
    assert (refusal.value.code, entries("declined")) == ("not-ready", 0)
