"""What nobody types by accident: numbers that are none, texts made of nothing, names that look like code."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from lms.domain.refusal import Refusal
from lms.services import assigning
from lms.store import reading
from lms.store.models import Person
from tests.cast import NOW, Cast, Player, add_person
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


@pytest.mark.parametrize("path", ["/team/people.csv", "/hr/courses/small/people.csv"])
def test_an_export_that_cannot_begin_is_an_error_page(
    cast: Cast, as_: As, small: str, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Once the first byte has left, no status can tell that the rest is missing."""

    def broken(*_: object) -> Iterator[object]:
        raise OperationalError("SELECT 1", {}, Exception("the server closed the connection"))
        yield

    for name in ("lms.services.team.every_row", "lms.services.follow_up.every_line"):
        monkeypatch.setattr(name, broken)
    answer = as_(cast.marc if "team" in path else cast.hana).get(path)
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "5"
    assert "Content-Security-Policy" in answer.headers


def test_an_export_longer_than_one_chunk_is_whole(cast: Cast, as_: As, small: str) -> None:
    for number in range(220):
        add_person(f"Given{number}", "Many")
    people = [line for line in as_(cast.hana).get("/hr/courses/small/people.csv?state=all").text.splitlines() if line]
    assert people[0].startswith("\ufeffhr_id")
    assign_to(cast, small, *everybody())
    lines = as_(cast.hana).get("/hr/courses/small/people.csv?state=all").text.splitlines()
    assert len(lines) == 1 + len(everybody())


def everybody() -> list[str]:
    with reading() as session:
        return list(session.scalars(sa.select(Person.id)))
