"""Put in order: read, translated, answered, marked, counted, written."""

import pytest

from lms.domain.course.kinds import Unacceptable, Unfinished, kind_of
from lms.domain.course.kinds.base import Given
from tests.domain.course.pairs import SOURCE, TRANSLATION, codes, order

SHOWN = ("c", "a", "d", "b")


def posted(*places: str) -> Given | None:
    """What a form means in which the lines shown are given these places."""
    form = {f"q-order.{shown}": [place] for shown, place in enumerate(places, 1)}
    return kind_of(order()).given_from_form(order(), form, SHOWN)


def test_the_example_is_in_order_and_read_whole() -> None:
    assert codes() == []
    assert [option.key for option in order().options] == ["b", "a", "d", "c"]
    assert order().options[0].text["en"].text == "Delete the post\nand its copies"


def test_a_translation_is_joined_by_letter_not_by_place() -> None:
    texts = [option.text["fr"].text for option in order().options]
    assert texts == ["Supprimer le message", "Prévenir la permanence", "Prévenir votre responsable", "Dormir"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("2. a)", "- a)", "Q17"),
        ("2. a)", "2.a)", "Q17"),
        ("2. a)", "2. [ ] a)", "Q17"),
        ("2. a) Tell", "2. Tell", "Q08"),
        ("2. a)", "2. A)", "Q08"),
        ("3. d)", "3. a)", "Q07"),
        ("Sleep", "tell  your manager", "Q18"),
    ],
)
def test_a_broken_line_is_reported_once_and_hides_no_other(old: str, new: str, code: str) -> None:
    found = codes(SOURCE.replace(old, new))
    assert code in found and set(found) <= {code, "T02", "T03", "T06"}


def test_two_lines_are_no_order() -> None:
    source = SOURCE.replace("3. d) Tell your manager\n4. c) Sleep\n", "")
    assert codes(source) == ["T03", "T03", "Q17"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("- c) Dormir", "1. c) Dormir", "T04"),
        ("- c) Dormir", "- [ ] c) Dormir", "T04"),
        ("- c) Dormir\n", "", "T02"),
        ("- c) Dormir\n", "- c) Dormir\n- e) Rien\n", "T03"),
        ("- c) Dormir\n", "- c) Dormir\n- c) Rien\n", "Q07"),
        ("Dormir", "Supprimer le message", "Q18"),
    ],
)
def test_a_translation_repeats_no_order_and_leaves_nothing_out(old: str, new: str, code: str) -> None:
    assert codes(translation=TRANSLATION.replace(old, new)) == [code]


def test_an_answer_is_the_letters_as_they_were_placed() -> None:
    assert posted("4", "2", "3", "1") == ["b", "a", "d", "c"]


def test_no_place_at_all_is_no_answer() -> None:
    assert posted("", "", "", "") is None and posted() is None


@pytest.mark.parametrize(
    ("places", "code"),
    [(("1", "2", "3", ""), "place-missing"), (("1", "2", "3", "3"), "place-twice"), (("1", "1"), "place-twice")],
)
def test_gaps_and_doubles_are_for_the_reader_to_mend(places: tuple[str, ...], code: str) -> None:
    with pytest.raises(Unfinished, match=code):
        posted(*places)


@pytest.mark.parametrize("places", [("0",), ("5",), ("a",), ("1.0",), ("²",), ("01",)])
def test_a_place_from_nowhere_is_refused(places: tuple[str, ...]) -> None:
    with pytest.raises(Unacceptable):
        posted(*places)


@pytest.mark.parametrize(
    ("given", "all_or_nothing", "part"),
    [
        (["b", "a", "d", "c"], 2000, 2000),
        (["c", "b", "a", "d"], 0, 1333),
        (["a", "d", "c", "b"], 0, 1333),
        (["a", "b", "d", "c"], 0, 666),
        (["c", "d", "a", "b"], 0, 0),
        ([], 0, 0),
        ({"x": "y"}, 0, 0),
    ],
)
def test_part_marks_count_right_neighbours(given: Given, all_or_nothing: int, part: int) -> None:
    marks = [kind_of(order()).mark(order(), given, part_marks=how) for how in (False, True)]
    assert [mark.got for mark in marks] == [all_or_nothing, part]


def test_each_line_has_its_verdict() -> None:
    mark = kind_of(order()).mark(order(), ["b", "d", "a", "c"])
    assert mark.verdicts == {"b": "right", "a": "wrong", "d": "wrong", "c": "right"}


def test_statistics_show_where_lines_were_put() -> None:
    counts = kind_of(order()).statistics(order(), [["b", "a", "d", "c"], ["a", "b", "d", "c"]])
    assert [(count.key, count.count, count.right) for count in counts] == [
        ("b1", 1, True), ("b2", 1, False), ("a1", 1, False), ("a2", 1, True), ("d3", 2, True), ("c4", 2, True),
    ]  # fmt: skip
