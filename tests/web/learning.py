"""The steps of a learner through the small course, as a browser would take them."""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from werkzeug.test import TestResponse

from lms.services import progress, publishing, quiz
from lms.store.folder import read_folder
from tests.cast import NOW, Cast
from tests.page import PageClient

SMALL = Path(__file__).parent.parent / "courses" / "small"

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


def publish_next(cast: Cast) -> str:
    """Version 2.0 of the small course with one more sentence to read; returns the edition's id."""
    files = dict(read_folder(SMALL))
    course = files["course.md"].decode().replace("version: 1.0\nowner", "version: 2.0\nowner")
    change = "changes:\n  - version: 2.0\n    date: 2026-12-01\n    kind: material\n    note: Guesses count too.\n"
    files["course.md"] = course.replace("changes:\n", change).encode()
    text = files["10-posting.md"].decode()
    files["10-posting.md"] = text.replace("So does a guess.", "So does a guess, even a wrong one.").encode()
    french = files["course.fr.md"].decode()
    files["course.fr.md"] = french.replace(
        "changes:\n", "changes:\n  - version: 2.0\n    note: Les suppositions comptent aussi.\n"
    ).encode()
    return publishing.publish(files, by=cast.paul.email, approved_by=cast.aline.email, now=NOW + timedelta(days=1))
