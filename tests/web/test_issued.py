"""The certificates of a course for HR: the list, one of them, its file, all as a zip."""

import io
import random
import tracemalloc
import zipfile
from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.services import certificates, issued, revoking, viewing
from lms.services.issued import Filters
from lms.store import reading, writing
from lms.store.models import Certificate, Job, RecordEntry
from lms.web.issued import zipped
from tests.cast import NOW, add_person
from tests.journey import HOUSE, finish
from tests.obligations import assign_to
from tests.web.counting import counted

LIST = "/hr/courses/small/certificates"


def printed(values, receipt):
    return b"%PDF " + values.encode()


@pytest.fixture
def codes(small, cast):
    """Of Ana and Marc, printed."""
    assign_to(cast, small, cast.marc.id)
    found = [finish(cast.ana), finish(cast.marc, NOW + timedelta(seconds=1))]
    certificates.freeze_pending(printed, NOW)
    return found


@pytest.fixture
def hana(cast, as_):
    return as_(cast.hana)


def test_the_list_shows_who_holds_what_newest_first(codes, hana):
    page = hana.get(LIST).text
    assert page.index(codes[1]) < page.index(codes[0]) and "Ana Duarte" in page and "Valid <b>2</b>" in page


@pytest.mark.parametrize("query", ["duarte", "ANA@ostrelle", "code"])
def test_it_is_searched_by_name_address_and_code(codes, hana, query):
    page = hana.get(LIST, query_string={"q": codes[0].lower() if query == "code" else query}).text
    assert codes[0] in page and codes[1] not in page


@pytest.mark.parametrize("state", issued.STATES)
def test_each_filter_shows_what_it_says(codes, cast, hana, clock, state):
    values = {
        "expired": {"expires_on": NOW.date() - timedelta(days=1)},
        "expiring": {"expires_on": NOW.date() + timedelta(days=29)},
        "revoked": {"revoked_at": NOW, "revoked_for": "error"},
        "superseded": {},
        "waiting": {"frozen_at": None},
        "unprintable": {"unprintable": "U+4E2D"},
        "valid": {},
    }[state]
    with writing() as session:
        if values:
            session.execute(sa.update(Certificate).where(Certificate.code == codes[0]).values(**values))
        other = {"replaces": codes[0]} if state == "superseded" else {"revoked_at": NOW}
        session.execute(sa.update(Certificate).where(Certificate.code == codes[1]).values(**other))
    lines = issued.page(HOUSE, "small", Filters(state), "", NOW).lines
    assert [line.code for line in lines if line.code == codes[0]] == [codes[0]]
    assert len(lines) == (2 if state == "revoked" and values else 1)
    assert hana.get(LIST, query_string={"state": state}).status_code == 200


def test_pages_follow_each_other_without_gap_or_repeat(codes, cast, hana, monkeypatch):
    monkeypatch.setattr(issued, "PAGE", 1)
    first = issued.page(HOUSE, "small", Filters(), "", NOW)
    second = issued.page(HOUSE, "small", Filters(), first.after, NOW)
    assert ([line.code for line in (*first.lines, *second.lines)], second.after) == (codes[::-1], "")


@pytest.mark.parametrize("place", ["x", "~", "2026-01-01~x", "9999999~", "2026-11-23T09:30:00~" + "a" * 36])
def test_a_place_that_is_none_is_the_beginning(codes, hana, place):
    assert codes[0] in hana.get(LIST, query_string={"after": place}).text


def test_the_list_and_the_page_cost_few_queries(codes, hana):
    for address in (LIST, f"/hr/certificates/{codes[0]}"):
        hana.get(address)
        with counted() as statements:
            hana.get(address)
        assert len(statements) <= 12, address


def test_revoking_takes_two_people_and_a_reason(codes, cast, as_, hana, client):
    page = f"/hr/certificates/{codes[0]}"
    assert hana.post(f"{page}/revoke", data={"reason": "", "note": "kept"}).status_code == 422
    assert "kept" in hana.post(f"{page}/revoke", data={"reason": "", "note": "kept"}).text
    hana.post(f"{page}/revoke", data={"reason": "misuse", "note": ""})
    asked = hana.get(page).text.split("/revocations/")[1].split("/")[0]
    assert hana.post(f"{page}/revocations/{asked}/confirm").status_code == 422
    assert as_(cast.ines).post(f"{page}/revocations/{asked}/confirm").status_code == 303
    assert "was revoked" in (told := client.get(f"/verify/{codes[0]}").text)
    assert "Somebody else took the course" in told and "23 November 2026" in told


def test_the_holder_sees_what_was_revoked_folded_away(codes, cast, as_, hana):
    hana.post(f"/hr/certificates/{codes[0]}/revoke", data={"reason": "error"})
    asked = hana.get(LIST).text
    assert "asks to revoke the certificate of Ana Duarte" in asked
    with writing() as session:
        revoked = {"revoked_at": NOW, "revoked_for": "error"}
        session.execute(sa.update(Certificate).where(Certificate.code == codes[0]).values(**revoked))
    page = as_(cast.ana).get("/certificates").text
    assert "Revoked on 23 November" in page and "by mistake" in page
    assert as_(cast.ana).get("/courses/small/certificate").status_code == 404


