"""The page of periods: who sees it, who changes it, and what it says before anything goes."""

from collections.abc import Callable

import pytest

from lms.services import erasing, people, retention
from tests.cast import NOW, Cast, Player, add_person
from tests.journey import HOUSE
from tests.page import PageClient
from tests.queries import counted

As = Callable[[Player], PageClient]


def test_an_administrator_changes_a_period(cast: Cast, as_: As) -> None:
    ines = as_(cast.ines)
    assert ines.post("/hr/retention/mail", data={"days": "100"}).status_code == 303
    assert retention.in_force()["mail"] == 100
    assert 'value="100"' in ines.get("/hr/retention").text


def test_what_is_no_number_is_kept_in_its_field_and_told(cast: Cast, as_: As) -> None:
    answer = as_(cast.ines).post("/hr/retention/mail", data={"days": "soon"})
    assert answer.status_code == 422
    assert 'value="soon"' in answer.text and "between 90 and 36500" in answer.text


def test_hr_sees_the_periods_and_cannot_change_them(cast: Cast, as_: As) -> None:
    hana = as_(cast.hana)
    page = hana.get("/hr/retention").text
    assert "365" in page and 'name="days"' not in page
    assert hana.post("/hr/retention/mail", data={"days": "100"}).status_code == 403


def test_the_preview_counts_and_changes_nothing(cast: Cast, as_: As) -> None:
    page = as_(cast.ines).get("/hr/retention?preview=1").text
    assert "The next purge would delete this" in page


def test_erasures_that_wait_stand_first_and_the_page_asks_little(cast: Cast, as_: As) -> None:
    gone = add_person("Only", "Yesterday")
    people.deactivate(cast.hana.id, gone.id, NOW)
    erasing.ask(HOUSE, cast.hana.id, gone.id, "mistake", NOW)
    ines = as_(cast.ines)
    with counted() as queries:
        page = ines.get("/hr/retention").text
    assert f"/hr/people/{gone.id}/erase" in page and "asked by Hana Okafor" in page
    assert len(queries) <= 12


@pytest.mark.parametrize("days", ["0" * 9 + "9" * 6_000, "0000365009999999", "²", "-1", "1e3", "\0"])
def test_days_that_are_no_number_of_days_are_refused(cast: Cast, as_: As, days: str) -> None:
    assert as_(cast.ines).post("/hr/retention/signatures", data={"days": days}).status_code == 422
