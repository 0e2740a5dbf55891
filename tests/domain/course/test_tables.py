"""Match and Sort: read, translated, answered, marked, counted."""

import pytest

from lms.domain.course.kinds import Unacceptable, Unfinished, kind_of
from lms.domain.course.kinds.base import Given
from lms.domain.course.model import MatchQuestion
from tests.domain.course.pairs import SOURCE, TRANSLATION, codes, match, parsed, sort

SHOWN = ("c", "a", "b", ">d", ">a", ">c", ">b")
SORT_SHOWN = ("b", "c", "a", ">1", ">0")


def posted(question: MatchQuestion, shown: tuple[str, ...], *places: str) -> Given | None:
    form = {f"{question.id}.{place}": [value] for place, value in enumerate(places, 1)}
    return kind_of(question).given_from_form(question, form, shown)


def test_cells_are_read_with_escaped_pipes_and_emphasis() -> None:
    rows = kind_of(match()).exchange(match(), "en").rows
    assert [(row.key, row.text, row.partner) for row in rows] == [
        ("b", "A journalist writes", "Press office"),
        ("a", "A customer complains | shouts", "Customer *care*"),
        ("d", "", "Payroll"),
        ("c", "A fake account", "Security desk"),
    ]
    assert (match().left_head["en"].text, match().right_head["fr"].text) == ("What happens", "Qui s'en occupe")


def test_a_translation_is_joined_by_letter_not_by_row() -> None:
    assert [pair.right["fr"].text for pair in match().pairs] == [
        "Service de presse", "Service clients", "Paie", "Permanence sécurité",
    ]  # fmt: skip


def test_categories_are_numbered_by_letter_so_that_moving_a_row_changes_no_answer() -> None:
    row = "| c) | A press release | Free to share |\n"
    moved = parsed(SOURCE.replace(row, "") + row).course
    assert moved is not None
    assert moved.question("q-where").key_print == sort().key_print  # type: ignore[union-attr]
    assert {pair.key: pair.category for pair in sort().pairs} == {"a": 0, "b": 0, "c": 1}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("| c) | A fake account | Security desk |", "| c) | A fake account |", "Q20"),
        ("| c) | A fake account | Security desk |", "| c) | A fake account | |", "Q20"),
        ("| c) | A fake account | Security desk |", "| c) | A fake account | Security | desk |", "Q20"),
        ("| c) | A fake account | Security desk |", "| c) A fake account | Security desk |", "Q20"),
        ("| c) | A fake account | Security desk |", "- c) A fake account", "Q20"),
        ("| c) | A fake account | Security desk |", "| A fake account | Security desk |", "Q21"),
        ("| c) | A fake account | Security desk |", "| | A fake account | Security desk |", "Q21"),
        ("| c) | A fake account | Security desk |", "| C) | A fake account | Security desk |", "Q21"),
        ("| c) | A fake account | Security desk |", "| b) | A fake account | Security desk |", "Q07"),
        ("Security desk", "press **office**", "Q22"),
        ("A fake account", "a journalist  writes", "Q32"),
        ("stays  inside", "Free to share", ""),
        ("| | Item | Place |\n|---|---|---|\n", "", "Q31"),
        ("| c) | A fake account | Security desk |", "| c) | A fake account | Security desk |\n  > They know.", "Q15"),
        ("| c) | A fake account | Security desk |", "| c) | A fake account | Security desk |\n\n> They know.", "Q15"),
    ],
)
def test_a_broken_row_is_reported_once_and_hides_no_other(old: str, new: str, code: str) -> None:
    found = codes(SOURCE.replace(old, new))
    assert found.count(code) == (code != "")
    assert set(found) <= {code, "T02", "T03", "T06", "T11", "T12"}


