"""One-time links: by invitation or after a forgotten password; a look uses nothing up, a post does, once."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.domain.refusal import Refusal
from lms.services import links, people, sessions
from lms.store import reading, writing
from lms.store.models import Mail, OneTimeLink, Person, SignIn
from tests.cast import NOW, Cast
from tests.conftest import Clock
from tests.page import PageClient
from tests.passwords import GOOD, OTHER, give_password

BASE = "http://localhost"


def invite(cast: Cast, mail: bool = False) -> str:
    return links.create_invitation(cast.hana.id, cast.ana.id, NOW, BASE, mail).removeprefix(BASE)


def mails() -> list[Mail]:
    with reading() as session:
        return list(session.scalars(sa.select(Mail)))


@pytest.fixture
def mailing(app: Flask) -> None:
    app.config["PARAPH"] = replace(app.config["PARAPH"], smtp_url="smtp://127.0.0.1:2525")


def reset(client: PageClient, email: str) -> str:
    """Asks for a link and returns its path, as the mail will carry it."""
    client.post("/forgotten", data={"email": email})
    return f"/link/{mails()[-1].values['token']}"


def test_an_invitation_lets_somebody_choose_a_password_and_signs_them_in(client: PageClient, cast: Cast) -> None:
    path = invite(cast)
    assert cast.ana.email in client.get(path).text
    assert client.post(path, data={"password": GOOD}).location == "/"
    assert client.get("/me").status_code == 200


def test_looking_at_a_link_as_often_as_one_likes_uses_nothing_up(client: PageClient, cast: Cast) -> None:
    path = invite(cast)
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert client.post(path, data={"password": GOOD}).status_code == 303


def test_a_link_works_once(client: PageClient, cast: Cast) -> None:
    path = invite(cast)
    client.post(path, data={"password": GOOD})
    assert client.get(path).status_code == 410
    assert client.post(path, data={"password": OTHER}).status_code == 410


@pytest.mark.parametrize("password", ["short", "password1234", "Ostrelle2026", "x" * 257])
def test_a_refused_password_does_not_use_the_link_up(client: PageClient, cast: Cast, password: str) -> None:
    path = invite(cast)
    assert client.post(path, data={"password": password}).status_code == 422
    assert client.post(path, data={"password": GOOD}).status_code == 303


def test_an_invitation_ends_after_seven_days(client: PageClient, cast: Cast, clock: Clock) -> None:
    path = invite(cast)
    clock.advance(days=7)
    assert client.get(path).status_code == 410


def test_a_second_invitation_ends_the_first(client: PageClient, cast: Cast) -> None:
    first, second = invite(cast), invite(cast)
    assert (client.get(first).status_code, client.get(second).status_code) == (410, 200)


def test_only_the_hash_of_a_link_is_stored(cast: Cast) -> None:
    token = invite(cast).rpartition("/")[2]
    with reading() as session:
        assert session.scalars(sa.select(OneTimeLink.token_hash)).one() == sessions.hashed(token)


def test_an_invitation_goes_into_the_outbox_only_when_there_is_mail(cast: Cast) -> None:
    invite(cast)
    assert mails() == []
    path = invite(cast, mail=True)
    assert [(row.kind, f"/link/{row.values['token']}") for row in mails()] == [("invitation", path)]


def test_hr_cannot_take_over_an_administrator_with_a_link(cast: Cast) -> None:
    with pytest.raises(Refusal) as caught:
        links.create_invitation(cast.hana.id, cast.ines.id, NOW, BASE, False)
    assert caught.value.code == "roles-beyond"


def test_a_leaver_gets_no_link_and_the_one_they_had_is_gone(client: PageClient, cast: Cast) -> None:
    path = invite(cast)
    people.deactivate(cast.hana.id, cast.ana.id, NOW)
    assert client.get(path).status_code == 410
    with pytest.raises(Refusal):
        invite(cast)


def test_known_and_unknown_addresses_get_the_same_page(client: PageClient, cast: Cast, mailing: None) -> None:
    known = client.post("/forgotten", data={"email": cast.ana.email})
    unknown = client.post("/forgotten", data={"email": "nobody@ostrelle.example"})
    assert (known.status_code, known.data) == (unknown.status_code, unknown.data)
    assert len(mails()) == 1


def test_a_reset_goes_to_the_stored_address_and_lasts_half_an_hour(
    client: PageClient, cast: Cast, clock: Clock, mailing: None
) -> None:
    path = reset(client, " ANA@ostrelle.example ")
    assert str(mails()[0].person_id) == cast.ana.id
    clock.advance(minutes=30)
    assert client.get(path).status_code == 410


def test_a_reset_ends_every_session_and_every_other_link(client: PageClient, cast: Cast, mailing: None) -> None:
    give_password(cast.ana)
    client.sign_in_as(cast.ana.id)
    other, path = invite(cast), reset(client, cast.ana.email)
    client.post(path, data={"password": OTHER})
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 1
    assert client.get(other).status_code == 410


def test_three_mails_in_a_row_fill_a_mailbox_without_saying_so(client: PageClient, cast: Cast, mailing: None) -> None:
    answers = {client.post("/forgotten", data={"email": cast.ana.email}).data for _ in range(6)}
    assert (len(answers), len(mails())) == (1, 3)


def test_without_a_mail_server_the_page_says_whom_to_ask(client: PageClient, cast: Cast) -> None:
    assert "Ask Human Resources" in client.get("/forgotten").text
    client.post("/forgotten", data={"email": cast.ana.email})
    assert mails() == []


def test_a_link_of_somebody_made_inactive_meanwhile_opens_nothing(client: PageClient, cast: Cast) -> None:
    path = invite(cast)
    with writing() as session:
        session.execute(sa.update(Person).where(Person.id == cast.ana.id).values(active=False))
    assert client.post(path, data={"password": GOOD}).status_code == 410


def test_a_clock_that_is_set_back_revives_no_link(app: Flask, cast: Cast, clock: Clock) -> None:
    address = links.create_invitation(cast.hana.id, cast.ana.id, clock.now, "http://localhost", mail=False)
    token = address.rpartition("/")[2]
    late = clock.now + timedelta(days=8)
    for moment in (late, clock.now):
        with pytest.raises(Refusal) as error:
            links.use(token, GOOD, moment)
        assert error.value.code == "link-used"
