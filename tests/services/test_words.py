"""Written, unmarked and practice questions through a whole quiz: points, record, statistics, earlier attempts."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.domain.refusal import Refusal
from lms.services import attempts, progress, question_statistics, quiz
from lms.store import reading
from lms.store.models import Answer
from tests import wordings
from tests.cast import NOW, Cast
from tests.journey import HOUSE
from tests.wordings import HALF, RIGHT, SECRET

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def words(cast: Cast) -> str:
    return wordings.publish(cast)


def taken(person, answers=RIGHT, now=NOW):
    attempt = wordings.begin(person, now)
    wordings.answer(person, attempt, answers, now)
    return attempt


def state(person):
    return progress.of(person.id, "small").quizzes["quiz-check"]


def test_what_is_not_marked_and_what_is_practice_have_no_points(words, cast):
    taken(cast.ana)
    assert (state(cast.ana).held, state(cast.ana).total, state(cast.ana).passed) == (4000, 4000, True)


def test_part_marks_count_half(words, cast):
    taken(cast.ana, HALF)
    assert (state(cast.ana).held, state(cast.ana).passed) == (1000, False)


def test_all_or_nothing_counts_none(cast):
    wordings.publish(cast, "(all or nothing, pass 60%)")
    taken(cast.ana, HALF)
    assert state(cast.ana).held == 0


def test_a_retry_asks_neither_survey_nor_reflection_again(words, cast):
    taken(cast.ana, HALF)
    quiz.start(cast.ana.id, "small", "quiz-check", "en", LATER)
    asked = [item.question.id for item in quiz.page(cast.ana.id, "small", "quiz-check").items]
    assert asked == ["q-hours", "q-team", "q-share", "q-colour"]


def test_a_quiz_of_nothing_marked_is_passed_when_it_is_answered(cast):
    unmarked = "\n### Survey" + wordings.QUESTIONS.partition("\n### Survey")[2]
    french = "\n### À quelle" + wordings.FRENCH.partition("\n### À quelle")[2]
    wordings.publish(cast, "(pass 100%)", unmarked, french)
    taken(cast.ana)
    assert (state(cast.ana).passed, state(cast.ana).total) == (True, 0)


def test_a_reflection_reaches_no_row_but_its_own(words, cast):
    taken(cast.ana)
    with reading() as session:
        tables = Answer.metadata.tables
        found = {name for name in tables if SECRET in repr(session.execute(sa.select(tables[name])).all())}
    assert found == {"answer"}


def test_a_survey_is_no_evidence(words, cast):
    taken(cast.ana)
    with reading() as session:
        side = repr(session.execute(sa.select(Answer.metadata.tables["fact_pii"])).all())
    assert "q-hours" in side and "q-often" not in side and "q-reflect" not in side


@pytest.mark.parametrize(
    ("question", "given", "code"),
    [
        ("q-hours", ["a day"], "not-a-number"),
        ("q-hours", ["1e999999999"], "not-a-number"),
        ("q-hours", ["9" * 10_000], "not-a-number"),
        ("q-hours", [""], "nothing-written"),
        ("q-team", [" "], "nothing-written"),
        ("q-team", ["x" * 201], "answer-too-long"),
        ("q-reflect", ["x" * 5001], "answer-too-long"),
        ("q-often", [], "no-answer"),
        ("q-often", ["z"], "answer-unknown"),
    ],
)
def test_what_cannot_be_judged_is_refused_and_not_kept(words, cast, question, given, code):
    attempt = wordings.begin(cast.ana)
    with pytest.raises(Refusal) as refused:
        quiz.answer(HOUSE, cast.ana.id, "small", attempt, question, {question: given}, NOW)
    assert refused.value.code == code
    with reading() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(Answer)).scalar() == 0


def test_an_earlier_attempt_opens_again_as_it_was(words, cast):
    first = taken(cast.ana, HALF)
    second = quiz.start(cast.ana.id, "small", "quiz-check", "en", LATER)
    wordings.answer(cast.ana, second, RIGHT, LATER)
    again = attempts.again(cast.ana.id, "small", "quiz-check", first)
    assert [item.given for item in again.items][:2] == ["12", "press office"]
    assert again.result and (again.result.got, again.result.of) == (1000, 4000)
    assert [sitting.id for sitting in attempts.finished(cast.ana.id, "small", "quiz-check")] == [second, first]


def test_an_open_attempt_or_that_of_another_is_not_shown(words, cast):
    theirs, mine = taken(cast.omar), wordings.begin(cast.ana)
    for attempt in (theirs, mine):
        with pytest.raises(Refusal) as refused:
            attempts.again(cast.ana.id, "small", "quiz-check", attempt)
        assert refused.value.code == "not-found"


def lines(slug="small"):
    _, quizzes = question_statistics.of_course(slug)
    return {line.question.id: line for part in quizzes for line in part.lines}


def test_under_twenty_first_attempts_nothing_is_told(words, cast):
    taken(cast.ana)
    line = lines()["q-hours"]
    assert (line.number, line.hidden, line.counts, line.percent) == (1, True, (), None)


def test_reflections_are_not_in_the_statistics_at_all(words, cast):
    taken(cast.ana)
    assert "q-reflect" not in lines()


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(question_statistics, "FEWEST_ATTEMPTS", 2)
    monkeypatch.setattr(question_statistics, "FEWEST_WORDINGS", 2)


def test_from_the_least_on_first_attempts_are_counted_and_retries_are_not(few, words, cast):
    taken(cast.ana, HALF)
    retry = quiz.start(cast.ana.id, "small", "quiz-check", "en", LATER)
    wordings.answer(cast.ana, retry, RIGHT, LATER)
    taken(cast.omar)
    found = lines()
    assert (found["q-hours"].number, found["q-hours"].percent, found["q-share"].percent) == (2, 50, 75)
    assert [(count.key, count.count) for count in found["q-often"].counts] == [("a", 0), ("b", 2)]


def test_a_wording_of_one_person_is_not_shown(few, words, cast):
    taken(cast.ana, HALF)
    taken(cast.omar)
    line = lines()["q-team"]
    assert [(count.label, count.right) for count in line.counts] == [("The Security Desk", True)]
    assert line.others == 1


def test_a_wrong_wording_of_enough_people_is_shown(few, words, cast):
    taken(cast.ana, HALF)
    taken(cast.omar, HALF | {"q-team": ["The press office"]})
    assert [(count.key, count.count, count.right) for count in lines()["q-team"].counts] == [("press office", 2, False)]


def test_a_course_without_an_edition_has_no_statistics(cast):
    with pytest.raises(Refusal):
        question_statistics.of_course("nowhere")
