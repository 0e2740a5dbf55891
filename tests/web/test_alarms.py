"""An alarm on screen: on every page of those who must know, nowhere else, until somebody settles it with a reason."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.config import load
from lms.services import alarms, integrity
from lms.services.post import Letter
from lms.store import reading
from lms.store.models import Mail, RecordAlarm
from lms.web import mail
from tests.cast import NOBODY, NOW, Cast, Player, add_person
from tests.obligations import HOUSE
from tests.page import PageClient
from tests.queries import counted
from tests.services.test_integrity import BODY, only
from tests.store.test_record import append, tamper

As = Callable[[Player], PageClient]
BANNER = "The record does not hold."


@pytest.fixture
def alarm(cast: Cast) -> str:
    """The id of an open alarm about entry 3."""
    append(cast, 8)
    tamper("UPDATE record_entry SET body = :body WHERE seq = 3", body=BODY)
    integrity.check_tail(NOW)
    return only()


@pytest.mark.parametrize("path", ["/", "/me", "/hr/people", "/record", "/nowhere"])
def test_the_banner_is_on_every_page_of_an_administrator(cast: Cast, as_: As, alarm: str, path: str) -> None:
    assert BANNER in as_(cast.ines).get(path).text


def test_an_auditor_sees_it_on_the_entry_itself(cast: Cast, as_: As, alarm: str) -> None:
    page = as_(add_person("Vera", "Lind", roles=("auditor",))).get("/record/3").text
    assert BANNER in page and "The bytes do not give the stored hash" in page


@pytest.mark.parametrize("who", ["ana", "marc", "hana", "paul"])
def test_nobody_else_sees_it_or_pays_for_it(cast: Cast, as_: As, alarm: str, who: str) -> None:
    with counted() as statements:
        assert BANNER not in as_(getattr(cast, who)).get("/").text
    assert not any("record_alarm" in statement for statement in statements)


def test_it_costs_those_who_see_it_one_query(cast: Cast, as_: As, alarm: str) -> None:
    ines = as_(cast.ines)
    with counted() as statements:
        ines.get("/me")
    assert sum("record_alarm" in statement for statement in statements) == 1


def test_settling_takes_a_reason_and_the_banner_away(cast: Cast, as_: As, alarm: str) -> None:
    ines = as_(cast.ines)
    refused = ines.post(f"/record/alarms/{alarm}/settle", data={"reason": " "})
    assert refused.status_code == 422 and "say what was found out" in refused.text
    assert ines.post(f"/record/alarms/{alarm}/settle", data={"reason": "<b>Our own test</b>"}).status_code == 303
    page = ines.get("/record").text
    assert BANNER not in page and "&lt;b&gt;Our own test&lt;/b&gt;" in page and "Ines Moreau" in page


def test_a_reason_that_is_too_long_is_not_lost(cast: Cast, as_: As, alarm: str) -> None:
    answer = as_(cast.ines).post(f"/record/alarms/{alarm}/settle", data={"reason": "why " * 1_000})
    assert answer.status_code == 422 and "why why why" in answer.text


@pytest.mark.parametrize("who", ["ana", "marc", "hana", "paul"])
def test_others_settle_nothing(cast: Cast, as_: As, alarm: str, who: str) -> None:
    answer = as_(getattr(cast, who)).post(f"/record/alarms/{alarm}/settle", data={"reason": "It is fine."})
    assert answer.status_code == 403 and alarms.count_open() == 1


@pytest.mark.parametrize("which", [NOBODY, "x"])
def test_an_alarm_that_is_not_there_is_missing(cast: Cast, as_: As, which: str) -> None:
    assert as_(cast.ines).post(f"/record/alarms/{which}/settle", data={"reason": "Known."}).status_code == 404


def test_an_error_page_without_the_database_shows_no_banner(
    app: Flask, cast: Cast, as_: As, alarm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise sa.exc.OperationalError("SELECT", {}, Exception("gone"))

    ines = as_(cast.ines)
    monkeypatch.setattr(alarms, "count_open", broken)
    assert ines.get("/me").status_code == 200


@pytest.mark.parametrize("statement", ["DELETE FROM record_head", "UPDATE record_head SET size = 3"])
def test_a_look_that_cannot_be_logged_shows_nothing(cast: Cast, as_: As, statement: str) -> None:
    append(cast, 8)
    tamper(statement)
    vera = as_(add_person("Vera", "Lind", roles=("auditor",)))
    answer = vera.get(f"/record/entries?person={cast.ana.id}")
    assert answer.status_code == 503 and "takes no new entry" in answer.text
    assert vera.get("/record").status_code == 200


@pytest.mark.parametrize(("language", "words"), [("en", "It concerns entry 3."), ("fr", "Elle concerne l’entrée 3.")])
def test_the_mail_names_the_entry_and_nobody(cast: Cast, alarm: str, language: str, words: str) -> None:
    with reading() as session:
        row = session.scalars(sa.select(Mail).where(Mail.kind == "integrity-alarm")).one()
        letter = Letter(row.id, row.kind, dict(row.values), "i@x.example", "Ines", language, {}, 0, 1)
    settings = load({"LMS_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz", "LMS_ORGANISATION": "Ostrelle"})
    subject, text = mail.renderer(settings)(letter)
    assert words in text and "/record" in text and "Ostrelle" in subject and "Ines" not in subject


def test_it_reads_in_french(cast: Cast, as_: As, alarm: str) -> None:
    page = as_(cast.ines).get("/record?lang=fr").text
    assert "Le registre ne tient pas." in page and "Les octets d’une entrée ne correspondent pas" in page


def test_the_page_of_the_record_tells_the_last_verification(cast: Cast, as_: As, alarm: str) -> None:
    integrity.check_nightly(HOUSE, NOW)
    page = as_(cast.ines).get("/record").text
    assert "1 problem in" in page and "today" in page
    with reading() as session:
        assert session.scalars(sa.select(RecordAlarm.problem)).all() == ["entry-changed"]
