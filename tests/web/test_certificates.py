"""Certificates, signed copies and badges: for their holder, and for nobody else."""

import re

import pytest

from lms.domain.certificate import new_code
from lms.services import certificates
from lms.web import certificates as pages
from lms.web.paper.child import PaperUnavailable
from tests.web.learning import finish, publish_next, start

PDF = b"%PDF-1.7 the frozen bytes"


@pytest.fixture
def ana(small, cast, as_):
    """Ana has signed; nothing is printed yet."""
    client = as_(cast.ana)
    finish(client, cast.ana.id, "Ana Duarte")
    return client


@pytest.fixture
def code(ana, cast):
    return certificates.of(cast.ana.id)[0].code


@pytest.fixture
def frozen(ana, code, clock):
    """The worker has printed it."""
    certificates.freeze_pending(lambda values, receipt: PDF, clock())
    return code


def test_the_page_after_signing_celebrates(ana):
    page = ana.get("/courses/small/done").text
    assert "That’s signed, Ana" in page and "Posts with care" in page and "You scored 100%" in page


def test_the_page_after_signing_names_the_version_that_was_signed(ana, cast):
    publish_next(cast)
    assert "Posting with care, version 1.0." in ana.get("/courses/small/done").text


def test_the_page_after_signing_is_for_who_has_signed(small, cast, as_):
    client = as_(cast.ana)
    start(client)
    assert client.get("/courses/small/done").location == "/courses/small"


def test_while_it_is_printed_the_page_says_so_and_looks_again(ana, code):
    page = ana.get("/courses/small/done").text
    assert "Your certificate is being prepared." in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert ana.get(f"/certificates/{code}/ready").json == {"ready": False}


def test_asking_early_leads_to_the_page_that_waits(ana, code):
    assert ana.get(f"/certificates/{code}.pdf").location == "/courses/small/done"


def test_the_frozen_bytes_are_what_is_downloaded(ana, frozen):
    response = ana.get(f"/certificates/{frozen}.pdf")
    assert (response.data, response.mimetype) == (PDF, "application/pdf")
    assert response.headers["Content-Disposition"] == f"attachment; filename=small-{frozen}.pdf"
    assert response.headers["Cache-Control"] == "no-store"


def test_once_printed_nothing_waits_any_more(ana, frozen):
    assert "being prepared" not in ana.get("/courses/small/done").text
    assert ana.get(f"/certificates/{frozen}/ready").json == {"ready": True}


def test_home_leads_to_the_certificate(ana, frozen):
    assert 'href="/courses/small/certificate"' in ana.get("/").text
    assert ana.get("/courses/small/certificate").location == f"/certificates/{frozen}.pdf"


@pytest.mark.parametrize("address", [".pdf", "/ready", "/signed-copy.pdf", "/receipt.json", "/receipt.pdf"])
def test_a_certificate_of_somebody_else_is_not_found(frozen, cast, as_, address):
    theirs = as_(cast.omar).get(f"/certificates/{frozen}{address}")
    none = as_(cast.omar).get(f"/certificates/{new_code(bytes(16))}{address}")
    assert (theirs.status_code, none.status_code) == (404, 404)


def test_the_text_somebody_else_signed_is_not_found(frozen, cast, as_):
    assert as_(cast.omar).get(f"/signed/{frozen}").status_code == 404


@pytest.mark.parametrize("code", ["x", "'; DROP TABLE certificate", "%00", "A" * 500])
def test_a_code_that_cannot_be_is_not_found(ana, code):
    assert ana.get(f"/certificates/{code}.pdf").status_code == 404


def test_the_signed_copy_holds_what_was_signed(ana, code, monkeypatch):
    printed = []
    monkeypatch.setattr(pages.press(), "render", lambda kind, values: printed.append((kind, values)) or PDF)
    assert ana.get(f"/certificates/{code}/signed-copy.pdf").data == PDF
    kind, values = printed[0]
    assert (
        kind == "signed-copy" and "I will not publish client names" in values and '"typed_name": "Ana Duarte"' in values
    )


def test_the_receipt_follows_the_signature_as_file_and_as_paper(ana, frozen, monkeypatch):
    monkeypatch.setattr(pages.press(), "render", lambda kind, values: kind.encode() + values.encode())
    told = ana.get(f"/certificates/{frozen}/receipt.json")
    assert (told.mimetype, sorted(told.json)[:2]) == ("application/json", ["entry", "index"])
    paper = ana.get(f"/certificates/{frozen}/receipt.pdf")
    assert (paper.data.startswith(b"receipt{"), paper.headers["Cache-Control"]) == (True, "no-store")
    page = ana.get("/courses/small/done").text
    assert f"/certificates/{frozen}/receipt.json" in page and f"/certificates/{frozen}/receipt.pdf" in page


@pytest.mark.parametrize("form", ["json", "pdf"])
def test_until_it_is_there_the_receipt_leads_to_the_page_that_waits(ana, code, form):
    assert ana.get(f"/certificates/{code}/receipt.{form}").location == "/courses/small/done"
    assert "follow in about a minute" in ana.get("/courses/small/done").text


def test_a_receipt_that_cannot_be_printed_says_where_the_proof_is(ana, frozen, monkeypatch):
    def broken(*_):
        raise PaperUnavailable("no libraries")

    monkeypatch.setattr(pages.press(), "render", broken)
    response = ana.get(f"/certificates/{frozen}/receipt.pdf")
    assert (response.status_code, "receipt.json has the same proof" in response.text) == (503, True)


def test_without_a_printer_the_copy_says_so(ana, code, monkeypatch):
    def broken(*_):
        raise PaperUnavailable("no libraries")

    monkeypatch.setattr(pages.press(), "render", broken)
    response = ana.get(f"/certificates/{code}/signed-copy.pdf")
    assert (response.status_code, "Your signature is safe" in response.text) == (503, True)


def test_the_list_shows_version_day_and_code(ana, code):
    page = ana.get("/certificates").text
    assert "Version 1.0, signed on 23 November 2026" in page and code in page


def test_without_any_the_list_says_how_to_get_one(cast, as_):
    assert "You get one with every signature." in as_(cast.ana).get("/certificates").text


def test_the_badge_is_on_the_wall(ana):
    assert re.search(r'/badges/small\.svg".*?Posts with care', ana.get("/badges").text, re.DOTALL)


def test_a_badge_to_earn_is_shown_locked(small, cast, as_):
    client = as_(cast.ana)
    start(client)
    assert "/badges/small-locked.svg" in client.get("/badges").text


def test_a_drawing_is_the_same_for_ever_and_for_everybody(client):
    response = client.get("/badges/small.svg")
    assert (response.mimetype, "immutable" in response.headers["Cache-Control"]) == ("image/svg+xml", True)
    assert response.data == client.get("/badges/small.svg").data != client.get("/badges/other.svg").data


def test_a_drawing_tells_nobody_which_courses_there_are(client):
    assert client.get("/badges/no-such-course.svg").status_code == 200
