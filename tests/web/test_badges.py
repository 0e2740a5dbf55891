"""Badges on the web: for their holder as files, for verifiers as documents, for anybody as a check."""

import io
import json

import pytest
from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier

from lms.services import credentials, doctor
from lms.store import keys, writing
from lms.sweeps import badges as sweep
from lms.web.paper import badge
from tests.page import PageClient
from tests.web.learning import finish

FILES = ("/badges/small/open-badge.json", "/badges/small/open-badge.png")


@pytest.fixture
def settings(app):
    return app.config["PARAPH"]


@pytest.fixture
def earned(small, cast, as_):
    """Ana has signed; the worker has not come yet."""
    client = as_(cast.ana)
    finish(client, cast.ana.id, "Ana Duarte")
    return client


@pytest.fixture
def ana(earned, settings, clock):
    """Her badge is signed, with a key that the worker made."""
    assert sweep(settings)(clock()) == 1
    return earned


def revoke(cast, clock):
    with writing() as session:
        credentials.revoke(session, cast.ana.id, "course/small", "mistake", clock())


def compared(client, data, name="badge.json"):
    return client.post("/verify", data={"file": (io.BytesIO(data), name)})


def test_a_badge_can_be_taken_along_as_json(ana, settings):
    response = ana.get(FILES[0])
    assert (response.mimetype, response.headers["Cache-Control"]) == ("application/json", "no-store")
    assert response.headers["Content-Disposition"] == "attachment; filename=small-badge.json"
    OB3LdpVerifier(pubkey_pem=keys.publics(settings.instance, keys.BADGES)[0]).verify(response.data)


def test_the_picture_carries_the_same_json(ana):
    picture = ana.get(FILES[1])
    assert picture.mimetype == "image/png"
    assert OB3Verifier.extract_token_from_png(picture.data).encode() == ana.get(FILES[0]).data


@pytest.mark.parametrize("address", FILES)
def test_nobody_else_gets_them_and_a_visitor_is_led_to_the_door(ana, cast, as_, app, address):
    visitor: PageClient = app.test_client()
    assert as_(cast.omar).get(address).status_code == 404
    assert as_(cast.hana).get(address).status_code == 404
    assert visitor.get(address).location.startswith("/sign-in")
    assert ana.get(address.replace("small", "no-such")).status_code == 404


@pytest.mark.parametrize("address", FILES)
def test_looking_at_the_head_only_is_fine(ana, address):
    response = ana.head(address)
    assert (response.status_code, response.data) == (200, b"")


def test_the_page_offers_both_files_and_says_what_they_are_good_for(ana):
    page = ana.get("/badges").text
    assert all(address in page for address in FILES)
    assert "a signed file that belongs to you" in page and "Posts with care" in page


def test_until_it_is_signed_the_page_says_so(earned):
    page = earned.get("/badges").text
    assert "Being prepared" in page and FILES[0] not in page
    assert earned.get(FILES[0]).status_code == 409


def test_a_revoked_badge_is_not_handed_out_any_more(ana, cast, clock):
    revoke(cast, clock)
    page = ana.get("/badges").text
    assert "Revoked" in page and FILES[0] not in page and ana.get(FILES[0]).status_code == 404


def test_the_page_speaks_french(ana):
    page = ana.get("/badges?lang=fr").text
    assert "Montrer vos badges ailleurs" in page and "Obtenu le 23 novembre 2026" in page


def test_a_genuine_badge_is_confirmed_without_an_account(ana, client):
    for address in FILES:
        page = compared(client, ana.get(address).data).text
        assert "This badge is genuine" in page and "Ana D." in page and "Duarte" not in page


def test_a_revoked_badge_is_seen_as_revoked(ana, cast, client, clock):
    body = ana.get(FILES[0]).data
    revoke(cast, clock)
    assert "This badge was revoked" in compared(client, body).text


def test_a_changed_badge_fails(ana, client):
    found = json.loads(ana.get(FILES[0]).data) | {"name": "Chief Everything"}
    response = compared(client, json.dumps(found).encode())
    assert (response.status_code, "was changed after it was issued" in response.text) == (404, True)


def test_the_same_badge_out_of_a_wallet_is_genuine_too(ana, client):
    body = json.dumps(json.loads(ana.get(FILES[0]).data), sort_keys=True, separators=(",", ":")).encode()
    assert "This badge is genuine" in compared(client, body).text


STRANGE = [b"{", b'{"id": "urn:uuid:1"}', b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, b"[" * 99_999]


@pytest.mark.parametrize("data", STRANGE)
def test_a_strange_file_is_not_ours(client, app, data):
    assert compared(client, data).status_code == 404


def test_a_picture_without_a_badge_is_not_ours(client, app):
    assert "a picture without one" in compared(client, badge.picture("small"), "x.png").text


