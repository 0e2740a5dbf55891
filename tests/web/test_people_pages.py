"""People for HR: lists, forms that keep what was typed, accounts."""

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask

from lms.services import directory, people, roles, sessions
from tests.cast import NOW, Cast, Player, add_person
from tests.engines import settings_for
from tests.obligations import HOUSE, assign_to
from tests.page import PageClient
from tests.queries import counted

As = Callable[[Player], PageClient]
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
FORM = {"given_name": "Zoé", "family_name": "Łuk", "email": "zoe@ostrelle.example", "department": "Workshop"}


def test_the_list_opens_with_few_queries_whatever_its_length(cast: Cast, as_: As) -> None:
    for number in range(30):
        add_person(f"P{number}", "Many", department="Depot")
    hana = as_(cast.hana)
    with counted() as statements:
        assert hana.get("/hr/people").status_code == 200
    assert len(statements) <= 12


def test_searching_without_accents_finds_marc(cast: Cast, as_: As) -> None:
    page = as_(cast.hana).get("/hr/people?q=lefevre").text
    assert "Marc Lefèvre" in page and "Omar Haddad" not in page


@pytest.mark.parametrize(
    "query",
    ["?page=0", "?page=9999999", "?page=x", "?state=nonsense", "?department=%00", "?q=%00%25", "?q=" + "x" * 3000],
)
def test_a_nonsense_address_is_a_page_all_the_same(cast: Cast, as_: As, query: str) -> None:
    assert as_(cast.hana).get(f"/hr/people{query}").status_code == 200


def test_hr_adds_a_person_and_lands_on_their_page(cast: Cast, as_: As) -> None:
    hana = as_(cast.hana)
    answer = hana.post("/hr/people/new", data=FORM)
    assert answer.status_code == 303
    page = hana.get(answer.location).text
    assert "Zoé Łuk" in page and "Make a one-time link" in page


def test_a_refused_form_keeps_what_was_typed_and_says_why_at_the_field(cast: Cast, as_: As) -> None:
    answer = as_(cast.hana).post("/hr/people/new", data=FORM | {"email": "ANA@ostrelle.example"})
    assert answer.status_code == 409
    assert "exists already" in answer.text and 'value="Zoé"' in answer.text
    assert 'aria-invalid="true"' in answer.text and "<title>Error:" in answer.text


def test_a_hostile_name_is_shown_as_text_everywhere(cast: Cast, as_: As, small: str) -> None:
    hana = as_(cast.hana)
    evil = {
        name: f"{HOSTILE} {name}"[:100] for name in ("given_name", "family_name", "department", "location", "job_title")
    }
    where = hana.post("/hr/people/new", data=FORM | evil | {"manager_email": cast.marc.email}).location
    person_id = where.rsplit("/", 1)[1]
    assign_to(cast, small, person_id)
    pages = [where, f"{where}/edit", "/hr/people", "/hr/courses/small", "/hr/assignments"]
    texts = [hana.get(page).text for page in pages] + [
        as_(cast.marc).get(f"/team{one}").text for one in ("", f"/{person_id}")
    ]
    assert all("<script>alert" not in text and "<img src=x" not in text for text in texts)
    assert html.escape("<script>alert(1)", quote=False) in texts[0]


@pytest.mark.parametrize("name", ["A" * 101, "x\u202eevil", "\x1b[31m", "   "])
def test_a_name_that_cannot_be_stored_is_a_sentence_not_an_accident(cast: Cast, as_: As, name: str) -> None:
    answer = as_(cast.hana).post("/hr/people/new", data=FORM | {"family_name": name})
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text


def test_the_second_of_two_editors_sees_what_the_first_one_saved(cast: Cast, as_: As) -> None:
    first, second = as_(cast.hana), as_(cast.ines)
    page = first.get(f"/hr/people/{cast.ana.id}/edit").text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    form = {"given_name": "Ana", "family_name": "Duarte", "email": cast.ana.email, "version": version[1]}
    assert first.post(f"/hr/people/{cast.ana.id}/edit", data=form | {"location": "Lille"}).status_code == 303
    late = second.post(f"/hr/people/{cast.ana.id}/edit", data=form | {"location": "Lyon"})
    assert late.status_code == 409
    assert "Location: Lille" in late.text and 'value="Lyon"' in late.text


def test_a_leaver_is_out_at_the_next_click(cast: Cast, as_: As) -> None:
    ana, hana = as_(cast.ana), as_(cast.hana)
    assert ana.get("/me").status_code == 200
    assert hana.post(f"/hr/people/{cast.ana.id}/deactivate").status_code == 303
    assert ana.get("/me").status_code == 303
    assert "has left" in hana.get(f"/hr/people/{cast.ana.id}").text


