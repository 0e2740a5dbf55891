"""A manager's pages: the own team in full, another team not at all."""

import csv
import io
from collections.abc import Callable

import pytest

from tests.cast import NOW, Cast, Player, add_person
from tests.journey import finish
from tests.obligations import assign_to
from tests.page import PageClient
from tests.queries import counted

As = Callable[[Player], PageClient]


def test_the_table_shows_people_by_course(cast: Cast, as_: As, small: str) -> None:
    assign_to(cast, small, cast.ana.id, cast.omar.id)
    page = as_(cast.marc).get("/team").text
    assert ("Ana Duarte" in page and 'data-label="Before you post' in page) or "data-label" in page
    assert "Omar" not in page and "Hana" not in page


def test_a_stranger_and_nobody_get_the_same_answer(cast: Cast, as_: As) -> None:
    marc = as_(cast.marc)
    asked = [
        marc.get(f"/team/{who}") for who in (cast.omar.id, cast.marc.id, "7d1c0f6e-0000-4000-8000-000000000000", "x")
    ]
    assert {answer.status_code for answer in asked} == {404}
    assert "Omar" not in asked[0].text


def test_the_export_holds_the_own_team_only(cast: Cast, as_: As, small: str) -> None:
    assign_to(cast, small, cast.ana.id, cast.omar.id)
    text = as_(cast.marc).get("/team/people.csv").data.decode("utf-8-sig")
    assert [row["given_name"] for row in csv.DictReader(io.StringIO(text))] == ["Ana"]


def test_no_cell_of_the_export_is_a_formula(cast: Cast, as_: As) -> None:
    add_person("=1+1", "@x", manager=cast.marc.id, job_title="\t=2")
    text = as_(cast.marc).get("/team/people.csv").data.decode("utf-8-sig")
    row = next(row for row in csv.DictReader(io.StringIO(text)) if row["family_name"].endswith("@x"))
    assert [row[name][0] for name in ("given_name", "family_name", "job_title")] == ["'"] * 3


def test_a_members_page_shows_certificates_and_no_points(cast: Cast, as_: As, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    code = finish(cast.ana)
    page = as_(cast.marc).get(f"/team/{cast.ana.id}").text
    assert code in page and "score" not in page.lower() and "%" not in page


@pytest.mark.parametrize("who", ["ana", "omar", "hana", "ines"])
@pytest.mark.parametrize("path", ["/team", "/team/people.csv", "/team/{ana}"])
def test_who_has_no_team_has_no_such_page(cast: Cast, as_: As, who: str, path: str) -> None:
    assert as_(getattr(cast, who)).get(path.format(ana=cast.ana.id)).status_code == 403


@pytest.mark.parametrize("path", ["/team", "/team?state=overdue", "/team?q=ana", "/team/{ana}", "/team/people.csv"])
def test_each_page_stays_within_its_queries(cast: Cast, as_: As, small: str, path: str) -> None:
    for number in range(30):
        person = add_person(f"P{number}", "Team", manager=cast.marc.id)
        if number < 3:
            assign_to(cast, small, person.id, now=NOW)
    marc = as_(cast.marc)
    with counted() as statements:
        assert marc.get(path.format(ana=cast.ana.id)).status_code == 200
    assert len(statements) <= 12


def test_a_team_of_nobody_left_says_so(cast: Cast, as_: As) -> None:
    assert "Personne ne correspond" in as_(cast.marc).get("/team?q=zzz").text