@pytest.mark.parametrize(
    "row",
    [
        "c) | A fake account | Security desk",
        "  | c) | A fake account | Security desk",
        "|c)|A fake account|Security desk|",
    ],
)
def test_what_other_viewers_take_for_a_row_is_one(row: str) -> None:
    assert codes(SOURCE.replace("| c) | A fake account | Security desk |", row)) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("| c) | Un faux compte | Permanence sécurité |\n", "", ["T02"]),
        ("| c) | Un faux compte |", "| c) | |", ["T02"]),
        ("| d) | | Paie |", "| d) | Un virement | Paie |", ["T03"]),
        ("| d) | | Paie |", "| d) | | Paie |\n| e) | | Achats |", ["T03"]),
        ("| d) | | Paie |", "| d) | | Service clients |", ["T12"]),
        ("Un anniversaire | Reste ici", "Un anniversaire | Interne", ["T11"]),
        ("À partager", "Reste ici", ["T12"]),
        ("Un anniversaire", "Une capture", ["Q32"]),
        ("| | Élément | Lieu |", "| | Élément | |", ["T06"]),
        ("| c) | Un communiqué | À partager |", "| c) | Un communiqué |", ["Q20"]),
    ],
)
def test_a_translation_says_the_same(old: str, new: str, expected: list[str]) -> None:
    assert codes(translation=TRANSLATION.replace(old, new)) == expected


def test_one_row_is_no_question() -> None:
    rows = "| a) | A screenshot | Stays inside |\n| b) | A birthday | stays  inside |\n"
    assert "Q04" in codes(SOURCE.replace(rows, "")) and "Q23" not in codes(SOURCE.replace(rows, ""))


def test_an_answer_names_the_pair_whose_right_side_was_chosen() -> None:
    assert posted(match(), SHOWN, "3", "2", "1") == {"c": "c", "a": "a", "b": "d"}


def test_an_answer_names_the_category() -> None:
    assert posted(sort(), SORT_SHOWN, "2", "1", "2") == {"b": "0", "c": "1", "a": "0"}


def test_nothing_chosen_is_no_answer() -> None:
    assert posted(match(), SHOWN) is None and posted(match(), SHOWN, "", "", "") is None


def test_a_row_left_open_is_for_the_reader_to_mend() -> None:
    with pytest.raises(Unfinished, match="rows-open"):
        posted(match(), SHOWN, "3", "", "1")


@pytest.mark.parametrize("value", ["0", "5", "c", ">c", "²", "01"])
def test_a_right_side_from_nowhere_is_refused(value: str) -> None:
    with pytest.raises(Unacceptable):
        posted(match(), SHOWN, value, "1", "2")


@pytest.mark.parametrize(
    ("given", "all_or_nothing", "part"),
    [
        ({"a": "a", "b": "b", "c": "c"}, 3000, 3000),
        ({"a": "a", "b": "c", "c": "b"}, 0, 1000),
        ({"a": "a", "b": "b", "c": "d"}, 0, 2000),
        ({"a": "b", "b": "c", "c": "d"}, 0, 0),
        (["a"], 0, 0),
    ],
)
def test_part_marks_count_right_rows(given: Given, all_or_nothing: int, part: int) -> None:
    marks = [kind_of(match()).mark(match(), given, part_marks=how) for how in (False, True)]
    assert [mark.got for mark in marks] == [all_or_nothing, part]


def test_each_left_side_has_its_verdict_and_a_decoy_none() -> None:
    mark = kind_of(match()).mark(match(), {"a": "a", "b": "d", "c": "c"})
    assert mark.verdicts == {"b": "wrong", "a": "right", "c": "right"}
    assert kind_of(sort()).mark(sort(), {"a": "0", "b": "0", "c": "1"}).right


def test_statistics_show_the_right_pairs_and_the_wrong_ones_that_were_chosen() -> None:
    counts = kind_of(match()).statistics(match(), [{"a": "a", "b": "b", "c": "d"}, {"a": "a", "b": "b", "c": "c"}])
    assert [(count.key, count.count, count.right) for count in counts] == [
        ("b=b", 2, True), ("a=a", 2, True), ("c=c", 1, True), ("c=d", 1, False),
    ]  # fmt: skip
    assert counts[3].label["fr"].text == "Un faux compte → Paie"  # type: ignore[index, union-attr]
