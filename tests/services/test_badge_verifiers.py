"""What verifiers written elsewhere say about our badges: openbadgeslib, and Digital Bazaar's without any network."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError

from lms.app import create_app
from lms.domain.status_list import encoded
from lms.services import badge_signing, credentials
from lms.services.badge_signing import freeze_pending
from lms.store import db, keys, writing
from tests.badges import DESK, HOUSE, KEY, judged, rows, signed
from tests.cast import NOW
from tests.engines import settings_for
from tests.journey import finish

TODAY = datetime.now(UTC)  # verifiers go by the real clock, and refuse a list that has grown old


@pytest.fixture
def badge(small, cast):
    """Ana's badge as it is handed out."""
    finish(cast.ana)
    return signed()


def status_list():
    return json.loads(badge_signing.signed_list(HOUSE.base_url, 0, credentials.revoked_bits(0), KEY, TODAY))


def revoke(cast):
    with writing() as session:
        credentials.revoke(session, cast.ana.id, "course/small", "mistake", NOW)


def test_a_second_implementation_finds_it_genuine(badge):
    assert judged(badge, status_list()) == {"verified": True, "proof": True, "errors": [], "revoked": False}


def test_a_second_implementation_sees_the_revocation(badge, cast):
    revoke(cast)
    answer = judged(badge, status_list())
    assert (answer["proof"], answer["revoked"]) == (True, True)


PARTS = ["name", "validFrom", "issuer", "achievement", "identifier", "credentialStatus", "list"]


@pytest.mark.parametrize("part", PARTS)
def test_a_second_implementation_refuses_what_was_changed(badge, part):
    revocations = status_list()
    match part:
        case "name" | "validFrom":
            badge[part] = "2020-01-01T00:00:00Z"
        case "issuer":
            badge["issuer"]["name"] = "Another Organisation"
        case "achievement":
            badge["credentialSubject"]["achievement"]["criteria"]["narrative"] += "!"
        case "identifier":
            badge["credentialSubject"]["identifier"][0]["identityHash"] = "Omar Haddad"
        case "credentialStatus":
            badge["credentialStatus"]["statusListIndex"] = "7"
        case "list":
            revocations["credentialSubject"]["encodedList"] = encoded([1])
    assert not judged(badge, revocations)["verified"]


def test_a_badge_of_plain_http_is_verified_by_its_key_alone(small, cast):
    finish(cast.ana)
    freeze_pending(replace(DESK, house=replace(HOUSE, base_url="http://localhost")), NOW)
    found = json.loads(rows()[0].body)
    revocations = json.loads(badge_signing.signed_list("http://localhost", 0, frozenset(), KEY, TODAY))
    assert found["issuer"]["id"].startswith("did:key:z6Mk")
    assert judged(found, revocations, base_url="http://localhost")["verified"]


def test_openbadgeslib_verifies_proof_and_status(badge, cast):
    def download(address):
        return json.dumps(status_list()).encode()

    def verify():
        verifier = OB3LdpVerifier(pubkey_pem=KEY.public_key())
        verifier.verify(badge, check_status=True, download=download, verify_status_list=False)

    verify()
    revoke(cast)
    with pytest.raises(OB3VerificationError, match="'revocation' is set"):
        verify()


def test_the_contexts_are_the_ones_that_are_bundled(badge):
    """No verifier needs anything of us but the issuer's keys and the list of revocations."""
    assert badge["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]


@pytest.fixture
def on_https(database_url, tmp_path):
    """The app at an https address, on the same database."""
    app = create_app(settings_for(tmp_path, database_url, LMS_BASE_URL="https://policies.ostrelle.example"))
    yield app
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def test_what_an_https_address_serves_is_all_a_verifier_needs(small, cast, on_https):
    """Issuer, keys, achievement and revocations as the app answers them, and nothing else of ours."""
    settings, visitor = on_https.config["PARAPH"], on_https.test_client()
    finish(cast.ana)
    key = keys.make_ed25519(settings.instance, keys.BADGES)
    freeze_pending(replace(DESK, house=settings.house, key=key), NOW)
    found = json.loads(rows()[0].body)

    def served(address):
        return visitor.get(address.removeprefix(settings.base_url), base_url=settings.base_url).get_json()

    keys_of_issuer = served("/.well-known/did.json")
    assert keys_of_issuer["id"] == found["issuer"]["id"] == served("/badges/issuer.json")["id"]
    assert served(found["credentialSubject"]["achievement"]["id"])["name"] == "Posts with care"
    revocations = served(found["credentialStatus"]["statusListCredential"])
    assert judged(found, keys_of_issuer, revocations)["verified"]
