"""Signing in, staying signed in, and every way a session ends."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.services import people, sessions
from lms.services.demo_people import PEOPLE
from lms.store import reading, writing
from lms.store.models import Password, Person, SignIn
from lms.web import demo
from tests.cast import NOW, Cast, Player
from tests.conftest import Clock
from tests.page import PageClient
from tests.passwords import GOOD, OTHER, give_password

As = Callable[[Player], PageClient]


@pytest.fixture
def ana(cast: Cast) -> Player:
    give_password(cast.ana)
    return cast.ana


def enter(client: PageClient, email: str, password: str = GOOD, **more: str):
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def is_in(client: PageClient) -> bool:
    return client.get("/me").status_code == 200


def test_the_right_password_opens_the_house(client: PageClient, ana: Player) -> None:
    response = enter(client, ana.email)
    assert (response.status_code, response.location) == (303, "/")
    assert is_in(client)


def test_the_address_may_be_typed_in_any_case(client: PageClient, ana: Player) -> None:
    assert enter(client, f"  {ana.email.upper()} ").status_code == 303


@pytest.mark.parametrize("email", ["ana@ostrelle.example", "nobody@ostrelle.example", "", "\0", "x" * 5_000])
def test_every_wrong_pair_gets_the_same_answer(client: PageClient, ana: Player, email: str) -> None:
    response = enter(client, email, "not the password")
    assert response.status_code == 422
    assert "do not match" in response.text


def test_what_was_typed_as_address_is_kept_and_the_password_is_not(client: PageClient, ana: Player) -> None:
    page = enter(client, "ana@ostrelle.example", "a secret that is wrong").text
    assert 'value="ana@ostrelle.example"' in page
    assert "a secret that is wrong" not in page


def test_a_person_without_a_password_cannot_sign_in(client: PageClient, cast: Cast) -> None:
    assert enter(client, cast.omar.email, "").status_code == 422


def test_somebody_who_left_cannot_sign_in(client: PageClient, cast: Cast, ana: Player) -> None:
    people.deactivate(cast.hana.id, ana.id, NOW)
    assert enter(client, ana.email).status_code == 422


def test_the_page_asked_for_comes_after_signing_in(client: PageClient, ana: Player) -> None:
    assert client.get("/me?lang=en").location == "/sign-in?next=%2Fme%3Flang%3Den"
    assert enter(client, ana.email, next="/me?lang=en").location == "/me?lang=en"


def test_a_hash_of_less_work_is_renewed_at_sign_in(client: PageClient, ana: Player) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(GOOD)
    with writing() as session:
        session.execute(sa.update(Password).values(hash=weak))
    enter(client, ana.email)
    with reading() as session:
        assert "m=19456,t=2,p=1" in session.scalars(sa.select(Password.hash)).one()


def test_only_the_hash_of_the_token_is_stored(client: PageClient, ana: Player) -> None:
    enter(client, ana.email)
    token = client.get_cookie("paraph").value
    with reading() as session:
        assert session.scalars(sa.select(SignIn.token_hash)).one() == sessions.hashed(token)


def test_signing_out_ends_the_session_on_the_server(as_: As, cast: Cast) -> None:
    client = as_(cast.ana)
    token = client.get_cookie("paraph").value
    assert client.post("/sign-out").status_code == 303
    client.set_session(token)
    assert not is_in(client)


def test_signing_out_everywhere_ends_the_other_browser_too(as_: As, cast: Cast) -> None:
    here, there = as_(cast.ana), as_(cast.ana)
    here.post("/sign-out/everywhere")
    assert not is_in(there)


def test_leaving_the_company_ends_the_session_at_once(as_: As, cast: Cast) -> None:
    client = as_(cast.ana)
    people.deactivate(cast.hana.id, cast.ana.id, NOW)
    assert not is_in(client)


def test_an_inactive_person_is_out_even_if_a_session_row_was_left(as_: As, cast: Cast) -> None:
    client = as_(cast.ana)
    with writing() as session:
        session.execute(sa.update(Person).where(Person.id == cast.ana.id).values(active=False))
    assert not is_in(client)


@pytest.mark.parametrize(("who", "minutes"), [("ana", 8 * 60), ("hana", 30), ("ines", 30)])
def test_an_idle_session_ends_and_a_clock_set_back_does_not_revive_it(
    as_: As, cast: Cast, clock: Clock, who: str, minutes: int
) -> None:
    client = as_(getattr(cast, who))
    clock.advance(minutes=minutes - 1)
    assert is_in(client)
    clock.advance(minutes=minutes)
    assert not is_in(client)
    clock.advance(minutes=-minutes)
    assert not is_in(client)


def test_twelve_hours_are_the_end_however_busy_one_is(as_: As, cast: Cast, clock: Clock) -> None:
    client = as_(cast.ana)
    for _ in range(11):
        clock.advance(hours=1)
        assert is_in(client)
    clock.advance(hours=1)
    assert not is_in(client)


def test_last_seen_is_written_once_a_minute(as_: As, cast: Cast, clock: Clock) -> None:
    client = as_(cast.ana)
    seen = []
    for seconds in (30, 40, 5):
        clock.advance(seconds=seconds)
        client.get("/me")
        with reading() as session:
            seen.append((session.scalars(sa.select(SignIn.last_seen_at)).one() - NOW).total_seconds())
    assert seen == [0, 70, 70]


def test_expired_rows_are_swept_at_the_next_sign_in(as_: As, cast: Cast, clock: Clock) -> None:
    as_(cast.ana)
    clock.advance(hours=13)
    as_(cast.omar)
    with reading() as session:
        assert [str(row) for row in session.scalars(sa.select(SignIn.person_id))] == [cast.omar.id]


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(as_: As, ana: Player) -> None:
    here, there = as_(ana), as_(ana)
    response = here.post("/me/password", data={"current": GOOD, "new": OTHER})
    assert response.status_code == 303
    assert (is_in(here), is_in(there)) == (True, False)


@pytest.mark.parametrize(
    ("current", "new", "sentence"),
    [("wrong", OTHER, "not your current password"), (GOOD, "short", "at least 12"), (GOOD, "Ostrelle2026!", "harder")],
)
def test_a_refused_password_change_says_why(as_: As, ana: Player, current: str, new: str, sentence: str) -> None:
    response = as_(ana).post("/me/password", data={"current": current, "new": new})
    assert response.status_code == 422
    assert sentence in response.text


def test_a_demonstration_offers_its_accounts_and_never_their_passwords(
    client: PageClient, app: Flask, ana: Player
) -> None:
    offer(app.config["PARAPH"].instance, ana)
    page = client.get("/sign-in").text
    assert ana.full_name in page
    assert GOOD not in page
    assert client.post("/sign-in", data={"demo": ana.email}).status_code == 303


def test_a_file_that_others_may_read_offers_nothing(client: PageClient, app: Flask, ana: Player) -> None:
    offer(app.config["PARAPH"].instance, ana, mode=0o644)
    assert ana.full_name not in client.get("/sign-in").text


def test_every_account_of_the_demonstration_says_what_it_is_in_both_languages(app: Flask) -> None:
    labels = {extra.account for extra in PEOPLE if extra.account} | {"Administrator"}
    assert labels <= demo.TITLES.keys()
    with app.test_request_context("/?lang=fr"):
        french = {label: str(demo.TITLES[label]) for label in labels}
    assert french["New hire"] == "Nouvelle recrue" and all(label != text for label, text in french.items())


def offer(instance: Path, player: Player, mode: int = 0o600) -> None:
    path = instance / "demo.json"
    account = {"name": player.full_name, "email": player.email, "password": GOOD, "role": "employee"}
    path.write_text(json.dumps([account]))
    path.chmod(mode)


def test_whoever_was_away_for_too_long_is_told_and_comes_back(as_: As, cast: Cast, clock: Clock) -> None:
    client = as_(cast.ana)
    clock.advance(hours=9)
    response = client.get("/me", follow_redirects=True)
    assert "Your session has ended" in response.text
    assert 'name="next" value="/me"' in response.text
