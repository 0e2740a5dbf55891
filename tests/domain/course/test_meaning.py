"""T09: numbers are compared by their value, however a language groups their digits."""

import pytest

from tests.domain.course.one import codes


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("50,000 people", "50 000 personnes"),
        ("50,000 people", "50\u00a0000 personnes"),
        ("1,234,567 people", "1\u202f234\u202f567 personnes"),
        ("50000 people", "50 000 personnes"),
        ("1,500.5 m", "1 500,5 m"),
        ("2.5 m", "2,5 m"),
        ("call 01 234 567 890", "appelez le 01 234 567 890"),
        ("in 2026 100 people", "en 2026 100 personnes"),
    ],
)
def test_the_same_number_is_the_same_in_both_notations(english: str, french: str) -> None:
    assert _codes(english, french) == []


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("50,000 people", "5 000 personnes"),
        ("1,500 m", "1,500 m"),
        ("50,000 people", "50 personnes"),
        ("1.5 m", "15 m"),
    ],
)
def test_another_number_is_worth_a_look(english: str, french: str) -> None:
    assert set(_codes(english, french)) == {"T09"}


def _codes(english: str, french: str) -> list[str]:
    ours, theirs = f"### Number: {english}? <!-- #q-n -->", f"### {french} ? <!-- #q-n -->"
    return codes(f"{ours}\n\n- Answer: 24\n\n> **Why:** So.\n", f"{theirs}\n\n> **Pourquoi :** Oui.\n")
