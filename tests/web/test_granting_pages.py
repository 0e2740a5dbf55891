"""One more attempt, from HR's page of a person to the learner's quiz."""

from collections.abc import Callable

import pytest

from tests.cast import Cast, Player
from tests.obligations import enrolment_of
from tests.page import PageClient
from tests.web.learning import QUIZ, WRONG, answer_all, read, start, start_quiz

As = Callable[[Player], PageClient]


@pytest.fixture
def ana(small: str, cast: Cast, as_: As) -> PageClient:
    """Ana, who has used every attempt."""
    ana = as_(cast.ana)
    start(ana)
    read(ana, cast.ana.id)
    for _ in range(3):
        start_quiz(ana)
        answer_all(ana, cast.ana.id, WRONG)
    return ana


def grant(client: PageClient, cast: Cast, whose: Player | None = None, quiz: str = "quiz-check") -> int:
    form = {"enrolment": enrolment_of(cast.ana.id).id, "quiz": quiz}
    return client.post(f"/hr/people/{(whose or cast.ana).id}/attempts", data=form).status_code


def test_hr_sees_the_quiz_and_grants_and_ana_starts_again(ana: PageClient, cast: Cast, as_: As) -> None:
    hana, page = as_(cast.hana), f"/hr/people/{cast.ana.id}"
    assert "“Check yourself” in “Posting with care”: 3 attempts, not passed." in hana.get(page).text
    assert grant(hana, cast) == 303
    assert "All attempts are used" not in hana.get(page).text
    assert start_quiz(ana).status_code == 303 and "Question 1 of" in ana.get(QUIZ).text


def test_a_second_press_grants_nothing_and_says_so(ana: PageClient, cast: Cast, as_: As) -> None:
    hana = as_(cast.hana)
    assert [grant(hana, cast), grant(hana, cast)] == [303, 409]


def test_nobody_but_hr_grants(ana: PageClient, cast: Cast, as_: As) -> None:
    assert [grant(as_(one), cast) for one in (cast.ana, cast.marc, cast.ines)] == [403, 403, 403]
    assert "Grant another attempt" not in as_(cast.ines).get(f"/hr/people/{cast.ana.id}").text


def test_an_enrolment_of_somebody_else_is_not_found(ana: PageClient, cast: Cast, as_: As) -> None:
    assert grant(as_(cast.hana), cast, whose=cast.omar) == 404
    assert grant(as_(cast.hana), cast, quiz="nothing") == 404
