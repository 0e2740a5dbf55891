"""The page where somebody is erased: what stands in the way, who asks, who decides, and what is seen afterwards."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from lms.services import erasing, people
from tests.cast import NOBODY, NOW, Cast, Player, add_person
from tests.conftest import Clock
from tests.journey import HOUSE, finish
from tests.obligations import assign_to
from tests.page import PageClient
from tests.queries import counted

As = Callable[[Player], PageClient]
LATER = NOW + timedelta(days=5 * 365 + 2)


@pytest.fixture
def zoe(cast: Cast, small: str) -> Player:
    zoe = add_person("Zoe", "Quibble")
    assign_to(cast, "small", zoe.id)
    finish(zoe)
    people.deactivate(cast.hana.id, zoe.id, NOW)
    return zoe


def page(zoe: Player) -> str:
    return f"/hr/people/{zoe.id}/erase"


def test_before_the_time_the_page_says_from_which_day_on(cast: Cast, zoe: Player, as_: As) -> None:
    text = as_(cast.hana).get(page(zoe)).text
    assert "Not before 22 November 2031" in text
    assert "Ask for the erasure" not in text


def test_refused_because_it_is_too_early_nothing_is_written(cast: Cast, zoe: Player, as_: As) -> None:
    answer = as_(cast.hana).post(page(zoe), data={"reason": "asked"})
    assert answer.status_code == 409 and "Not before 22 November 2031" in answer.text
    assert erasing.waiting() == []


def test_one_asks_and_another_confirms(cast: Cast, zoe: Player, as_: As, clock: Clock) -> None:
    clock.now = LATER
    assert as_(cast.hana).post(page(zoe), data={"reason": "asked"}).status_code == 303
    asked = erasing.waiting()[0][2].id
    own = as_(cast.hana).post(f"/hr/erasures/{asked}/confirm")
    assert own.status_code == 422 and "You asked for this yourself" in own.text
    done = as_(cast.ines).post(f"/hr/erasures/{asked}/confirm", follow_redirects=True)
    assert "This person was erased." in done.text and "Quibble" not in done.text


def test_without_a_reason_it_is_not_asked(cast: Cast, zoe: Player, as_: As, clock: Clock) -> None:
    clock.now = LATER
    answer = as_(cast.hana).post(page(zoe), data={})
    assert answer.status_code == 422 and "Choose why" in answer.text


def test_somebody_else_refuses_and_the_data_stays(cast: Cast, zoe: Player, as_: As, clock: Clock) -> None:
    clock.now = LATER
    asked = erasing.ask(HOUSE, cast.hana.id, zoe.id, "asked", LATER)
    answer = as_(cast.ines).post(f"/hr/erasures/{asked}/drop", follow_redirects=True)
    assert "Nothing was erased." in answer.text and "Quibble" in answer.text


def test_a_request_that_is_none_is_not_found(cast: Cast, as_: As) -> None:
    for verb in ("confirm", "drop"):
        assert as_(cast.hana).post(f"/hr/erasures/{NOBODY}/{verb}").status_code == 404


def test_her_own_page_says_that_she_was_erased(cast: Cast, zoe: Player, as_: As, clock: Clock) -> None:
    clock.now = LATER
    erasing.confirm(HOUSE, cast.ines.id, erasing.ask(HOUSE, cast.hana.id, zoe.id, "asked", LATER), LATER)
    person = as_(cast.hana).get(f"/hr/people/{zoe.id}").text
    assert "Erased person" in person and "Reactivate" not in person and "Quibble" not in person


def test_what_an_erased_author_published_says_so_in_the_readers_language(cast: Cast, small: str, as_: As) -> None:
    ada = add_person("Ada", "Min", roles=("admin",))
    people.deactivate(ada.id, cast.paul.id, NOW)
    erasing.confirm(HOUSE, cast.ines.id, erasing.ask(HOUSE, ada.id, cast.paul.id, "asked", NOW), NOW)
    page = as_(cast.hana).get("/hr/courses/small/editions?lang=fr").text
    assert "Personne effacée" in page and "Keller" not in page


def test_the_page_asks_little_of_the_database(cast: Cast, zoe: Player, as_: As) -> None:
    hana = as_(cast.hana)
    hana.get(page(zoe))
    with counted() as queries:
        hana.get(page(zoe))
    assert len(queries) <= 12