def test_without_mail_the_link_is_shown_once_and_opens(cast: Cast, as_: As, client: PageClient) -> None:
    hana = as_(cast.hana)
    answer = hana.post(f"/hr/people/{cast.ana.id}/link")
    found = re.search(r'value="http://localhost(/link/[^"]+)"', answer.text)
    assert answer.headers["Cache-Control"] == "no-store" and found is not None
    assert client.get(found[1]).status_code == 200
    assert "/link/" not in hana.get(f"/hr/people/{cast.ana.id}").text


def test_with_mail_the_link_goes_to_the_stored_address_and_is_not_shown(app: Flask, cast: Cast, as_: As) -> None:
    app.config["PARAPH"] = settings_for(app.config["PARAPH"].instance, LMS_SMTP_URL="smtp://127.0.0.1:9")
    hana = as_(cast.hana)
    answer = hana.post(f"/hr/people/{cast.ana.id}/link")
    assert answer.status_code == 303 and "on its way" in hana.get(answer.location).text


def test_hr_makes_no_link_for_an_administrator(cast: Cast, as_: As) -> None:
    answer = as_(cast.hana).post(f"/hr/people/{cast.ines.id}/link")
    assert answer.status_code == 403 and "/link/" not in answer.text.replace(f"{cast.ines.id}/link", "")


def test_the_administrator_ticks_roles(cast: Cast, as_: As) -> None:
    ines = as_(cast.ines)
    assert ines.post(f"/hr/people/{cast.ana.id}/roles", data={"role": ["author", "hr"]}).status_code == 303
    assert directory.card(HOUSE, cast.ana.id, NOW).roles == {"author", "hr"}


def test_hr_grants_no_role_and_does_not_see_the_ticks(cast: Cast, as_: As) -> None:
    hana = as_(cast.hana)
    assert hana.post(f"/hr/people/{cast.ana.id}/roles", data={"role": "admin"}).status_code == 403
    assert "roles" not in re.findall(r'id="([^"]+)"', hana.get(f"/hr/people/{cast.ana.id}").text)


@pytest.mark.parametrize(("role", "status"), [("nonsense", 422), ("hr", 422)])
def test_a_role_for_oneself_or_none_at_all_is_refused(cast: Cast, as_: As, role: str, status: int) -> None:
    assert as_(cast.ines).post(f"/hr/people/{cast.ines.id}/roles", data={"role": role}).status_code == status


def test_a_changed_role_ends_the_session(cast: Cast) -> None:
    token = sessions.start(cast.ana.id, "password", NOW)
    roles.grant(cast.ines.id, cast.ana.id, "author", NOW)
    assert sessions.find(token, NOW) is None


@pytest.mark.parametrize("path", ["", "/new", "/{ana}", "/{ana}/edit"])
@pytest.mark.parametrize("who", ["ana", "marc", "omar", "paul"])
def test_people_are_for_hr_and_administrators(cast: Cast, as_: As, path: str, who: str) -> None:
    answer = as_(getattr(cast, who)).get("/hr/people" + path.format(ana=cast.ana.id))
    assert answer.status_code == 403 and "Duarte" not in answer.text.replace(
        "Ana Duarte", "" if who == "ana" else "Duarte"
    )


@pytest.mark.parametrize("act", ["", "/edit", "/deactivate", "/reactivate", "/link"])
def test_nobody_is_not_found(cast: Cast, as_: As, act: str) -> None:
    hana = as_(cast.hana)
    method = hana.get if act in ("", "/edit") else hana.post
    assert {
        method(f"/hr/people/{who}{act}").status_code for who in ("nonsense", "7d1c0f6e-0000-4000-8000-000000000000")
    } == {404}


def test_the_page_of_a_person_stays_within_its_queries(cast: Cast, as_: As, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    hana = as_(cast.hana)
    with counted() as statements:
        page = hana.get(f"/hr/people/{cast.ana.id}")
    assert 'href="/hr/courses/small"' in page.text
    assert len(statements) <= 12


def test_hr_can_take_somebody_back(cast: Cast, as_: As) -> None:
    people.deactivate(cast.hana.id, cast.ana.id, NOW)
    hana = as_(cast.hana)
    assert "Ana Duarte" in hana.get("/hr/people?state=left").text
    assert hana.post(f"/hr/people/{cast.ana.id}/reactivate").status_code == 303
    assert directory.card(HOUSE, cast.ana.id, NOW).active
