"""The values of a signed copy on their way to the printing process."""

from dataclasses import replace

from lms.domain.signed_copy import SignedCopyValues
from tests.paper import COPY


def test_the_values_arrive_as_they_were_sent() -> None:
    values = replace(
        COPY, images={"photo.png": b"\x89PNG\x00\xff"}, method="drawn", typed_name="", drawn=(((1, 2), (300, 4)),)
    )
    assert SignedCopyValues.from_json(values.as_json()) == values
