"""The public check: valid, expired, revoked or unknown, and never more than the least."""

import io
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from lms.domain.certificate import new_code
from lms.services import certificates
from lms.store import seals, writing
from lms.store.models import Certificate
from lms.store.seals import Source
from tests.web.learning import finish

PDF = b"%PDF-1.7 the frozen bytes"


@pytest.fixture
def code(small, cast, as_, clock):
    """Ana's printed certificate."""
    finish(as_(cast.ana), cast.ana.id, "Ana Duarte")
    certificates.freeze_pending(lambda values, receipt: PDF, clock())
    return certificates.of(cast.ana.id)[0].code


def compared(client, data):
    return client.post("/verify", data={"file": (io.BytesIO(data), "certificate.pdf")})


def test_a_genuine_code_is_confirmed_without_an_account(code, client):
    page = client.get(f"/verify/{code}").text
    for words in ("This certificate is genuine", "Ana D.", "Posting with care, version 1.0", "23 November 2027"):
        assert words in page


def test_the_least_is_shown(code, client):
    page = client.get(f"/verify/{code}").text
    assert not any(words in page for words in ("Duarte", "ana@", "100%", "Showrooms"))


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("0", "O")])
def test_a_code_may_be_typed_carelessly(code, client, typed):
    assert client.get("/verify", query_string={"code": typed(code)}).location == f"/verify/{code}"


def test_after_its_time_it_has_expired(code, client, clock):
    clock.advance(days=366)
    assert "This certificate has expired" in client.get(f"/verify/{code}").text


def test_a_revoked_one_says_so(code, client, clock):
    with writing() as session:
        session.execute(sa.update(Certificate).values(revoked_at=clock()))
    assert "This certificate was revoked" in client.get(f"/verify/{code}").text
    assert "Ne vous y fiez pas." in client.get(f"/verify/{code}", headers={"Accept-Language": "fr"}).text


def test_an_unknown_code_is_not_found_and_may_be_mended(client, app):
    unknown = new_code(bytes(16))
    response = client.get(f"/verify/{unknown}")
    assert (response.status_code, f'value="{unknown}"' in response.text) == (404, True)


MISTYPED = [("7K3QM-9XT2V-4HBRC-0WZ8N-PD5G", "one character short"), ("abc", "too short"), ("A" * 40, "too long")]


@pytest.mark.parametrize(("typed", "words"), MISTYPED)
def test_a_mistyped_code_is_explained_and_kept(client, typed, words):
    response = client.get("/verify", query_string={"code": typed})
    assert (response.status_code, words in response.text, f'value="{typed}"' in response.text) == (422, True, True)


def test_the_original_file_is_known_by_its_bytes(code, client):
    page = compared(client, PDF).text
    assert "This certificate is genuine" in page and "byte for byte" in page


def test_an_edited_file_fails(code, client):
    response = compared(client, PDF + b" ")
    assert (response.status_code, "changed after it was issued" in response.text) == (404, True)


def test_a_certificate_whose_seal_was_taken_off_is_not_ours(code, client):
    """The printed part alone is another file, whatever a reader of PDF makes of it."""
    assert compared(client, PDF[:-5]).status_code == 404


def test_the_root_of_the_seal_is_given_to_anybody(app, client):
    assert client.get("/verify/root.pem").status_code == 404
    seals.prepare(Source.of(app.config["PARAPH"]), datetime.now(UTC))
    response = client.get("/verify/root.pem")
    assert (response.status_code, response.data[:27]) == (200, b"-----BEGIN CERTIFICATE-----")
    assert b"PRIVATE" not in response.data


def test_from_one_place_two_hundred_files_are_compared_then_one_a_minute(client, clock):
    statuses = [compared(client, b"%PDF").status_code for _ in range(201)]
    assert (set(statuses[:200]), statuses[200]) == ({404}, 429)
    clock.advance(minutes=1)
    assert compared(client, b"%PDF").status_code == 404


def test_no_file_is_said_at_the_field(client):
    assert client.post("/verify", data={}).status_code == 422


def test_too_large_a_file_is_refused(client):
    body, kind = b"x" * (3 * 1024 * 1024), "multipart/form-data; boundary=x"
    assert client.post("/verify", data=body, content_type=kind).status_code == 413


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "'\"><img src=x>", "..%2f..%2fetc"])
def test_a_hostile_code_is_only_text(client, typed):
    page = client.get("/verify", query_string={"code": typed}).text
    assert typed not in page or "<" not in typed


def test_the_check_speaks_french(code, client):
    assert "Ce certificat est authentique" in client.get(f"/verify/{code}?lang=fr").text
