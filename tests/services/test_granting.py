"""When the last attempt is used, HR grants one more: once, to whoever needs it, and the doctor agrees."""

import json

import pytest
import sqlalchemy as sa

from lms.domain.refusal import Refusal
from lms.services import assigning, doctor, granting, opening, progress, quiz, record
from lms.store import reading
from lms.store.models import RecordEntry
from tests.cast import NOBODY, NOW, Cast, Player
from tests.journey import HOUSE, RIGHT, SLUG, answer_all, read_all
from tests.obligations import assign_to, differences, enrolment_of

WRONG = RIGHT | {"q-journalist": ["a"]}


def use_up(person: Player) -> str:
    """Takes every attempt in vain; the id of the enrolment."""
    opening.open_course(person.id, SLUG, "en", NOW)
    read_all(person)
    for _ in range(3):
        answer_all(person, WRONG)
    return enrolment_of(person.id).id


def refused(actor: Player, enrolment: str, tag: str = "quiz-check") -> str:
    with pytest.raises(Refusal) as error:
        granting.grant_attempt(actor.id, enrolment, tag, NOW)
    return error.value.code


def test_a_quiz_without_attempts_is_named_with_its_course(small: str, cast: Cast) -> None:
    enrolment = use_up(cast.ana)
    (found,) = granting.used_up(cast.ana.id)
    assert (found.enrolment, found.quiz, found.used) == (enrolment, "quiz-check", 3)
    assert found.quiz_titles == {"en": "Check yourself", "fr": "Vérifiez vos acquis"}


def test_after_the_grant_she_passes_and_the_doctor_is_silent(small: str, cast: Cast) -> None:
    enrolment = use_up(cast.ana)
    granting.grant_attempt(cast.hana.id, enrolment, "quiz-check", NOW)
    assert granting.used_up(cast.ana.id) == ()
    answer_all(cast.ana)
    assert progress.of(cast.ana.id, SLUG).quizzes["quiz-check"].passed
    assert [found for found in doctor.examine(HOUSE, NOW) if found.problem] == [] and differences() == []


def test_one_grant_is_one_attempt(small: str, cast: Cast) -> None:
    enrolment = use_up(cast.ana)
    granting.grant_attempt(cast.hana.id, enrolment, "quiz-check", NOW)
    assert refused(cast.hana, enrolment) == "attempts-left"
    answer_all(cast.ana, WRONG)
    with pytest.raises(Refusal, match="All attempts are used"):
        quiz.start(cast.ana.id, SLUG, "quiz-check", "en", NOW)


def test_an_open_attempt_is_an_attempt_left(small: str, cast: Cast) -> None:
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    read_all(cast.ana)
    for _ in range(2):
        answer_all(cast.ana, WRONG)
    quiz.start(cast.ana.id, SLUG, "quiz-check", "en", NOW)
    assert refused(cast.hana, enrolment_of(cast.ana.id).id) == "attempts-left"


def test_the_grant_counts_whichever_obligation_is_due_first(small: str, cast: Cast) -> None:
    """Her own start has no due date, so what HR assigns meanwhile comes before it."""
    use_up(cast.ana)
    assign_to(cast, small, cast.ana.id)
    granting.grant_attempt(cast.hana.id, enrolment_of(cast.ana.id, 0).id, "quiz-check", NOW)
    assert not progress.of(cast.ana.id, SLUG).quizzes["quiz-check"].exhausted
    assert differences() == []


def test_the_record_names_who_granted_what(small: str, cast: Cast) -> None:
    enrolment = use_up(cast.ana)
    granting.grant_attempt(cast.hana.id, enrolment, "quiz-check", NOW)
    with reading() as session:
        body = json.loads(session.scalars(sa.select(RecordEntry.body).order_by(RecordEntry.seq.desc())).first() or b"")
    assert (body["kind"], body["enrolment"], body["data"]) == ("attempt granted", enrolment, {"quiz": "quiz-check"})
    assert body["actor"] == {"kind": "person", "id": cast.hana.id}
    assert record.verify().problem is None


@pytest.mark.parametrize("enrolment", ["nonsense", NOBODY])
def test_an_enrolment_that_is_not_there_is_not_found(small: str, cast: Cast, enrolment: str) -> None:
    assert refused(cast.hana, enrolment) == "not-found"


@pytest.mark.parametrize("tag", ["what-stays-inside", "nothing", ""])
def test_what_is_no_quiz_of_the_course_is_not_found(small: str, cast: Cast, tag: str) -> None:
    assert refused(cast.hana, use_up(cast.ana), tag) == "not-found"


def test_what_is_waived_takes_no_attempt(small: str, cast: Cast) -> None:
    enrolment = use_up(cast.ana)
    assigning.waive(cast.hana.id, enrolment, "Trained elsewhere", NOW)
    assert granting.used_up(cast.ana.id) == ()
    assert refused(cast.hana, enrolment) == "not-open"
