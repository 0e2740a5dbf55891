"""What changed since you signed: for whoever is asked again, in her language, word by word."""

from collections.abc import Callable, Mapping

import pytest

from lms.services import opening, signing
from tests.cast import NOW, Cast, Player
from tests.journey import HOUSE, act, finish, read_all
from tests.obligations import assign_to
from tests.page import PageClient
from tests.queries import counted
from tests.services import editions
from tests.services.test_publishing import changed
from tests.services.test_reopening import signed_by

As = Callable[[Player], PageClient]
PAGE = "/courses/small/changes"
SCRIPT = ("10-posting.md", "- A screenshot counts.", "- A screenshot <script>alert(1)</script> counts ~~twice~~.")


def reworded(*edits: tuple[str, str, str]) -> Mapping[str, bytes]:
    return changed("2.0", "material", *edits)


def test_the_words_that_came_are_marked_and_said(small: str, cast: Cast, as_: As) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, reworded(editions.MORE))
    page = as_(cast.ana).get(PAGE).text
    assert '<ins><span class="vh"> inserted: </span>' in page
    assert "so does a photo of a screen" in page
    assert "Another one." in page


def test_the_summary_says_how_much_and_how_long(small: str, cast: Cast, as_: As) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, reworded(editions.MORE))
    page = as_(cast.ana).get(PAGE).text
    assert "2 sections changed, about 4 minutes." in page  # the promise names the version
    assert "1 section has not changed" in page


def test_a_quiz_about_a_changed_text_is_asked_again_with_the_same_questions(small: str, cast: Cast, as_: As) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, reworded(editions.MORE))
    page = as_(cast.ana).get(PAGE).text
    assert "The questions are the same. They ask about a text that has changed." in page
    assert 'href="/courses/small/posting/quiz-check"' in page


def test_it_is_in_the_language_that_is_read_now(small: str, cast: Cast, as_: As) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, reworded(editions.PROMISE))
    page = as_(cast.ana).get(f"{PAGE}?lang=fr").text
    assert "Une autre." in page
    assert "Ce qui a changé depuis votre signature" in page


def test_every_way_to_it_is_there(small: str, cast: Cast, as_: As) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, editions.another_promise())
    ana = as_(cast.ana)
    assert f'href="{PAGE}"' in ana.get("/").text
    assert f'href="{PAGE}"' in ana.get("/courses/small").text
    ana.post("/courses/small")
    assert f'href="{PAGE}"' in ana.get("/courses/small/sign").text
    refused = ana.post("/courses/small/sign", data={"edition": cast.ana.id})
    assert (refused.status_code, f'href="{PAGE}"' in refused.text) == (409, True)


def test_a_changed_section_leads_to_where_it_is_done_again(small: str, cast: Cast, as_: As) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, reworded(editions.MORE))
    assert 'href="/courses/small/posting/what-stays-inside"' in as_(cast.ana).get(PAGE).text
    opening.open_course(cast.ana.id, small, "en", NOW)
    read_all(cast.ana, ["what-stays-inside"])
    assert "Done again already" in as_(cast.ana).get(PAGE).text


def test_a_changed_question_is_named_and_its_answer_is_not_told(small: str, cast: Cast, as_: As) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, editions.another_answer())
    page = as_(cast.ana).get(PAGE).text
    assert "The questions or their answers are not the ones you answered." in page
    assert "Pass on" not in page


@pytest.mark.parametrize("files", [editions.typo(), changed("1.1", "update", editions.MORE)])
def test_a_smaller_change_compares_nothing(small: str, cast: Cast, as_: As, files: Mapping[str, bytes]) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, files)
    response = as_(cast.ana).get(PAGE)
    assert (response.status_code, response.location) == (303, "/courses/small")
    assert PAGE not in as_(cast.ana).get("/courses/small").text


def test_who_never_signed_is_led_to_the_course(small: str, cast: Cast, as_: As) -> None:
    assign_to(cast, small, cast.ana.id)
    assert as_(cast.ana).get(PAGE).location == "/courses/small"
    assert as_(cast.ana).get("/courses/nowhere/changes").status_code == 404


def test_who_has_signed_again_has_nothing_to_compare(small: str, cast: Cast, as_: As) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, editions.another_promise())
    opening.open_course(cast.ana.id, small, "en", NOW)
    signing.sign(HOUSE, cast.ana.id, small, act(cast.ana), NOW)
    assert as_(cast.ana).get(PAGE).location == "/courses/small"


def test_what_an_author_writes_stays_text(small: str, cast: Cast, as_: As) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, reworded(SCRIPT))
    page = as_(cast.ana).get(PAGE).text
    assert "<script>alert" not in page
    assert "<s>twice</s>" in page


def test_a_renewal_after_a_material_change_compares_too(small: str, cast: Cast, as_: As) -> None:
    finish(cast.ana)  # by herself: a new version alone does not ask her again
    editions.publish(cast, reworded(editions.MORE))
    assign_to(cast, small, cast.ana.id)
    assert "so does a photo" in as_(cast.ana).get(PAGE).text


def test_it_takes_few_questions_to_the_database(small: str, cast: Cast, as_: As) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, reworded(editions.MORE))
    ana = as_(cast.ana)
    ana.get(PAGE)
    with counted() as queries:
        ana.get(PAGE)
    assert len(queries) <= 6
