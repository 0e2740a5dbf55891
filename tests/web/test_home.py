"""Home: what is mine, by when, and what comes next."""

from datetime import date, timedelta

import pytest

from lms.domain.audience import People
from lms.services import assigning
from tests.cast import NOW
from tests.web.learning import finish, ready_to_sign, start


@pytest.fixture
def assigned(app, cast, small):
    """The small course is Ana's, due on Friday."""
    assigning.assign(
        app.config["PARAPH"].house, cast.hana.id, small, People(ids=(cast.ana.id,)), date(2026, 11, 27), NOW
    )


def test_a_visitor_is_led_to_the_door(client):
    response = client.get("/")
    assert (response.status_code, response.location) == (303, "/sign-in")


def test_home_without_anything_says_so(cast, as_):
    assert "Nothing to read or sign yet" in as_(cast.ana).get("/").text


def test_the_next_step_says_when_and_how_long(assigned, cast, as_):
    page = as_(cast.ana).get("/").text
    assert "Due Friday 27 November, in 4 days" in page
    assert "1 short module, about 4 minutes in all." in page


def test_a_started_course_goes_on_where_it_stopped(assigned, cast, as_):
    client = as_(cast.ana)
    start(client)
    assert 'href="/courses/small/posting"' in client.get("/").text


def test_before_the_signature_home_leads_to_it(assigned, cast, as_):
    client = as_(cast.ana)
    ready_to_sign(client, cast.ana.id)
    assert 'href="/courses/small/sign"' in client.get("/").text


def test_a_late_course_is_a_number_of_days_and_no_reproach(assigned, cast, as_, clock):
    clock.advance(days=7)
    page = as_(cast.ana).get("/").text
    assert "3 days late" in page and "!" not in page.split("<main", 1)[1].replace("<!", "")


def test_a_signature_in_time_is_a_stroke_and_a_badge(assigned, cast, as_):
    client = as_(cast.ana)
    finish(client, cast.ana.id, "Ana Duarte")
    page = client.get("/").text
    assert "One on time" in page and "/badges/small.svg" in page


def test_a_late_signature_is_no_stroke(assigned, cast, as_, clock):
    clock.advance(days=7)
    client = as_(cast.ana)
    finish(client, cast.ana.id, "Ana Duarte")
    assert "in a row" not in client.get("/").text.replace("0 in a row", "")


def test_somebody_else_sees_nothing_of_it(assigned, cast, as_):
    assert "Posting with care" not in as_(cast.omar).get("/").text


def test_home_speaks_french(assigned, cast, as_):
    page = as_(cast.ana).get("/?lang=fr").text
    assert "Bonjour Ana" in page and "À finir vendredi 27 novembre, dans 4 jours" in page


def test_a_course_nobody_assigned_is_open_to_everybody(small, cast, as_):
    assert "Open to everybody" in as_(cast.omar).get("/courses").text


def test_looking_starts_nothing(assigned, cast, as_):
    client = as_(cast.ana)
    for address in ("/", "/courses", "/courses/small", "/courses/small/text"):
        client.get(address)
    assert client.get("/courses/small/posting").location == "/courses/small"


@pytest.mark.parametrize("days", [1, 0])
def test_the_last_days_have_words_of_their_own(assigned, cast, as_, clock, days):
    clock.now = NOW + timedelta(days=4 - days)
    assert ("Due tomorrow" if days else "Due today") in as_(cast.ana).get("/").text
