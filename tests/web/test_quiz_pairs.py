"""Orders, matches and sorts on their pages: nothing leaks, nothing chosen is lost, every line is explained."""

import re

import pytest

from lms.domain.course.kinds.table import RIGHT
from lms.services import progress, publishing, quiz
from tests.cast import NOW
from tests.pairs_course import QUIZ, SLUG, files
from tests.web.counting import counted

ORDER = ["b", "a", "d", "c"]
MATCH = {"a": "a", "b": "b", "c": "c"}
SORT = {"a": "0", "b": "0", "c": "1"}
SELECT = re.compile(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)


@pytest.fixture
def ana(cast, as_):
    """Ana has read the module and started its quiz."""
    publishing.publish(files(), by=cast.paul.email, approved_by=cast.aline.email, now=NOW)
    client = as_(cast.ana)
    client.post(f"/courses/{SLUG}")
    edition = progress.of(cast.ana.id, SLUG).edition.id
    client.post(f"/courses/{SLUG}/posting", data={"edition": edition, "how": "declared"})
    client.post(QUIZ)
    return client


def page(cast):
    return quiz.page(cast.ana.id, SLUG, "quiz-check")


def shown(cast, question):
    return next(item.order for item in page(cast).items if item.question.id == question)


def form(cast, question, given):
    """What the browser sends for an answer: places in the order of this attempt."""
    order = shown(cast, question)
    if isinstance(given, list):
        return {f"{question}.{at}": str(given.index(key) + 1) for at, key in enumerate(order, 1) if key in given}
    lefts = [name for name in order if not name.startswith(RIGHT)]
    rights = [name for name in order if name.startswith(RIGHT)]
    places = {f"{question}.{at}": given.get(left) for at, left in enumerate(lefts, 1)}
    return {name: str(rights.index(RIGHT + right) + 1) for name, right in places.items() if right}


def answer(client, cast, question, given):
    data = {"attempt": page(cast).attempt_id, "question": question, **form(cast, question, given)}
    return client.post(QUIZ, data=data)


def test_the_form_of_an_order_names_places_only(ana, cast):
    text = ana.get(QUIZ).text
    rows = SELECT.findall(text)
    assert [name for name, _ in rows] == [f"q-order.{at}" for at in (1, 2, 3, 4)]
    assert {tuple(re.findall(r'value="([^"]*)"', inside)) for _, inside in rows} == {("", "1", "2", "3", "4")}
    assert "They know what to do" not in text and "Speed counts" not in text and "selected" not in text


def test_the_form_of_a_match_offers_every_row_the_same_sides_in_the_same_order(ana, cast):
    answer(ana, cast, "q-order", ORDER)
    rows = SELECT.findall(ana.get(QUIZ).text)
    assert [name for name, _ in rows] == [f"q-who.{at}" for at in (1, 2, 3)]
    assert len({inside for _, inside in rows}) == 1
    assert re.findall(r'value="([^"]*)"', rows[0][1]) == ["", "1", "2", "3", "4"]


def test_the_sides_stand_as_the_attempt_keeps_them_and_again_the_same(ana, cast):
    answer(ana, cast, "q-order", ORDER)
    rights = [name for name in shown(cast, "q-who") if name.startswith(RIGHT)]
    words = {">a": "Customer care", ">b": "Press office", ">c": "Security desk", ">d": "Payroll"}
    for _ in range(2):
        inside = SELECT.findall(ana.get(QUIZ).text)[0][1]
        assert re.findall(r">([^<>]+)</option>", inside)[1:] == [words[name] for name in rights]


def test_all_right_passes_with_all_points(ana, cast):
    for question, given in (("q-order", ORDER), ("q-who", MATCH), ("q-where", SORT)):
        assert answer(ana, cast, question, given).status_code == 303
    assert "You have passed" in ana.get(QUIZ).text
    assert page(cast).result.got == 6000


def test_what_is_kept_are_letters(ana, cast):
    answer(ana, cast, "q-order", ["a", "b", "d", "c"])
    answer(ana, cast, "q-who", {**MATCH, "c": "d"})
    assert [item.given for item in page(cast).items[:2]] == [["a", "b", "d", "c"], {**MATCH, "c": "d"}]


@pytest.mark.parametrize(
    ("places", "sentence"),
    [
        (["1", "2", "3", ""], "Give every line a place"),
        (["1", "2", "2", "3"], "Two lines have the same place"),
        (["", "", "", ""], "Choose an answer first"),
        (["1", "2", "3", "9"], "does not belong to the question"),
    ],
)
def test_an_unclear_order_is_said_at_the_form_with_what_was_chosen(ana, cast, places, sentence):
    data = {f"q-order.{at}": place for at, place in enumerate(places, 1)}
    response = ana.post(QUIZ, data={"attempt": page(cast).attempt_id, "question": "q-order", **data})
    assert response.status_code == 422 and sentence in response.text
    kept = [re.findall(r'value="(\d)" selected', inside) for _, inside in SELECT.findall(response.text)]
    assert kept == [[place] if place in "1234" and place else [] for place in places]
    assert page(cast).items[0].mark is None


def test_a_row_left_open_is_said_at_the_form_with_what_was_chosen(ana, cast):
    answer(ana, cast, "q-order", ORDER)
    response = answer(ana, cast, "q-who", {"a": "a", "b": "b"})
    assert response.status_code == 422 and "Choose something for every line" in response.text
    assert response.text.count(" selected>") == 2


def test_the_verdict_of_an_order_tells_both_places_and_the_reason(ana, cast):
    text = ana.get(answer(ana, cast, "q-order", ["a", "b", "d", "c"]).location).text
    assert "Partly right" in text and "0.67 points out of 2" in text
    for words in ("Your answer:", "place 2", "The right one:", "place 1", "They know what to do", "Not right"):
        assert words in text


def test_the_verdict_of_a_match_tells_both_sides(ana, cast):
    answer(ana, cast, "q-order", ORDER)
    text = ana.get(answer(ana, cast, "q-who", {**MATCH, "c": "d"}).location).text
    row = text.split("A fake account")[1].split('role="listitem"')[0]
    assert "Payroll" in row and "Security desk" in row and "Not right" in row


def test_the_pages_speak_french(ana, cast):
    text = ana.get(f"{QUIZ}?lang=fr").text
    assert "Dormir" in text and "Monter" in text
    answer(ana, cast, "q-order", ORDER)
    assert "Permanence sécurité" in ana.get(f"{QUIZ}?lang=fr").text


def test_a_page_costs_no_more_than_other_questions(ana, cast):
    ana.get(QUIZ)
    with counted() as statements:
        ana.get(QUIZ)
    assert len(statements) <= 6


def test_notes_are_promised_only_where_there_are_some(ana, cast):
    answer(ana, cast, "q-order", ORDER)
    text = ana.get(answer(ana, cast, "q-who", {**MATCH, "c": "d"}).location).text
    assert "What would have been right stands below." in text and "The notes below say why." not in text