def test_issued_anew_the_old_one_points_to_no_code(codes, hana, client, cast, as_):
    response = hana.post(f"/hr/certificates/{codes[0]}/anew", data={"why": "name"})
    newer = response.location.rsplit("/", 1)[1]
    page = client.get(f"/verify/{codes[0]}").text
    assert "was issued anew" in page and newer not in page
    mine = as_(cast.ana).get("/certificates").text
    assert mine.index(newer) < mine.index(codes[0])


def test_what_cannot_be_issued_anew_says_why(codes, hana):
    assert hana.post(f"/hr/certificates/{codes[0]}/anew", data={"why": ""}).status_code == 422
    hana.post(f"/hr/certificates/{codes[0]}/anew", data={"why": "name"})
    again = hana.post(f"/hr/certificates/{codes[0]}/anew", data={"why": "name"})
    assert (again.status_code, "stands in its place already" in again.text) == (409, True)
    assert hana.post("/hr/certificates/nonsense/anew", data={"why": "name"}).status_code == 404


def test_a_whole_course_anew_is_work_with_a_bar(codes, hana):
    assert hana.post(f"{LIST}/anew", data={"why": ""}).status_code == 422
    response = hana.post(f"{LIST}/anew", data={"why": "design"})
    assert response.location.startswith("/jobs/") and hana.get(response.location).status_code == 200
    with reading() as session:
        assert session.scalars(sa.select(Job.params)).one()["course"] == "small"


def looks(person):
    return [look.what for look in viewing.looks_at(person.id)]


def test_the_file_of_somebody_else_is_logged_for_them(codes, cast, hana):
    assert hana.get(f"/hr/certificates/{codes[0]}.pdf").data.startswith(b"%PDF")
    assert (looks(cast.ana), looks(cast.marc)) == (["certificate"], [])


def test_the_zip_holds_what_the_filter_shows_and_every_look_is_logged(codes, cast, hana):
    response = hana.get(f"{LIST}.zip?q=duarte")
    with zipfile.ZipFile(io.BytesIO(response.data)) as bundle:
        assert bundle.namelist() == [f"small/Duarte-Ana-{codes[0]}.pdf"]
        assert bundle.read(bundle.namelist()[0]) == certificates.pdf(cast.ana.id, codes[0])
        assert bundle.testzip() is None
    assert (looks(cast.ana), looks(cast.marc)) == (["certificate"], [])
    with reading() as session:
        exported = session.scalars(sa.select(RecordEntry.course).where(RecordEntry.kind == "evidence exported")).all()
    assert exported == ["small"]


def test_a_zip_of_any_size_takes_little_memory():
    tracemalloc.start()
    size = sum(len(part) for part in zipped((f"{number}.pdf", random.randbytes(50_000)) for number in range(400)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 20_000_000 and most < 3_000_000


def test_a_hostile_name_leads_nowhere_in_the_zip(small, cast, hana):
    eve = add_person("../../etc", "pass\\wd\n")
    assign_to(cast, small, eve.id)
    code = finish(eve)
    certificates.freeze_pending(printed, NOW)
    with zipfile.ZipFile(io.BytesIO(hana.get(f"{LIST}.zip").data)) as bundle:
        assert bundle.namelist() == [f"small/pass-wd--------etc-{code}.pdf"]


def test_too_many_for_one_file_are_refused_before_anything_leaves(codes, cast, hana, monkeypatch):
    monkeypatch.setattr(issued, "MOST_FILES", 1)
    response = hana.get(f"{LIST}.zip")
    assert (response.status_code, "Narrow the filter" in response.text, looks(cast.ana)) == (422, True, [])


def test_who_has_left_no_name_is_listed_and_checked_without_one(codes, hana, client):
    with writing() as session:
        gone = {"erased_at": NOW, "values": {}, "holder_short": "", "pdf": None}
        session.execute(sa.update(Certificate).where(Certificate.code == codes[0]).values(**gone))
    page = client.get(f"/verify/{codes[0]}").text
    assert "genuine" in page and "has been erased" in page and "Ana" not in page
    assert hana.get(f"/hr/certificates/{codes[0]}.pdf").status_code == 404
    assert hana.get(f"{LIST}.zip").status_code == 200


def test_a_double_click_issues_a_course_anew_once(codes, hana, clock):
    there = set()
    for _ in range(3):
        there.add(hana.post(f"{LIST}/anew", data={"why": "design"}).location)
        clock.advance(seconds=1)
    assert len(there) == 1


@pytest.mark.parametrize("slug", ["nothing", "a%0d%0ab", "%22%3b", ".."])
def test_a_course_that_is_none_has_no_certificates(small, hana, slug):
    assert hana.get(f"/hr/courses/{slug}/certificates.zip").status_code == 404
    assert hana.post(f"/hr/courses/{slug}/certificates/anew", data={"why": "name"}).status_code == 404


@pytest.mark.parametrize("act", ["confirm", "drop"])
def test_a_revocation_is_decided_at_its_own_certificate_only(codes, cast, as_, act):
    asked = revoking.ask(cast.hana.id, codes[0], "error", "", NOW)
    ines = as_(cast.ines)
    assert ines.post(f"/hr/certificates/{codes[1]}/revocations/{asked}/{act}").status_code == 404
    assert ines.post(f"/hr/certificates/{codes[0]}/revocations/{asked}/{act}").status_code == 303
