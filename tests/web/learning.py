"""The steps of a learner through the small course, as a browser would take them."""

import re
from collections.abc import Mapping

from werkzeug.test import TestResponse

from lms.services import progress, quiz
from tests.page import PageClient

QUIZ = "/courses/small/posting/quiz-check"
RIGHT = {"q-journalist": ["b"], "q-share": ["a", "c"], "q-own-views": ["F"]}
WRONG = {"q-journalist": ["a"], "q-share": ["b"], "q-own-views": ["T"]}


def start(client: PageClient) -> TestResponse:
    return client.post("/courses/small")


def read(client: PageClient, person_id: str) -> TestResponse:
    edition = progress.of(person_id, "small").edition.id
    return client.post("/courses/small/posting", data={"edition": edition, "how": "declared"})


def start_quiz(client: PageClient) -> TestResponse:
    return client.post(QUIZ)


def answer(client: PageClient, person_id: str, question: str, given: list[str]) -> TestResponse:
    attempt = quiz.page(person_id, "small", "quiz-check").attempt_id
    return client.post(QUIZ, data={"attempt": attempt, "question": question, question: given})


def answer_all(client: PageClient, person_id: str, answers: Mapping[str, list[str]]) -> None:
    for item in quiz.page(person_id, "small", "quiz-check").items:
        answer(client, person_id, item.question.id, answers[item.question.id])


def ready_to_sign(client: PageClient, person_id: str) -> None:
    start(client)
    read(client, person_id)
    start_quiz(client)
    answer_all(client, person_id, RIGHT)


def signature(client: PageClient, name: str, **changed: str | None) -> dict[str, str]:
    """The form of the ceremony filled in as it must be; None takes a field out."""
    page = client.get("/courses/small/sign").text
    hidden = dict(re.findall(r'<input type="hidden" name="(edition|document|language|opened)" value="([^"]*)">', page))
    ticks = dict.fromkeys(re.findall(r'name="(statement-\w+)"', page), "y")
    form: dict[str, str | None] = {**hidden, **ticks, "consent": "y", "typed_name": name, **changed}
    return {key: value for key, value in form.items() if value is not None}


def sign(client: PageClient, name: str, **changed: str | None) -> TestResponse:
    return client.post("/courses/small/sign", data=signature(client, name, **changed))


def finish(client: PageClient, person_id: str, name: str) -> None:
    ready_to_sign(client, person_id)
    assert sign(client, name).status_code == 303
