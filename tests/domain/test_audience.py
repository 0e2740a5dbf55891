"""Audiences as data."""

import pytest

from lms.domain.audience import Audience, Departments, Everyone, People, from_data


@pytest.mark.parametrize(
    "audience",
    [Everyone(), Everyone(without_signed=True), Departments(names=("IT", "Été")), People(True, ("a", "b")), People()],
)
def test_an_audience_comes_back_from_its_data(audience: Audience) -> None:
    assert from_data(audience.data()) == audience


def test_a_rule_of_a_later_version_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="manager"):
        from_data({"rule": "manager"})
