"""Where an obligation stands, in one word."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from lms.domain.standing import standing

PARIS, MONTREAL = ZoneInfo("Europe/Paris"), ZoneInfo("America/Montreal")
NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # half past midnight on the 24th in Paris, still the 23rd in Montréal


@pytest.mark.parametrize(
    ("due_on", "zone", "word", "days"),
    [
        (date(2026, 11, 23), PARIS, "overdue", -1),
        (date(2026, 11, 23), MONTREAL, "due_soon", 0),
        (date(2026, 12, 1), PARIS, "due_soon", 7),
        (date(2026, 12, 2), PARIS, "in_progress", 8),
        (None, PARIS, "in_progress", None),
    ],
)
def test_days_are_counted_where_the_person_is(due_on: date | None, zone: ZoneInfo, word: str, days: int | None) -> None:
    now = standing("open", True, due_on, NOW, zone)
    assert (now.word, now.days_left) == (word, days)


def test_what_is_finished_is_never_late() -> None:
    assert standing("waived", False, date(2020, 1, 1), NOW, PARIS).word == "waived"


def test_what_nobody_opened_is_only_assigned() -> None:
    assert standing("open", False, None, NOW, PARIS).word == "assigned"
