"""Numbers as people write them, and as nobody may make the server suffer."""

from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.course import numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24", ["24"]),
        (" 24 ", ["24"]),
        ("24.0", ["24.0"]),
        ("2,5", ["2.5"]),
        ("2.5", ["2.5"]),
        (".5", ["0.5"]),
        ("-3", ["-3"]),
        ("\u22123", ["-3"]),
        ("+3", ["3"]),
        ("1 000", ["1000"]),
        ("1\u202f000\u202f000,5", ["1000000.5"]),
        ("1\u00a0000", ["1000"]),
        ("1’000", ["1000"]),
        ("1,000,000", ["1000000"]),
        ("1,500.25", ["1500.25"]),
        ("1.500,25", ["1500.25"]),
        ("1,500", ["1.500", "1500"]),
        ("1.500", ["1.500", "1500"]),
        ("0,125", ["0.125"]),
        ("24 000 1", []),
        ("1,500,25", []),
        ("about 20", []),
        ("1e5", []),
        ("1e999999999", []),
        ("²", []),
        ("٣", []),
        ("NaN", []),
        ("Infinity", []),
        ("0x10", []),
        ("1_000", []),
        ("--1", []),
        (".", []),
        ("", []),
        ("9" * 26, []),
        ("9" * 10_000, []),
    ],
)
def test_a_text_means_every_number_it_may_mean(text: str, expected: list[str]) -> None:
    assert list(numbers.readings(text)) == [Decimal(each) for each in expected]


@pytest.mark.parametrize(
    ("text", "lang", "low", "high"),
    [
        ("24", "en", "24", "24"),
        ("4 to 6", "en", "4", "6"),
        ("4 TO 6", "en", "4", "6"),
        ("4 à 6", "fr", "4", "6"),
        ("4 to 6", "fr", "4", "6"),
        ("-6 to -4", "en", "-6", "-4"),
        ("5 +- 1", "en", "4", "6"),
        ("5 ± 1", "fr", "4", "6"),
        ("5±0,5", "fr", "4.5", "5.5"),
        ("5 +/- 1", "en", "4", "6"),
        ("5 +- 10%", "en", "4.5", "5.5"),
        ("5 ± 10\u00a0%", "fr", "4.5", "5.5"),
        ("-5 +- 10%", "en", "-5.5", "-4.5"),
        ("1 000 à 2 000", "fr", "1000", "2000"),
        ("1,5", "fr", "1.5", "1.5"),
        ("1,500", "fr", "1.5", "1.5"),
        ("1.500", "en", "1.5", "1.5"),
    ],
)
def test_an_author_writes_a_number_a_range_or_a_margin(text: str, lang: str, low: str, high: str) -> None:
    assert numbers.interval(text, lang) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("about 20", "en"),
        ("4 à 6", "en"),
        ("4 to", "en"),
        ("4 to 6 to 8", "en"),
        ("5 +- -1", "en"),
        ("5 +-", "en"),
        ("1,500", "en"),
        ("1.500", "fr"),
        ("1e999999999", "en"),
        ("1e999999999 to 2", "en"),
        ("5 +- 1e9%", "en"),
        ("", "en"),
    ],
)
def test_what_leaves_a_doubt_is_no_answer(text: str, lang: str) -> None:
    assert numbers.interval(text, lang) is None


@pytest.mark.parametrize("text", ["9" * 100_000, "1 +- " * 50_000, "1 to " * 50_000, "1 000" * 50_000, "-" * 100_000])
def test_a_very_long_text_is_refused_at_once(text: str) -> None:
    started = process_time()
    assert numbers.interval(text, "en") is None and numbers.readings(text) == ()
    assert process_time() - started < 0.2


@given(st.text(alphabet="0123456789.,' +-±%to\u202f", max_size=200))
def test_nothing_that_looks_like_a_number_raises(text: str) -> None:
    numbers.interval(text, "fr")
    numbers.likely(text, "en")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_a_number_that_is_written_can_be_read_again(value: Decimal) -> None:
    for lang in ("en", "fr"):
        assert value in numbers.readings(numbers.said(value, lang))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("72", "72", "72"), ("72.0", "72", "72"), ("72.50", "72.5", "72.5"), ("5 +- 10%", "4.5", "5.5"), ("-0", "0", "0")],
)
def test_a_number_is_shown_as_short_as_it_can_be(text: str, low: str, high: str) -> None:
    assert [str(value) for value in numbers.interval(text, "en") or ()] == [low, high]


@pytest.mark.parametrize(("value", "en", "fr"), [("24.0", "24", "24"), ("-0.0", "0", "0"), ("2.50", "2.5", "2,5")])
def test_zeros_that_say_nothing_are_left_out(value: str, en: str, fr: str) -> None:
    assert (numbers.said(Decimal(value)), numbers.said(Decimal(value), "fr")) == (en, fr)
