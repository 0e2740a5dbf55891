"""My account, the language switch, what is recorded, and the operators' pages."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError

from lms.config import VERSION
from lms.domain.audience import Everyone
from lms.services import assigning, readiness
from lms.store import reading
from lms.store.models import Enrolment, Person
from lms.web import moments
from tests.cast import NOW, Cast, Player
from tests.obligations import HOUSE
from tests.page import PageClient

As = Callable[[Player], PageClient]


def stored(cast: Cast) -> tuple[str | None, str | None]:
    with reading() as session:
        language, zone = session.execute(
            sa.select(Person.language, Person.timezone).where(Person.id == cast.ana.id)
        ).one()
        return language, zone


def test_language_and_zone_are_kept_and_used_at_once(as_: As, cast: Cast) -> None:
    client = as_(cast.ana)
    client.post("/me", data={"language": "fr", "timezone": "America/Montreal"})
    assert stored(cast) == ("fr", "America/Montreal")
    assert '<html lang="fr">' in client.get("/me").text


def test_a_zone_that_does_not_exist_is_refused(as_: As, cast: Cast) -> None:
    response = as_(cast.ana).post("/me", data={"language": "en", "timezone": "../etc/passwd"})
    assert response.status_code == 422
    assert "no such time zone" in response.text


def test_a_language_that_does_not_exist_changes_nothing(as_: As, cast: Cast) -> None:
    as_(cast.ana).post("/me", data={"language": "xx", "timezone": "UTC"})
    assert stored(cast) == ("en", "UTC")


def test_the_browser_decides_until_somebody_chooses(client: PageClient) -> None:
    french = {"Accept-Language": "fr-CA, en;q=0.5"}
    assert '<html lang="fr">' in client.get("/sign-in", headers=french).text
    assert '<html lang="en">' in client.get("/sign-in?lang=en", headers=french).text
    assert '<html lang="en">' in client.get("/sign-in", headers=french).text


def test_the_persons_language_counts_more_than_the_browsers(as_: As, cast: Cast) -> None:
    page = as_(cast.marc).get("/me", headers={"Accept-Language": "en"}).text
    assert '<html lang="fr">' in page


def test_an_unknown_language_in_the_address_is_ignored(client: PageClient) -> None:
    assert client.get("/sign-in?lang=xx").status_code == 200


def test_the_switch_keeps_the_rest_of_the_address(client: PageClient) -> None:
    assert 'href="?next=%2Fme&amp;lang=fr"' in client.get("/sign-in?next=/me&lang=en").text


def test_switching_by_form_stores_the_choice_and_comes_back(as_: As, cast: Cast) -> None:
    response = as_(cast.ana).post("/language", data={"language": "fr", "next": "/me"})
    assert response.location == "/me"
    assert stored(cast)[0] == "fr"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_recorded_is_told_to_all(client: PageClient, as_: As, cast: Cast, language: str) -> None:
    for browser in (client, as_(cast.ana)):
        assert browser.get(f"/privacy?lang={language}").status_code == 200


def test_alive_asks_no_database(client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lms.store.database.reading", None)
    assert client.get("/healthz").json == {"status": "ok"}


def test_ready_tells_the_engine_the_record_and_what_waits(client: PageClient, cast: Cast) -> None:
    report = client.get("/readyz").json
    assert report is not None
    assert report["status"] == "ok"
    assert report["record_size"] >= 1
    assert {"engine", "mail_age", "certificate_age", "disk_free_mb", "certificates"} <= report.keys()
    assert report["version"] == VERSION != report["engine_version"]


def test_ready_is_a_503_when_nothing_more_can_be_written(client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lms.web.health._free", lambda: 0)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["status"], answer.json["database"]) == (503, "the disk is full", "ok")


def test_ready_is_a_503_while_the_database_does_not_answer(client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    monkeypatch.setattr(readiness, "look", broken)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "refused" not in response.text


@pytest.mark.parametrize("version", ["3.40.1", "3.51.2"])
def test_an_old_sqlite_is_warned_about(version: str) -> None:
    assert version in (readiness.sqlite_warning(version) or "")


@pytest.mark.parametrize("version", ["3.51.3", "3.53.4", "4.0"])
def test_a_newer_sqlite_is_not(version: str) -> None:
    assert readiness.sqlite_warning(version) is None


def test_dates_are_written_in_the_persons_language_and_zone(app: Flask, as_: As, cast: Cast) -> None:
    with app.test_request_context("/?lang=en"):
        assert moments.day(date(2026, 11, 27)) == "27 November"
        assert moments.day(date(2025, 5, 3)) == "3 May 2025"
        assert moments.moment(datetime(2026, 11, 24, 23, 30, tzinfo=UTC)) == "25 November 2026, 00:30"
        assert moments.distance(date(2026, 11, 26)) == "in 3 days"


def test_french_dates_have_their_ordinal(app: Flask) -> None:
    with app.app_context(), app.test_request_context("/?lang=fr"):
        assert moments.day(date(2026, 3, 1)) == "1er mars"
        assert moments.weekday(date(2026, 11, 27)) == "vendredi 27 novembre"
        assert moments.distance(date(2026, 11, 21)) == "il y a 2 jours"


def test_a_due_date_ends_at_midnight_where_the_person_now_is(as_: As, cast: Cast, small: str) -> None:
    assigning.assign(HOUSE, cast.hana.id, small, Everyone(), date(2026, 12, 24), NOW)
    as_(cast.ana).post("/me", data={"language": "en", "timezone": "America/New_York"})
    with reading() as session:
        due = session.scalar(sa.select(Enrolment.due_at).where(Enrolment.person_id == cast.ana.id))
    assert due == datetime(2026, 12, 25, 5, tzinfo=UTC)
