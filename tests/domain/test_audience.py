"""Audiences as data and as sentences."""

import pytest

from lms.domain.audience import Audience, Departments, Everyone, People, from_data, sentence


@pytest.mark.parametrize(
    "audience",
    [Everyone(), Everyone(without_signed=True), Departments(names=("IT", "Été")), People(True, ("a", "b")), People()],
)
def test_an_audience_comes_back_from_its_data(audience: Audience) -> None:
    assert from_data(audience.data()) == audience


def test_a_rule_of_a_later_version_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="manager"):
        from_data({"rule": "manager"})


def test_people_are_counted_and_departments_are_named() -> None:
    assert sentence(People(ids=("a", "b"))).number == 2
    assert sentence(Departments(names=("IT",))).names == ("IT",)
    assert sentence(Everyone()).plural is None
