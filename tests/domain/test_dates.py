"""Due dates and periods."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from lms.domain.dates import after, end_of, today

PARIS, AUCKLAND = ZoneInfo("Europe/Paris"), ZoneInfo("Pacific/Auckland")


def test_a_due_day_ends_at_midnight_where_the_person_is() -> None:
    assert end_of(date(2026, 11, 27), PARIS) == datetime(2026, 11, 27, 23, tzinfo=UTC)
    assert end_of(date(2026, 11, 27), AUCKLAND) == datetime(2026, 11, 27, 11, tzinfo=UTC)


def test_the_day_the_clocks_change_is_shorter_not_wrong() -> None:
    assert end_of(date(2026, 3, 28), PARIS) == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert end_of(date(2026, 3, 29), PARIS) == datetime(2026, 3, 29, 22, tzinfo=UTC)


def test_today_depends_on_the_zone() -> None:
    now = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert (today(now, PARIS), today(now, UTC)) == (date(2026, 11, 24), date(2026, 11, 23))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "count", "unit", "expected"),
    [
        (date(2026, 11, 23), 12, "months", date(2027, 11, 23)),
        (date(2027, 1, 31), 1, "months", date(2027, 2, 28)),
        (date(2024, 2, 29), 1, "years", date(2025, 2, 28)),
        (date(2026, 12, 31), 2, "months", date(2027, 2, 28)),
        (date(2026, 11, 23), 2, "weeks", date(2026, 12, 7)),
        (date(2026, 12, 31), 1, "days", date(2027, 1, 1)),
    ],
)
def test_a_period_ends_on_the_day_people_would_say(day: date, count: int, unit: str, expected: date) -> None:
    assert after(day, count, unit) == expected


def test_an_unknown_unit_is_an_error() -> None:
    with pytest.raises(ValueError, match="fortnights"):
        after(date(2026, 1, 1), 1, "fortnights")
