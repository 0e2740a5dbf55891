"""Bisecting finds the place of a moment with few looks, and puts up with what cannot be read."""

from datetime import UTC, datetime, timedelta

import pytest

from lms.domain.bisecting import Span

START = datetime(2026, 1, 1, tzinfo=UTC)


def find(times: dict[int, datetime], size: int, moment: datetime) -> tuple[int, int]:
    """The place, and how many looks it took."""
    span, looks = Span(0, size), 0
    while not span.found:
        span = span.narrowed(moment, [(place, times[place]) for place in span.places() if place in times])
        looks += 1
    return span.low, looks


@pytest.mark.parametrize("size", [0, 1, 2, 127, 128, 129, 5_000])
def test_every_moment_is_found_where_it_lies(size: int) -> None:
    times = {n: START + timedelta(minutes=n) for n in range(size)}
    for n in {0, 1, size // 2, size - 1, size}:
        wanted = min(max(n, 0), size)
        assert find(times, size, START + timedelta(minutes=n))[0] == wanted


def test_a_million_places_take_three_looks() -> None:
    class Minutes(dict[int, datetime]):
        def __contains__(self, place: object) -> bool:
            return True

        def __missing__(self, place: int) -> datetime:
            return START + timedelta(minutes=place)

    place, looks = find(Minutes(), 1_000_000, START + timedelta(minutes=765_432, seconds=1))
    assert (place, looks) == (765_433, 3)


def test_where_nothing_can_be_read_the_span_stays_wide() -> None:
    span = Span(0, 1_000).narrowed(START, [])
    assert (span.found, span.low, span.high) == (True, 0, 1_000)


def test_what_cannot_be_read_is_looked_around() -> None:
    times = {n: START + timedelta(minutes=n) for n in range(1_000) if n % 11}
    low, _looks = find(times, 1_000, START + timedelta(minutes=500))
    assert low == 500
