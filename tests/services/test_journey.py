"""One person's whole way through a course, verb by verb, and what the record says afterwards."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.domain.facts import Entry
from lms.domain.quiz import Result
from lms.domain.refusal import Refusal
from lms.services import certificates, opening, progress, quiz, reading, record, signing
from lms.store import reading as looking
from lms.store import record as log
from lms.store import writing
from lms.store.models import Answer, Attempt, Award, Enrolment, FactPii
from tests.cast import NOW, Cast, Player
from tests.journey import HOUSE, RIGHT, act, answer_all, finish, read_all

SLUG = "small"


def facts_of(person: Player) -> list[Entry]:
    with looking() as session:
        return log.entries_of(session, person.id, SLUG)


def kinds_of(person: Player) -> list[str]:
    return [entry.kind for entry in facts_of(person)]


def refusal(error: pytest.ExceptionInfo[Refusal]) -> str:
    return error.value.code


def test_the_whole_way_leaves_one_fact_for_each_step(small: str, cast: Cast) -> None:
    finish(cast.ana)
    assert kinds_of(cast.ana) == [
        "assigned",
        "opened",
        "module read",
        "quiz taken",
        "signed",
        "completed",
        "badge earned",
        "certificate issued",
    ]
    assert record.verify().problem is None


def test_completing_gives_a_certificate_and_a_badge(small: str, cast: Cast) -> None:
    code = finish(cast.ana)
    held = certificates.of(cast.ana.id)
    assert [(one.code, one.score_percent, one.ready) for one in held] == [(code, 100, False)]
    assert list(certificates.badges(cast.ana.id)) == ["course/small"]


def test_progress_follows_every_step(small: str, cast: Cast) -> None:
    def step() -> tuple[str, int]:
        stand = progress.of(cast.ana.id, SLUG)
        return stand.next_step().kind, stand.percent

    seen = [step()]
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    seen.append(step())
    read_all(cast.ana)
    seen.append(step())
    answer_all(cast.ana)
    seen.append(step())
    signing.sign(HOUSE, cast.ana.id, SLUG, act(cast.ana), NOW)
    seen.append(step())
    assert [kind for kind, _ in seen] == ["start", "read", "quiz", "sign", "done"]
    assert [percent for _, percent in seen] == sorted(percent for _, percent in seen)
    assert seen[-1] == ("done", 100)


def test_the_enrolment_row_climbs_the_ladder(small: str, cast: Cast) -> None:
    finish(cast.ana)
    with looking() as session:
        row = session.scalars(sa.select(Enrolment)).one()
        assert row.state == "completed"
        assert None not in (row.opened_at, row.displayed_at, row.tested_at, row.signed_at, row.completed_at)
        assert (row.notified_at, row.score_got, row.score_of) == (None, 4000, 4000)


def test_opening_twice_is_harmless(small: str, cast: Cast) -> None:
    for _ in range(2):
        opening.open_course(cast.ana.id, SLUG, "en", NOW)
    assert kinds_of(cast.ana) == ["assigned", "opened"]


def test_sections_are_working_rows_until_the_module_is_complete(small: str, cast: Cast) -> None:
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    stand = read_all(cast.ana, ["what-stays-inside"])
    assert "module read" not in kinds_of(cast.ana)
    assert stand.displayed == {"what-stays-inside"}
    read_all(cast.ana, ["everyday-posts"], how="declared")
    sections = facts_of(cast.ana)[-1].data["sections"]
    assert [(section["tag"], section["how"]) for section in sections] == [
        ("what-stays-inside", "observed"),
        ("everyday-posts", "declared"),
    ]


def test_reading_the_same_section_again_changes_nothing(small: str, cast: Cast) -> None:
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    read_all(cast.ana)
    before = kinds_of(cast.ana)
    read_all(cast.ana)
    assert kinds_of(cast.ana) == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"module_id": "elsewhere"}, "not-found"),
        ({"sections": ["ack-posting"]}, "not-found"),
        ({"how": "guessed"}, "not-found"),
        ({"edition_id": "00000000-0000-4000-8000-000000000000"}, "edition-changed"),
    ],
)
def test_reading_refuses_what_no_page_of_ours_sends(small: str, cast: Cast, change: dict[str, str], code: str) -> None:
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    edition = progress.of(cast.ana.id, SLUG).edition.id
    sent = {"module_id": "posting", "sections": ["everyday-posts"], "how": "observed", "edition_id": edition}
    with pytest.raises(Refusal) as error:
        reading.displayed(HOUSE, cast.ana.id, SLUG, language="en", now=NOW, **(sent | change))  # type: ignore[arg-type]
    assert refusal(error) == code


def test_nothing_counts_before_the_course_is_started(small: str, cast: Cast) -> None:
    with pytest.raises(Refusal) as error:
        read_all(cast.ana)
    assert refusal(error) == "not-started"


def test_a_quiz_waits_for_its_module_to_be_read(small: str, cast: Cast) -> None:
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    with pytest.raises(Refusal) as error:
        quiz.start(cast.ana.id, SLUG, "quiz-check", "en", NOW)
    assert refusal(error) == "read-first"


def test_a_wrong_answer_is_judged_and_the_retry_asks_only_what_was_missed(small: str, cast: Cast) -> None:
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    read_all(cast.ana)
    answer_all(cast.ana, RIGHT | {"q-share": ["a", "b"]})
    page = quiz.page(cast.ana.id, SLUG, "quiz-check")
    assert page.result is not None and (page.result.held, page.result.total, page.result.passed) == (2000, 4000, False)
    quiz.start(cast.ana.id, SLUG, "quiz-check", "en", NOW)
    again = quiz.page(cast.ana.id, SLUG, "quiz-check")
    assert [item.question.id for item in again.items] == ["q-share"]
    answer_all(cast.ana)
    final = quiz.page(cast.ana.id, SLUG, "quiz-check").result
    assert final == Result(got=2000, of=2000, held=4000, total=4000, passed=True)


def test_a_critical_question_must_be_right_to_pass(small: str, cast: Cast) -> None:
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    read_all(cast.ana)
    answer_all(cast.ana, RIGHT | {"q-journalist": ["a"]})
    assert not progress.of(cast.ana.id, SLUG).quizzes["quiz-check"].passed


def test_attempts_run_out(small: str, cast: Cast) -> None:
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    read_all(cast.ana)
    for _ in range(3):
        answer_all(cast.ana, RIGHT | {"q-journalist": ["a"]})
    with pytest.raises(Refusal) as error:
        quiz.start(cast.ana.id, SLUG, "quiz-check", "en", NOW)
    assert refusal(error) == "no-attempts"


def test_the_same_answer_again_is_harmless_and_another_one_refused(small: str, cast: Cast) -> None:
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    read_all(cast.ana)
    attempt = quiz.start(cast.ana.id, SLUG, "quiz-check", "en", NOW)
    for _ in range(2):
        quiz.answer(HOUSE, cast.ana.id, SLUG, attempt, "q-journalist", {"q-journalist": ["b"]}, NOW)
    with pytest.raises(Refusal) as error:
        quiz.answer(HOUSE, cast.ana.id, SLUG, attempt, "q-journalist", {"q-journalist": ["a"]}, NOW)
    assert refusal(error) == "already-answered"
    with looking() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Answer)) == 1


@pytest.mark.parametrize(
    ("question", "form", "code"),
    [
        ("q-journalist", {}, "no-answer"),
        ("q-journalist", {"q-journalist": ["z"]}, "answer-unknown"),
        ("q-unknown", {"q-unknown": ["a"]}, "not-found"),
    ],
)
def test_answers_that_no_page_sends_are_refused(
    small: str, cast: Cast, question: str, form: dict[str, list[str]], code: str
) -> None:
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    read_all(cast.ana)
    attempt = quiz.start(cast.ana.id, SLUG, "quiz-check", "en", NOW)
    with pytest.raises(Refusal) as error:
        quiz.answer(HOUSE, cast.ana.id, SLUG, attempt, question, form, NOW)
    assert refusal(error) == code


def test_somebody_elses_attempt_does_not_exist(small: str, cast: Cast) -> None:
    for person in (cast.ana, cast.omar):
        opening.open_course(person.id, SLUG, "en", NOW)
        read_all(person)
    attempt = quiz.start(cast.ana.id, SLUG, "quiz-check", "en", NOW)
    with pytest.raises(Refusal) as error:
        quiz.answer(HOUSE, cast.omar.id, SLUG, attempt, "q-journalist", {"q-journalist": ["b"]}, NOW)
    assert refusal(error) == "not-found"


def test_an_attempt_goes_on_where_it_stopped(small: str, cast: Cast) -> None:
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    read_all(cast.ana)
    first = quiz.start(cast.ana.id, SLUG, "quiz-check", "en", NOW)
    order = [item.order for item in quiz.page(cast.ana.id, SLUG, "quiz-check").items]
    assert quiz.start(cast.ana.id, SLUG, "quiz-check", "en", NOW) == first
    assert [item.order for item in quiz.page(cast.ana.id, SLUG, "quiz-check").items] == order
    with looking() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Attempt)) == 1


def test_signing_twice_is_one_signature_with_one_certificate(small: str, cast: Cast) -> None:
    code = finish(cast.ana)
    assert signing.sign(HOUSE, cast.ana.id, SLUG, act(cast.ana), NOW + timedelta(seconds=1)) == code
    assert kinds_of(cast.ana).count("signed") == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ticked": frozenset({"a"})}, "tick-all"),
        ({"ticked": frozenset({"a", "b", "c"})}, "tick-all"),
        ({"consent": False}, "consent-missing"),
        ({"typed_name": "Ana"}, "name-differs"),
        ({"typed_name": "Omar Haddad"}, "name-differs"),
        ({"typed_name": ""}, "name-differs"),
        ({"authenticated_at": NOW - timedelta(minutes=16)}, "confirm-password"),
        ({"edition_id": "00000000-0000-4000-8000-000000000000"}, "edition-changed"),
        ({"document": "0" * 64}, "edition-changed"),
        ({"language": "fr"}, "edition-changed"),
    ],
)
def test_a_signature_that_is_not_deliberate_is_refused(
    small: str, cast: Cast, change: dict[str, object], code: str
) -> None:
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    read_all(cast.ana)
    answer_all(cast.ana)
    before = kinds_of(cast.ana)
    with pytest.raises(Refusal) as error:
        signing.sign(HOUSE, cast.ana.id, SLUG, act(cast.ana, **change), NOW)
    assert (refusal(error), kinds_of(cast.ana)) == (code, before)


@pytest.mark.parametrize("typed", ["ana duarte", "ANA  DUARTE", " Ána Duarté "])
def test_the_name_is_compared_ignoring_case_accents_and_blanks(small: str, cast: Cast, typed: str) -> None:
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    read_all(cast.ana)
    answer_all(cast.ana)
    assert signing.sign(HOUSE, cast.ana.id, SLUG, act(cast.ana, typed_name=typed), NOW)


def test_nobody_signs_before_everything_is_done(small: str, cast: Cast) -> None:
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    read_all(cast.ana)
    with pytest.raises(Refusal) as error:
        signing.sign(HOUSE, cast.ana.id, SLUG, act(cast.ana), NOW)
    assert refusal(error) == "not-ready"


def test_the_record_of_a_signature_names_nobody_and_binds_the_text(small: str, cast: Cast) -> None:
    finish(cast.ana)
    with looking() as session:
        bodies = b"".join(row for row in session.scalars(sa.text("SELECT body FROM record_entry")))
        assert b"Ana" not in bodies and b"Duarte" not in bodies and b"ostrelle" not in bodies
        edition = progress.of(cast.ana.id, SLUG).edition
    signed = next(entry for entry in facts_of(cast.ana) if entry.kind == "signed")
    assert signed.data["edition"] == {
        "number": "1.0",
        "sha256": edition.sha256,
        "language": "en",
        "document": edition.documents["en"],
    }
    assert [statement["text"] for statement in signed.data["statements"]] == [
        "I have read the posting policy, version 1.0.",
        "I will not publish client names or figures before Ostrelle does.",
    ]


def test_erasing_the_side_rows_leaves_a_record_that_verifies(small: str, cast: Cast) -> None:
    finish(cast.ana)
    with writing() as session:
        session.execute(sa.delete(FactPii))
    assert record.verify().problem is None


def test_a_second_cycle_begins_from_nothing_and_keeps_the_first(small: str, cast: Cast) -> None:
    finish(cast.ana)
    opening.open_course(cast.ana.id, SLUG, "en", NOW + timedelta(days=300))
    stand = progress.of(cast.ana.id, SLUG)
    assert (stand.open, stand.displayed, stand.quizzes["quiz-check"].used) == (True, frozenset(), 0)
    finish(cast.ana, NOW + timedelta(days=300))
    assert len(certificates.of(cast.ana.id)) == 2
    with looking() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Award)) == 1
