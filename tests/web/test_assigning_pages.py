"""Assigning in a browser without JavaScript: form, preview, act, and afterwards."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from lms.services import assignments, people
from lms.store import reading
from lms.store.models import Assignment, Enrolment
from tests.cast import NOW, Cast, Player
from tests.obligations import HOUSE, assign_to, differences, enrolment_of
from tests.page import PageClient
from tests.queries import counted

As = Callable[[Player], PageClient]
EVERYONE = {"course": "small", "rule": "everyone", "due": "2026-12-14", "without_signed": "1"}


def hidden(page: str, action: str) -> dict[str, list[str]]:
    """What the form to `action` would send."""
    form = re.search(rf'<form[^>]*action="{action}".*?</form>', page, re.S)
    assert form is not None
    values: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[0]):
        values.setdefault(name, []).append(value)
    return values


def enrolled() -> int:
    with reading() as session:
        return session.execute(sa.select(sa.func.count()).select_from(Enrolment)).scalar_one()


def test_a_course_is_assigned_by_two_posts(cast: Cast, as_: As, small: str) -> None:
    hana = as_(cast.hana)
    preview = hana.post("/hr/assignments/preview", data=EVERYONE)
    assert "7 people" in preview.text and "Assign to 7 people" in preview.text and enrolled() == 0
    answer = hana.post("/hr/assignments", data=hidden(preview.text, "/hr/assignments"))
    assert answer.status_code == 303 and enrolled() == 7
    assert "Everybody" in hana.get(answer.location).text and differences() == []


def test_the_second_post_sent_twice_assigns_once(cast: Cast, as_: As, small: str) -> None:
    hana = as_(cast.hana)
    form = hidden(hana.post("/hr/assignments/preview", data=EVERYONE).text, "/hr/assignments")
    assert {hana.post("/hr/assignments", data=form).location for _ in range(2)} == {
        f"/hr/assignments/{form['assignment'][0]}"
    }
    assert enrolled() == 7


def test_chosen_people_come_from_the_list_and_from_typed_addresses(cast: Cast, as_: As, small: str) -> None:
    hana = as_(cast.hana)
    assert (
        f'value="{cast.ana.id}" checked' in hana.get(f"/hr/assignments/new?person={cast.ana.id}&person=nonsense").text
    )
    form = EVERYONE | {
        "rule": "people",
        "person": cast.ana.id,
        "emails": f"{cast.omar.email.upper()},\n{cast.marc.email}",
    }
    assert "Assign to 3 people" in hana.post("/hr/assignments/preview", data=form).text


def test_an_unknown_address_is_named_and_everything_typed_is_kept(cast: Cast, as_: As, small: str) -> None:
    form = EVERYONE | {"rule": "people", "person": cast.ana.id, "emails": "who@ostrelle.example"}
    answer = as_(cast.hana).post("/hr/assignments/preview", data=form)
    assert answer.status_code == 422 and "who@ostrelle.example" in answer.text
    assert f'value="{cast.ana.id}" checked' in answer.text and 'value="2026-12-14"' in answer.text


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"due": "2026-11-22"}, 422),
        ({"due": ""}, 422),
        ({"due": "tomorrow"}, 422),
        ({"rule": "departments"}, 422),
        ({"rule": "departments", "department": "Nowhere"}, 422),
        ({"rule": "people"}, 422),
        ({"rule": "nonsense"}, 422),
        ({"course": "nothing"}, 404),
        ({"course": "\0"}, 404),
    ],
)
def test_a_choice_that_cannot_be_is_said_at_the_form(
    cast: Cast, as_: As, small: str, change: dict[str, str], status: int
) -> None:
    hana = as_(cast.hana)
    assert hana.post("/hr/assignments/preview", data=EVERYONE | change).status_code == status
    answer = hana.post("/hr/assignments", data=EVERYONE | change)
    assert answer.status_code == status and "See who gets it" in answer.text and enrolled() == 0


def test_who_joined_since_the_preview_is_shown_before_anything_is_done(cast: Cast, as_: As, small: str) -> None:
    hana = as_(cast.hana)
    form = hidden(hana.post("/hr/assignments/preview", data=EVERYONE).text, "/hr/assignments")
    people.add(cast.hana.id, people.Details("new@ostrelle.example", "New", "Person"), NOW)
    answer = hana.post("/hr/assignments", data=form)
    assert answer.status_code == 409 and "Assign to 8 people" in answer.text and enrolled() == 0


def test_the_way_back_keeps_the_choices(cast: Cast, as_: As, small: str) -> None:
    hana = as_(cast.hana)
    form = {"course": "small", "rule": "departments", "department": ["Showrooms", "IT"], "due": "2026-12-14"}
    page = hana.post(
        "/hr/assignments/new", data=hidden(hana.post("/hr/assignments/preview", data=form).text, "/hr/assignments/new")
    )
    assert re.search(r'value="departments" checked', page.text) and page.text.count(" checked") == 3


def test_the_date_is_moved_and_the_second_mover_is_told(cast: Cast, as_: As, small: str) -> None:
    made = assign_to(cast, small, cast.ana.id)
    hana = as_(cast.hana)
    form = {"due": "2027-01-08", "version": "1"}
    answers = [hana.post(f"/hr/assignments/{made}/due", data=form).status_code for _ in range(2)]
    assert answers == [303, 409] and str(enrolment_of(cast.ana.id).due_on) == "2027-01-08"


def test_a_past_date_is_refused_at_its_field(cast: Cast, as_: As, small: str) -> None:
    made = assign_to(cast, small, cast.ana.id)
    answer = as_(cast.hana).post(f"/hr/assignments/{made}/due", data={"due": "2020-01-01", "version": "1"})
    assert answer.status_code == 422 and "has passed" in answer.text


def test_withdrawing_asks_first_and_then_says_so(cast: Cast, as_: As, small: str) -> None:
    made = assign_to(cast, small, cast.ana.id)
    hana = as_(cast.hana)
    assert "Withdraw this assignment?" in hana.get(f"/hr/assignments/{made}").text
    assert hana.post(f"/hr/assignments/{made}/withdraw").status_code == 303
    assert enrolment_of(cast.ana.id).state == "withdrawn"


def test_a_waiver_wants_a_reason_and_leads_back(cast: Cast, as_: As, small: str) -> None:
    made = assign_to(cast, small, cast.ana.id)
    hana = as_(cast.hana)
    page = f"/hr/enrolments/{enrolment_of(cast.ana.id).id}/waive"
    form = {"reason": " ", "next": f"/hr/assignments/{made}"}
    assert hana.post(page, data=form).status_code == 422
    assert hana.post(page, data=form | {"reason": "On leave"}).location == f"/hr/assignments/{made}"
    assert hana.post(page, data=form | {"reason": "Again"}).status_code == 409


def test_a_waiver_leads_to_no_other_site(cast: Cast, as_: As, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    form = {"reason": "On leave", "next": "//evil.example/"}
    answer = as_(cast.hana).post(f"/hr/enrolments/{enrolment_of(cast.ana.id).id}/waive", data=form)
    assert answer.location == "/hr/assignments"


@pytest.mark.parametrize("who", ["ana", "marc", "omar", "ines"])
def test_only_hr_assigns(cast: Cast, as_: As, small: str, who: str) -> None:
    made = assign_to(cast, small, cast.ana.id)
    mine = enrolment_of(cast.ana.id).id
    stranger = as_(getattr(cast, who))
    asked = [
        stranger.get(path) for path in ("/hr", "/hr/assignments", "/hr/assignments/new", f"/hr/assignments/{made}")
    ]
    asked += [
        stranger.post(f"/hr/assignments/{made}/withdraw"),
        stranger.post(f"/hr/enrolments/{mine}/waive", data={"reason": "me"}),
    ]
    assert {answer.status_code for answer in asked} == {403} and enrolment_of(cast.ana.id).state == "open"


def test_what_is_not_there_is_not_found(cast: Cast, as_: As) -> None:
    hana, nothing = as_(cast.hana), "7d1c0f6e-0000-4000-8000-000000000000"
    asked = [hana.get(f"/hr/assignments/{nothing}"), hana.get(f"/hr/enrolments/{nothing}/waive")]
    asked += [hana.post(f"/hr/assignments/{nothing}/{act}", data={"due": "2027-01-01"}) for act in ("withdraw", "due")]
    asked += [hana.post(f"/hr/enrolments/{nothing}/waive", data={"reason": "x"})]
    assert {answer.status_code for answer in asked} == {404}


@pytest.mark.parametrize("path", ["/hr/assignments", "/hr/assignments/{made}", "/hr/assignments/new", "/hr"])
def test_each_page_stays_within_its_queries(cast: Cast, as_: As, small: str, path: str) -> None:
    made = assign_to(cast, small, cast.ana.id, cast.omar.id, cast.marc.id)
    hana = as_(cast.hana)
    with counted() as statements:
        assert hana.get(path.format(made=made)).status_code == 200
    assert len(statements) <= 12


def test_nobody_overwrites_somebody_elses_assignment_by_its_id(cast: Cast, as_: As, small: str) -> None:
    made = assign_to(cast, small, cast.ana.id)
    with reading() as session:
        assert session.get_one(Assignment, made).created_by == cast.hana.id
    hana = as_(cast.hana)
    assert hana.post("/hr/assignments", data=EVERYONE | {"assignment": made}).location == f"/hr/assignments/{made}"
    assert assignments.one(HOUSE, made, "", 1, NOW).assignment.total == 1
