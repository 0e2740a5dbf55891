"""What nobody types by accident: numbers that are none, texts made of nothing, names that look like code."""

from collections.abc import Callable

import pytest

from lms.domain.refusal import Refusal
from lms.services import assigning
from tests.cast import NOW, Cast, Player
from tests.obligations import assign_to, enrolment_of
from tests.page import PageClient

As = Callable[[Player], PageClient]
NO_NUMBERS = ["²", "٣", "9" * 5_000, "-1", "1e3", "\0", ""]


@pytest.mark.parametrize("version", NO_NUMBERS)
def test_a_version_that_is_no_number_is_a_stale_form(cast: Cast, as_: As, version: str) -> None:
    form = {"given_name": "Ana", "family_name": "Other", "email": cast.ana.email, "version": version}
    assert as_(cast.hana).post(f"/hr/people/{cast.ana.id}/edit", data=form).status_code == 409


@pytest.mark.parametrize("version", NO_NUMBERS)
def test_a_date_is_not_moved_by_a_stale_form(cast: Cast, as_: As, small: str, version: str) -> None:
    made = assign_to(cast, small, cast.ana.id)
    form = {"due": "2027-01-31", "version": version}
    assert as_(cast.hana).post(f"/hr/assignments/{made}/due", data=form).status_code == 409


@pytest.mark.parametrize("reason", ["\0", "\u200b\u2060", " . . ", "\u202e"])
def test_a_reason_needs_something_to_read(cast: Cast, small: str, reason: str) -> None:
    assign_to(cast, small, cast.ana.id)
    with pytest.raises(Refusal, match="reason"):
        assigning.waive(cast.hana.id, enrolment_of(cast.ana.id).id, reason, NOW)
