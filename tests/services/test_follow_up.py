"""Who has and who has not: people are counted, not enrolments."""

from datetime import date, timedelta

import pytest

from lms.domain.refusal import Refusal
from lms.services import assigning, follow_up, overview, people, tallies
from lms.services.follow_up import Filters
from tests.cast import NOW, Cast
from tests.journey import finish
from tests.obligations import HOUSE, assign_to, enrolment_of

LATE = NOW + timedelta(days=30)


def names(course: str, state: str = "", department: str = "", query: str = "") -> list[str]:
    page = follow_up.course(HOUSE, course, Filters(state, department, query), 1, LATE)
    return [line.given_name for line in page.lines]


@pytest.fixture
def mixed(cast: Cast, small: str) -> str:
    """Ana has signed, Marc is late, Omar has time, Paul is waived; Aline was never asked."""
    assign_to(cast, small, cast.ana.id, cast.marc.id, cast.paul.id)
    assign_to(cast, small, cast.ana.id, cast.omar.id, due=date(2027, 3, 1))
    finish(cast.ana)
    assigning.waive(cast.hana.id, enrolment_of(cast.paul.id).id, "Wrote it", NOW)
    return small


@pytest.mark.parametrize(
    ("state", "expected"),
    [("has_not", ["Marc", "Omar"]), ("overdue", ["Marc"]), ("has", ["Ana"]), ("waived", ["Paul"])],
)
def test_each_list_has_its_people(mixed: str, state: str, expected: list[str]) -> None:
    assert names(mixed, state) == expected


def test_all_of_them_stand_in_one_list_with_the_overdue_first(mixed: str) -> None:
    assert names(mixed)[:2] == ["Marc", "Omar"] and sorted(names(mixed)[2:]) == ["Ana", "Paul"]


def test_departments_and_words_narrow_it(mixed: str) -> None:
    assert names(mixed, "has_not", "Showrooms") == ["Marc"]
    assert names(mixed, query="haddad") == ["Omar"]


def test_the_numbers_count_people(mixed: str) -> None:
    line = tallies.courses(LATE)[0]
    assert line.numbers == {"has_not": 2, "overdue": 1, "has": 1, "waived": 1, "declined": 0}
    assert (line.obliged, line.percent) == (3, 33)


def test_the_export_has_every_line_once_in_the_order_of_names(mixed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow_up, "BATCH", 2)
    lines = list(follow_up.every_line(HOUSE, mixed, Filters(), LATE))
    assert [line.given_name for line in lines] == ["Ana", "Omar", "Paul", "Marc"]


def test_who_has_signed_shows_which_version_and_every_rung(cast: Cast, mixed: str) -> None:
    line = follow_up.course(HOUSE, mixed, Filters("has"), 1, LATE).lines[0]
    assert line.version == "1.0" and line.rung == "completed"
    assert line.rungs["signed_at"] is not None and line.rungs["notified_at"] is None


def test_leavers_are_in_no_list(cast: Cast, mixed: str) -> None:
    people.deactivate(cast.hana.id, cast.marc.id, NOW)
    people.deactivate(cast.hana.id, cast.ana.id, NOW)
    assert names(mixed) == ["Omar", "Paul"]


def test_a_course_that_is_not_there_is_not_found(cast: Cast) -> None:
    with pytest.raises(Refusal, match="nothing at this address"):
        follow_up.course(HOUSE, "nothing", Filters(), 1, NOW)


def test_the_overview_begins_with_who_is_late(cast: Cast, mixed: str) -> None:
    view = overview.overview(HOUSE, LATE)
    assert [(late.given_name, late.standing.days_left) for late in view.late] == [("Marc", -9)]
    assert (view.people, view.open, view.overdue) == (7, 2, 1)
    assert [(line.day, line.people) for line in view.deadlines] == [(date(2027, 3, 1), 1)]


def test_signed_this_month_counts_the_month_of_the_organisation(cast: Cast, mixed: str) -> None:
    assert overview.overview(HOUSE, NOW + timedelta(days=1)).signed_this_month >= 1
    assert overview.overview(HOUSE, LATE).signed_this_month == 0
