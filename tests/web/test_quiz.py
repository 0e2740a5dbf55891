"""Quizzes: judged on the server, told after the answer, kept whatever happens."""

import pytest

from lms.services import progress, quiz
from tests.web.learning import QUIZ, RIGHT, WRONG, answer, answer_all, publish_next, read, start, start_quiz

SECRETS = (
    "Right. The journalist gets an answer",
    "A private message can be quoted",
    "One voice keeps",
    "It is public.",
)


@pytest.fixture
def ana(small, cast, as_):
    """Ana has read the module and started its quiz."""
    client = as_(cast.ana)
    start(client)
    read(client, cast.ana.id)
    start_quiz(client)
    return client


def state(person_id):
    return progress.of(person_id, "small").quizzes["quiz-check"]


def asked(client):
    """The question on the page, by its hidden field."""
    return client.get(QUIZ).text.split('name="question" value="')[1].split('"')[0]


def test_looking_at_a_quiz_starts_none(small, cast, as_):
    client = as_(cast.ana)
    start(client)
    read(client, cast.ana.id)
    assert "Start the quiz" in client.get(QUIZ).text and state(cast.ana.id).used == 0


def test_the_module_comes_first(small, cast, as_):
    client = as_(cast.ana)
    start(client)
    assert "Read the module first" in client.get(QUIZ).text
    assert start_quiz(client).status_code == 409


def test_nothing_tells_the_right_answer_before(ana, cast):
    for _ in RIGHT:
        page = ana.get(QUIZ).text
        assert not any(secret in page for secret in SECRETS) and "checked" not in page
        answer(ana, cast.ana.id, "q-own-views", RIGHT["q-own-views"])


def test_the_address_of_a_question_tells_nothing_before_the_answer(ana):
    assert not any(secret in ana.get(f"{QUIZ}?q=q-journalist").text for secret in SECRETS)


def test_after_the_answer_every_option_says_why(ana, cast):
    page = ana.get(answer(ana, cast.ana.id, "q-share", ["a", "b"]).location).text
    for words in ("Right", "Your answer, not this one", "Right, you missed it", "Rightly left out", "It is public."):
        assert words in page


def test_a_lost_connection_loses_no_answer(ana, cast):
    answer(ana, cast.ana.id, "q-journalist", RIGHT["q-journalist"])
    assert asked(ana) != "q-journalist" and "Question 2 of 3" in ana.get(QUIZ).text


def test_the_same_answer_twice_is_harmless(ana, cast):
    first, second = (answer(ana, cast.ana.id, "q-share", ["a", "c"]) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)


def test_the_first_answer_counts(ana, cast):
    answer(ana, cast.ana.id, "q-share", ["b"])
    answer(ana, cast.ana.id, "q-share", ["a", "c"])
    item = next(item for item in quiz.page(cast.ana.id, "small", "quiz-check").items if item.question.id == "q-share")
    assert item.given == ["b"]


def test_no_answer_is_said_at_the_question(ana, cast):
    response = answer(ana, cast.ana.id, asked(ana), [])
    assert (response.status_code, "Choose an answer first" in response.text) == (422, True)


@pytest.mark.parametrize("given", [["z"], ["a", "b"], ["<script>"]])
def test_an_answer_from_nowhere_is_refused(ana, cast, given):
    assert answer(ana, cast.ana.id, "q-journalist", given).status_code == 422
    assert quiz.page(cast.ana.id, "small", "quiz-check").items[0].mark is None


def test_somebody_else_s_attempt_is_not_found(ana, cast, as_):
    attempt = quiz.page(cast.ana.id, "small", "quiz-check").attempt_id
    omar = as_(cast.omar)
    start(omar)
    data = {"attempt": attempt, "question": "q-own-views", "q-own-views": "F"}
    assert omar.post(QUIZ, data=data).status_code == 404


def test_an_attempt_that_never_was_is_the_same(ana):
    data = {"attempt": "00000000-0000-4000-8000-000000000000", "question": "q-own-views", "q-own-views": "F"}
    assert ana.post(QUIZ, data=data).status_code == 404


@pytest.mark.parametrize("attempt", ["nonsense", "", "'"])
def test_an_attempt_that_cannot_be_is_the_same(ana, attempt):
    data = {"attempt": attempt, "question": "q-own-views", "q-own-views": "F"}
    assert ana.post(QUIZ, data=data).status_code == 404


@pytest.mark.parametrize("extra", [{"score": "4000"}, {"got": "4000"}, {"passed": "1"}, {"progress": "100"}])
def test_a_score_in_the_form_changes_nothing(ana, cast, extra):
    attempt = quiz.page(cast.ana.id, "small", "quiz-check").attempt_id
    for question, given in WRONG.items():
        ana.post(QUIZ, data={"attempt": attempt, "question": question, question: given, **extra})
    assert (state(cast.ana.id).passed, state(cast.ana.id).held) == (False, 0)


def test_all_right_is_passed(ana, cast):
    answer_all(ana, cast.ana.id, RIGHT)
    assert "You have passed" in ana.get(QUIZ).text and state(cast.ana.id).passed


def test_a_critical_question_must_be_right(ana, cast):
    answer_all(ana, cast.ana.id, {**RIGHT, "q-journalist": ["a"]})
    assert not state(cast.ana.id).passed and "Not yet" in ana.get(QUIZ).text


def test_a_retry_asks_only_what_was_missed(ana, cast):
    answer_all(ana, cast.ana.id, {**RIGHT, "q-journalist": ["a"]})
    start_quiz(ana)
    assert "Question 1 of 1" in ana.get(QUIZ).text and asked(ana) == "q-journalist"


def test_after_the_last_attempt_hr_is_named(ana, cast):
    for _ in range(3):
        answer_all(ana, cast.ana.id, WRONG)
        start_quiz(ana)
    assert "HR can grant you another one" in ana.get(QUIZ).text


def test_one_attempt_more_than_allowed_is_refused_with_the_result(ana, cast):
    for _ in range(3):
        answer_all(ana, cast.ana.id, WRONG)
        response = start_quiz(ana)
    assert (response.status_code, "All attempts are used" in response.text) == (409, True)


def test_two_starts_are_one_attempt(ana, cast):
    start_quiz(ana)
    assert state(cast.ana.id).used == 1


def test_a_quiz_in_the_wrong_module_is_not_found(ana):
    assert ana.get("/courses/small/promise/quiz-check").status_code == 404


def test_the_quiz_outlives_an_edition_that_does_not_touch_it(ana, cast):
    answer(ana, cast.ana.id, "q-journalist", RIGHT["q-journalist"])
    publish_next(cast)
    assert "Question 2 of 3" in ana.get(QUIZ).text


def test_a_question_is_a_labelled_group_with_its_hint_folded(ana):
    page = ana.get(QUIZ).text
    assert '<fieldset aria-labelledby="question">' in page
    assert "Who answers journalists?" in page.split("<details", 1)[1]