def test_the_issuer_is_described_for_verifiers(ana, client):
    response = client.get("/badges/issuer.json")
    assert response.json["id"] == json.loads(ana.get(FILES[0]).data)["issuer"]["id"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_plain_http_has_no_did_document(ana, client):
    assert client.get("/.well-known/did.json").status_code == 404


def test_what_a_badge_stands_for_is_public_once_somebody_holds_it(ana, client):
    found = client.get("/badges/small/achievement.json").json
    assert found["id"] == "http://localhost/badges/small/achievement.json"
    assert found["name"] == "Posts with care" and "signed" in found["criteria"]["narrative"]
    french = client.get("/badges/small/achievement.json?lang=fr").json
    assert french["inLanguage"] == "fr" and "Avoir lu" in french["criteria"]["narrative"]


def test_before_that_it_tells_nobody_which_courses_there_are(small, client):
    assert client.get("/badges/small/achievement.json").status_code == 404


def test_the_list_of_revocations_shows_one_at_once(ana, cast, client, clock):
    before = client.get("/badges/status/0.json").json
    revoke(cast, clock)
    after = client.get("/badges/status/0.json").json
    assert before["id"] == "http://localhost/badges/status/0.json"
    assert before["credentialSubject"]["encodedList"] != after["credentialSubject"]["encodedList"]


def test_a_list_that_nothing_is_in_is_not_found(ana, client):
    assert client.get("/badges/status/1.json").status_code == 404
    assert client.get("/badges/status/99999999999999999999.json").status_code == 404


@pytest.mark.parametrize("address", ["/badges/issuer.json", "/badges/status/0.json"])
def test_without_the_key_the_answer_says_what_is_missing(client, app, address):
    response = client.get(address)
    assert response.status_code == 503 and "the key that signs them is missing" in response.text


def test_a_lost_key_is_not_replaced_in_silence(ana, settings, clock, small, cast, as_, caplog):
    (settings.instance / "keys" / "badges.pem").unlink()
    finish(as_(cast.omar), cast.omar.id, "Omar Haddad")
    assert sweep(settings)(clock()) == 0
    assert "keys/badges.pem is missing" in caplog.text


def test_the_doctor_misses_a_lost_key_and_names_a_broken_one(ana, settings):
    path = settings.instance / "keys" / "badges.pem"
    assert doctor.badge_key(settings.instance).problem is None
    path.write_text("-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n")
    assert doctor.badge_key(settings.instance).problem
    path.unlink()
    assert "bring it back" in doctor.badge_key(settings.instance).problem


def test_before_the_first_badge_the_doctor_misses_nothing(app, settings):
    assert doctor.badge_key(settings.instance).problem is None


def test_after_some_seconds_at_a_stretch_the_others_get_their_turn(earned, settings, clock, monkeypatch):
    monkeypatch.setattr("lms.sweeps.AT_A_STRETCH", 0.0)
    assert sweep(settings)(clock()) == 0
    monkeypatch.undo()
    assert sweep(settings)(clock()) == 1


def test_a_badge_of_an_earlier_key_goes_on_verifying(ana, settings, client):
    body, folder = ana.get(FILES[0]).data, settings.instance / "keys"
    (folder / "badges.pem").rename(folder / "badges-2026.pem")
    keys.make_ed25519(settings.instance, keys.BADGES)
    respelled = json.dumps(json.loads(body)).encode()
    assert "This badge is genuine" in compared(client, respelled).text
    (folder / "badges-2026.pem").unlink()
    assert compared(client, respelled).status_code == 404


def test_the_picture_is_the_same_every_time():
    badge.picture.cache_clear()
    first = badge.picture("small")
    badge.picture.cache_clear()
    assert first == badge.picture("small") != badge.picture("other") and len(first) < 40_000


def knotted(document):
    """A graph in which every nameless node names every other one: canonical names for it take for ever."""
    nodes = [f"_:b{number}" for number in range(120)]
    web = [{"id": node, "https://e.example/p": [{"id": other} for other in nodes if other != node]} for node in nodes]
    return {**document, "credentialSubject": {**document["credentialSubject"], "https://e.example/web": web}}


def elsewhere(document):
    return {**document, "@context": [*document["@context"], "http://127.0.0.1:1/context"]}


def emptied(document):
    return {**document, "proof": {**document["proof"], "proofValue": [], "cryptosuite": None}}


@pytest.mark.parametrize("change", [knotted, elsewhere, emptied])
def test_a_real_badge_made_hostile_is_only_a_changed_one(ana, client, change):
    hostile = json.dumps(change(ana.get(FILES[0]).json)).encode()
    response = compared(client, hostile)
    assert response.status_code == 404 and "changed after it was issued" in response.text


@pytest.mark.parametrize("depth", [100, 900, 10_000, 200_000])
def test_a_real_badge_with_depths_is_no_error_of_ours(ana, client, depth):
    document = json.dumps({"deep": "HERE", **ana.get(FILES[0]).json})
    assert compared(client, document.replace('"HERE"', "[" * depth + "]" * depth).encode()).status_code == 404
