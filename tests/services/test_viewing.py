"""Looking at somebody's evidence leaves a fact, once for each look, and that person can see it."""

from datetime import timedelta

import pytest

from lms.domain.facts import OPERATOR
from lms.domain.kinds import EvidenceExported
from lms.domain.refusal import Refusal
from lms.domain.viewing import VIEWED
from lms.services import record, viewing
from lms.store import writing
from tests.cast import NOBODY, NOW, Cast

HOUR = timedelta(hours=1)


def test_a_look_is_a_fact_that_its_subject_sees(cast: Cast) -> None:
    assert viewing.viewed(cast.hana.id, cast.ana.id, "person-page", NOW)
    (look,) = viewing.looks_at(cast.ana.id)
    assert (look.by, look.at, look.what) == ("Hana Okafor", NOW, "person-page")


def test_looking_again_within_the_hour_is_one_look(cast: Cast) -> None:
    looks = [viewing.viewed(cast.hana.id, cast.ana.id, "receipt", NOW + i * HOUR / 2) for i in range(4)]
    assert looks == [True, False, True, False]


def test_another_person_another_subject_and_another_thing_are_other_looks(cast: Cast) -> None:
    looks = [(cast.hana, cast.ana, "receipt"), (cast.ines, cast.ana, "receipt")]
    looks += [(cast.hana, cast.omar, "receipt"), (cast.hana, cast.ana, "certificate")]
    assert all(viewing.viewed(who.id, whom.id, what, NOW) for who, whom, what in looks)
    assert len(viewing.looks_at(cast.ana.id)) == 3


def test_a_file_that_was_taken_away_is_a_look_too(cast: Cast) -> None:
    with writing() as session:
        for actor in (OPERATOR, record.person(cast.hana.id), record.person(cast.ana.id)):
            fact = EvidenceExported("personal-data", "0" * 64)
            record.seal(session, record.draft(fact, actor=actor, now=NOW, subject=cast.ana.id))
    looks = viewing.looks_at(cast.ana.id)
    assert [(look.by, look.operator) for look in looks] == [("Hana Okafor", False), ("", True)]


def test_a_clock_that_went_back_hides_no_look(cast: Cast) -> None:
    assert viewing.viewed(cast.hana.id, cast.ana.id, "receipt", NOW)
    assert viewing.viewed(cast.hana.id, cast.ana.id, "receipt", NOW - HOUR)


def test_looking_at_oneself_is_nobodys_business(cast: Cast) -> None:
    before = record.head()
    assert not viewing.viewed(cast.ana.id, cast.ana.id, "receipt", NOW)
    assert record.head() == before


@pytest.mark.parametrize("subject", [NOBODY, "x' OR 1=1", ""])
def test_nobody_cannot_be_looked_at(cast: Cast, subject: str) -> None:
    with pytest.raises(Refusal, match="nothing at this address"):
        viewing.viewed(cast.hana.id, subject, "receipt", NOW)


def test_what_can_be_looked_at_is_a_closed_list(cast: Cast) -> None:
    with pytest.raises(KeyError, match="diary"):
        viewing.viewed(cast.hana.id, cast.ana.id, "diary", NOW)
    assert all(sentence and code == code.lower() for code, sentence in VIEWED.items())
