"""The frozen values of a certificate, its code and its state."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.certificate import ASKABLE, REASONS, CertificateValues, new_code, normalise_code, state
from tests.paper import ANA

TODAY = date(2026, 11, 24)


def test_a_snapshot_gives_back_the_values_it_was_made_of() -> None:
    values = replace(ANA, score_percent=None, valid_until=None, holder="Zoë “Z” O’Neil\u202f")
    assert CertificateValues.from_json(values.as_json()) == values


def test_a_drawn_signature_survives_in_the_snapshot() -> None:
    values = replace(ANA, typed_name="", drawn=(((1, 2), (300, 4)), ((5, 6),)))
    assert CertificateValues.from_json(values.as_json()) == values


def test_a_snapshot_without_a_drawing_reads_as_before_there_were_any() -> None:
    assert "drawn" not in ANA.as_json()


def test_equal_values_have_the_same_snapshot() -> None:
    assert ANA.as_json() == CertificateValues.from_json(ANA.as_json()).as_json()


@pytest.mark.parametrize("text", ["{}", "[]", '{"v":2}', ANA.as_json().replace('"holder"', '"holders"')])
def test_a_snapshot_of_an_unknown_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="snapshot"):
        CertificateValues.from_json(text)


@given(st.binary(min_size=16, max_size=16))
def test_a_code_is_25_characters_in_five_groups_and_survives_being_read_aloud(random_bytes: bytes) -> None:
    code = new_code(random_bytes)
    assert [len(group) for group in code.split("-")] == [5] * 5
    assert normalise_code(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == code


def test_a_code_uses_every_one_of_its_125_bits() -> None:
    codes = {new_code((1 << bit).to_bytes(16)) for bit in range(3, 128)}
    assert len(codes) == 125


def test_a_code_is_made_from_16_bytes_only() -> None:
    with pytest.raises(ValueError, match="16 random bytes"):
        new_code(b"short")


@pytest.mark.parametrize("text", ["", "7K3QM", ANA.code + "0", ANA.code.replace("7", "U"), ANA.code.replace("7", "é")])
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    assert normalise_code(text) is None


@pytest.mark.parametrize(
    ("until", "revoked", "expected"),
    [
        (None, False, "valid"),
        (TODAY, False, "valid"),
        (TODAY - timedelta(days=1), False, "expired"),
        (None, True, "revoked"),
        (TODAY - timedelta(days=1), True, "revoked"),
    ],
)
def test_the_last_day_counts_and_revoked_outweighs_expired(until: date | None, revoked: bool, expected: str) -> None:
    assert state(until, revoked, TODAY) == expected


def test_another_in_its_place_outweighs_the_date_and_revoked_outweighs_both() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert state(yesterday, False, TODAY, superseded=True) == "superseded"
    assert state(yesterday, True, TODAY, superseded=True) == "revoked"


def test_nobody_gives_the_reason_of_the_system() -> None:
    assert set(ASKABLE) < set(REASONS) and "signature-withdrawn" not in ASKABLE
