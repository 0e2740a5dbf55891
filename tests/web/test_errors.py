"""Every failure is a page in the reader's language, with a request id and without a trace."""

import json
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask, abort
from sqlalchemy.exc import OperationalError

from lms.domain.refusal import SENTENCES, Refusal
from lms.services import sessions
from lms.store import db
from lms.store.models import Person
from lms.web import guards
from lms.web.errors import PAGES
from lms.web.wsgi import CSP
from tests.cast import Cast
from tests.page import PageClient


@pytest.fixture
def failing(app: Flask) -> Iterator[PageClient]:
    """A browser of an app with pages that fail in every way."""

    @app.get("/fail/<int:status>")
    @guards.public
    def fail(status: int) -> str:
        if status == 500:
            raise ZeroDivisionError("a secret detail")
        abort(status)

    @app.get("/fail/refused")
    @guards.public
    def refused() -> str:
        raise Refusal("too-many-tries", minutes=3)

    @app.get("/fail/locked")
    @guards.public
    def locked() -> str:
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    client = app.test_client()
    client.may_break = True
    yield client


@pytest.mark.parametrize("status", sorted(PAGES))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_status_has_its_page_in_both_languages(failing: PageClient, status: int, language: str) -> None:
    response = failing.get(f"/fail/{status}?lang={language}")
    assert response.status_code == status
    assert f'<html lang="{language}">' in response.text
    assert response.headers["X-Request-ID"] in response.text
    assert response.headers["Content-Security-Policy"] == CSP


def test_french_pages_are_french(failing: PageClient) -> None:
    english, french = failing.get("/fail/404?lang=en").text, failing.get("/fail/404?lang=fr").text
    assert "There is nothing here" in english
    assert "There is nothing" not in french


def test_a_crash_tells_nothing_about_its_inside(failing: PageClient) -> None:
    page = failing.get("/fail/500").text
    assert "secret detail" not in page
    assert "Traceback" not in page


def test_the_page_of_a_crash_needs_no_database(failing: PageClient, cast: Cast) -> None:
    failing.sign_in_as(cast.ana.id)
    asked: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *parts: asked.append(parts[2]))
    assert failing.get("/fail/500").status_code == 500
    assert asked == []


def test_a_refusal_becomes_its_status_and_its_sentence(failing: PageClient) -> None:
    response = failing.get("/fail/refused")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "180")
    assert "Wait 3 minutes" in response.text


def test_a_locked_database_is_a_503_that_says_when_to_come_back(failing: PageClient) -> None:
    response = failing.get("/fail/locked")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


def test_a_failing_database_heals_without_a_restart(
    failing: PageClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing.sign_in_as(cast.ana.id)

    def broken(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("disk I/O error"))

    with monkeypatch.context() as patch:
        patch.setattr(sessions, "find", broken)
        assert failing.get("/me").status_code == 503
    assert failing.get("/me").status_code == 200


def impatient(connection: sa.Connection) -> None:
    """Waits 50 ms for a lock instead of seconds."""
    if connection.dialect.name == "sqlite":
        connection.connection.execute("PRAGMA busy_timeout=50")
    else:
        connection.exec_driver_sql("SET LOCAL lock_timeout = 50")


def test_a_write_that_waits_too_long_is_a_503_and_works_afterwards(client: PageClient, cast: Cast) -> None:
    client.sign_in_as(cast.ana.id)
    form = {"language": "en", "timezone": "UTC"}
    sa.event.listen(db.engine, "begin", impatient, insert=True)
    with db.engine.connect().execution_options(paraph_write=True) as other, other.begin():
        other.execute(sa.update(Person).values(timezone="Europe/Madrid"))
        assert client.post("/me", data=form).status_code == 503
    assert client.post("/me", data=form).status_code == 303


def test_somebody_who_asks_for_json_gets_json(failing: PageClient) -> None:
    response = failing.get("/fail/404", headers={"Accept": "application/json"})
    assert response.json is not None
    assert response.json["status"] == 404


def test_a_post_after_the_session_ended_says_that_nothing_was_recorded(client: PageClient) -> None:
    response = client.post("/me", data={"language": "en", "timezone": "UTC"})
    assert response.status_code == 401
    assert "Nothing was recorded" in response.text


def test_every_refusal_has_a_page(app: Flask) -> None:
    assert {status for status, _ in SENTENCES.values()} <= set(PAGES)


def test_a_missing_page_is_a_404_even_while_the_database_is_down(
    failing: PageClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    failing.sign_in_as(cast.ana.id)
    monkeypatch.setattr(sessions, "find", broken)
    assert failing.get("/nothing").status_code == 404


def test_logs_hold_ids_and_neither_names_nor_tokens(
    failing: PageClient, cast: Cast, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO")
    failing.sign_in_as(cast.ana.id)
    failing.get("/me")
    monkeypatch.setattr("lms.services.links.look", None)
    failing.get("/link/secret-token")
    lines = [json.loads(record.message) for record in caplog.records if record.name == "lms.access"]
    assert (lines[0]["route"], lines[0]["status"], lines[0]["person"]) == ("/me", 200, cast.ana.id)
    assert "Traceback" in caplog.text
    assert not any(text in caplog.text for text in ("secret-token", "Duarte", cast.ana.email))
