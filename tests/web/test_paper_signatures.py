"""Recording a signature on paper, as HR's browser does it, and opening the scan again."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from lms.services import viewing
from lms.web.paper.child import PaperUnavailable
from tests import paper, scanned
from tests.cast import NOBODY, Cast, Player, add_person
from tests.journey import finish
from tests.obligations import assign_to, enrolment_of
from tests.page import PageClient
from tests.queries import counted
from tests.services.test_paper_signatures import asked, current, row_of

As = Callable[[Player], PageClient]


def form(scan: bytes | None = None, name: str = "scan.pdf", **change: str) -> dict[str, object]:
    body = scanned.pdf() if scan is None else scan
    values = {"edition": current(), "language": "en", "signed_on": "2026-11-23", "scan": (io.BytesIO(body), name)}
    return values | change


def test_hr_records_it_and_the_lists_say_so(small: str, cast: Cast, as_: As) -> None:
    enrolment, hana = asked(cast, cast.ana), as_(cast.hana)
    assert "Ana Duarte has signed" in hana.get(f"/hr/enrolments/{enrolment}/paper").text
    response = hana.post(f"/hr/enrolments/{enrolment}/paper", data=form(next=f"/hr/people/{cast.ana.id}"))
    assert (response.status_code, response.location) == (303, f"/hr/people/{cast.ana.id}")
    assert "on paper, 23 November" in hana.get(f"/hr/people/{cast.ana.id}").text
    assert "signed on paper" in hana.get("/hr/courses/small?state=has").text
    assert hana.get("/hr/courses/small/people.csv?state=all").text.strip().endswith(",1.0,,2026-11-23")


def test_the_signer_sees_it_and_can_open_the_scan(small: str, cast: Cast, as_: As) -> None:
    enrolment = asked(cast, cast.ana)
    as_(cast.hana).post(f"/hr/enrolments/{enrolment}/paper", data=form())
    ana = as_(cast.ana)
    assert "Signed on paper 23 November" in ana.get("/").text
    assert "/courses/small/certificate" not in ana.get("/").text
    assert f'href="/signed-on-paper/{enrolment}"' in ana.get("/courses/small").text
    assert ana.get("/courses/small/done").location == "/courses/small"
    scan = ana.get(f"/signed-on-paper/{enrolment}")
    assert scan.data.startswith(b"%PDF-")
    assert scan.headers["X-Content-Type-Options"] == "nosniff"
    assert scan.headers["Content-Disposition"].startswith("attachment")
    assert viewing.looks_at(cast.ana.id) == []


@pytest.mark.parametrize("who", ["hana", "vera"])
def test_a_look_of_somebody_else_is_logged(small: str, cast: Cast, as_: As, who: str) -> None:
    vera = add_person("Vera", "Lind", roles=("auditor",))
    enrolment = asked(cast, cast.ana)
    as_(cast.hana).post(f"/hr/enrolments/{enrolment}/paper", data=form())
    viewer = vera if who == "vera" else cast.hana
    assert as_(viewer).get(f"/signed-on-paper/{enrolment}").status_code == 200
    assert [(look.by, look.what) for look in viewing.looks_at(cast.ana.id)] == [(viewer.full_name, "paper-scan")]


@pytest.mark.parametrize("who", ["omar", "marc", "ines"])
def test_everybody_else_finds_nothing_there(small: str, cast: Cast, as_: As, who: str) -> None:
    enrolment = asked(cast, cast.ana)
    as_(cast.hana).post(f"/hr/enrolments/{enrolment}/paper", data=form())
    foreign, missing = (as_(getattr(cast, who)).get(f"/signed-on-paper/{id}") for id in (enrolment, NOBODY))
    assert (foreign.status_code, missing.status_code) == (404, 404)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"signed_on": "0001-01-01"}, "so it cannot have been signed before"),
        ({"signed_on": "2126-01-01"}, "lies in the future"),
        ({"signed_on": "yesterday"}, "Please give a date"),
        ({"edition": NOBODY}, "a newer one asks for a new signature"),
        ({"language": "xx"}, "does not exist in that language"),
        ({"scan": b"<svg onload=alert(1)>"}, "cannot be read as a scan"),
        ({"scan": b"<!doctype html>"}, "cannot be read as a scan"),
        ({"scan": b""}, "Please choose the scan"),
        ({"note": "n" * 501}, "too long"),
    ],
    ids=list("abcdefghi"),
)
def test_what_is_refused_keeps_what_was_typed(
    small: str, cast: Cast, as_: As, change: dict[str, str], sentence: str
) -> None:
    enrolment = asked(cast, cast.ana)
    sent = form(**({"note": "In the yellow folder"} | change))  # type: ignore[arg-type]
    page = as_(cast.hana).post(f"/hr/enrolments/{enrolment}/paper", data=sent)
    assert (page.status_code, sentence in page.text) == (422, True)
    assert "note" in change or "In the yellow folder" in page.text
    assert row_of(enrolment).state == "open"


def test_a_request_larger_than_any_form_is_not_read(small: str, cast: Cast, as_: As) -> None:
    enrolment = asked(cast, cast.ana)
    kind = "multipart/form-data; boundary=x"
    page = as_(cast.hana).post(f"/hr/enrolments/{enrolment}/paper", data=bytes(3 << 20), content_type=kind)
    assert page.status_code == 413


def test_own_foreign_finished_and_missing(small: str, cast: Cast, as_: As) -> None:
    hana, mine = as_(cast.hana), asked(cast, cast.hana)
    assert hana.get(f"/hr/enrolments/{mine}/paper").status_code == 422
    assert hana.post(f"/hr/enrolments/{mine}/paper", data=form()).status_code == 422
    assert hana.post(f"/hr/enrolments/{NOBODY}/paper", data=form()).status_code == 404
    assert hana.post("/hr/enrolments/nonsense/paper", data=form()).status_code == 404
    finish(cast.omar)
    assert hana.get(f"/hr/enrolments/{enrolment_of(cast.omar.id).id}/paper").status_code == 409
    assert as_(cast.ana).post(f"/hr/enrolments/{mine}/paper", data=form()).status_code == 403


def test_a_double_click_is_one_signature(small: str, cast: Cast, as_: As) -> None:
    enrolment, hana = asked(cast, cast.ana), as_(cast.hana)
    answers = [hana.post(f"/hr/enrolments/{enrolment}/paper", data=form()).status_code for _ in range(2)]
    assert answers == [303, 303]


def test_the_form_costs_few_queries(small: str, cast: Cast, as_: As) -> None:
    enrolment, hana = asked(cast, cast.ana), as_(cast.hana)
    hana.get(f"/hr/enrolments/{enrolment}/paper")
    with counted() as queries:
        hana.get(f"/hr/enrolments/{enrolment}/paper")
    assert len(queries) <= 12
    assign_to(cast, small, cast.omar.id)


@pytest.mark.parametrize(("language", "word"), [("en", "Signature by hand"), ("fr", "Signature à la main")])
def test_the_sheet_to_sign_holds_the_text_and_empty_lines(
    small: str, cast: Cast, as_: As, tmp_path: Path, language: str, word: str
) -> None:
    hana = as_(cast.hana)
    assert f"language={language}" in hana.get("/hr/courses/small").text
    sheet = hana.get(f"/hr/courses/small/sheet.pdf?edition={current()}&language={language}")
    assert (sheet.status_code, sheet.headers["Content-Disposition"]) == (
        200,
        f"attachment; filename=small-1.0-{language}-to-sign.pdf",
    )
    words = paper.text_of(sheet.data, tmp_path)
    assert word in words and "Ostrelle" in words


def test_a_sheet_of_something_else_is_not_there(small: str, cast: Cast, as_: As) -> None:
    hana = as_(cast.hana)
    assert hana.get(f"/hr/courses/small/sheet.pdf?edition={NOBODY}").status_code == 404
    assert hana.get("/hr/courses/small/sheet.pdf?edition=nonsense").status_code == 404
    assert hana.get("/hr/courses/nowhere/sheet.pdf").status_code == 404


def test_without_a_printer_the_sheet_is_refused_with_a_sentence(
    small: str, cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def render(self, kind: str, values: str) -> bytes:
            raise PaperUnavailable("no fonts")

    monkeypatch.setattr("lms.web.paper_signatures.press", Broken)
    page = as_(cast.hana).get("/hr/courses/small/sheet.pdf")
    assert (page.status_code, "The sheet cannot be printed at the moment." in page.text) == (503, True)
