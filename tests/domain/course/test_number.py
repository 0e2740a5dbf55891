"""Number: how it is read, translated, answered and counted."""

from decimal import Decimal

import pytest

from lms.domain.course.kinds import Unfinished, kind_of
from lms.domain.course.model import NumberQuestion
from lms.domain.course.places import in_lang
from tests.domain.course.one import answered, codes, question, read, rewritten

HEAD = "### Number: Within how many hours? <!-- #q-hours -->\n\n"
HOURS = HEAD + "- Answer: 24\n- Unit: hours\n\n> **Why:** It is the rule.\n"
FRENCH = "### Dans quel délai ? <!-- #q-hours -->\n\n- Unité : heures\n\n> **Pourquoi :** C'est la règle.\n"


def hours(lines: str = HOURS, french: str = FRENCH) -> NumberQuestion:
    return question(NumberQuestion, lines, french)


def test_a_number_has_bounds_and_a_unit_in_each_language() -> None:
    found = hours()
    assert (found.low, found.high) == (Decimal(24), Decimal(24))
    assert found.unit and (in_lang(found.unit, "en").text, in_lang(found.unit, "fr").text) == ("hours", "heures")


def test_a_complete_number_has_nothing_to_say() -> None:
    assert codes(HOURS, FRENCH) == []


def test_a_french_author_writes_french_words() -> None:
    lines = "### Nombre (2 points) : Combien ? <!-- #q-n -->\n\n- Réponse : 4,5 à 6\n- Unité : jours\n"
    found = question(NumberQuestion, lines, lang="fr")
    assert (found.low, found.high, found.points) == (Decimal("4.5"), Decimal(6), 2)


@pytest.mark.parametrize(
    "typed", ["24", " 24 ", "24.0", "24,0", "24 hours", "24 heures", "24hours", "24 Hour", "24 hours.", "+24", "024"]
)
def test_the_number_is_right_however_it_is_written(typed: str) -> None:
    assert answered(hours(), {"q-hours": [typed]}).right


@pytest.mark.parametrize("typed", ["23", "24.0001", "-24", "2400", "24 000"])
def test_another_number_is_wrong(typed: str) -> None:
    mark = answered(hours(), {"q-hours": [typed]})
    assert (mark.right, mark.got, mark.of, mark.verdicts) == (False, 0, 1000, {})


@pytest.mark.parametrize(
    "typed", ["24 days", "a day", "twenty-four", "hours", "1e999999999", "9" * 10_000, "24; drop", "\x00"]
)
def test_what_is_no_number_is_asked_for_again(typed: str) -> None:
    with pytest.raises(Unfinished) as refused:
        answered(hours(), {"q-hours": [typed]})
    assert refused.value.code == "not-a-number"


@pytest.mark.parametrize("form", [{}, {"q-hours": []}, {"q-hours": [" \u202f"]}])
def test_an_empty_field_is_no_answer(form: dict[str, list[str]]) -> None:
    with pytest.raises(Unfinished) as refused:
        answered(hours(), form)
    assert refused.value.code == "nothing-written"


@pytest.mark.parametrize(
    ("unit", "typed"), [("€", "€24"), ("€", "24 €"), ("%", "24%"), ("m2", "24 m2"), ("années", "24 annees")]
)
def test_a_unit_may_stand_before_or_behind_its_number(unit: str, typed: str) -> None:
    assert answered(hours(HOURS.replace("hours\n", f"{unit}\n"), ""), {"q-hours": [typed]}).right


@pytest.mark.parametrize("typed", ["4", "6", "5,5", "5.9999"])
def test_both_ends_of_a_range_belong_to_it(typed: str) -> None:
    assert answered(hours(HEAD + "- Answer: 4 to 6\n", ""), {"q-hours": [typed]}).right


@pytest.mark.parametrize("typed", ["1500", "1,500", "1.500", "1 500", "1\u202f500,0"])
def test_thousands_are_right_in_any_notation(typed: str) -> None:
    assert answered(hours(HEAD + "- Answer: 1500\n", ""), {"q-hours": [typed]}).right


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("", "Q10"),
        ("- Unit: hours\n", "Q10"),
        ("- [x] a) 24\n", "Q10"),
        ("- Answer 24\n", "Q10"),
        ("- Anwser: 24\n", "Q10"),
        ("Answer: 24\n", "Q10"),
        ("- Answer: 24\n\nSome text.\n\n  - Answer: 25\n", "Q10"),
        ("- Answer:\n", "Q34"),
        ("- Answer: about 20\n", "Q11"),
        ("- Answer: 1,500\n", "Q11"),
        ("- Answer: 1e999999999\n", "Q11"),
        ("- Answer: 6 to 4\n", "Q12"),
        ("- Answer: 24\n- Answer: 25\n", "Q29"),
        ("- Answer: 24\n- Unit: hours\n- Unit: days\n", "Q29"),
        ("- Answer: 24\n  > because\n", "Q33"),
    ],
)
def test_a_mistake_has_one_message(lines: str, code: str) -> None:
    assert codes(HEAD + lines) == [code]


@pytest.mark.parametrize(
    ("french", "code"),
    [
        (FRENCH.replace("- Unité : heures", "- Réponse : 24\n- Unité : heures"), "T04"),
        (FRENCH.replace("- Unité : heures\n", ""), "T06"),
    ],
)
def test_a_translation_has_the_unit_and_no_number(french: str, code: str) -> None:
    assert codes(HOURS, french) == [code]


def test_a_unit_on_the_other_side_only_is_reported() -> None:
    assert codes(HOURS.replace("- Unit: hours\n", ""), FRENCH) == ["T06"]


def test_before_the_answer_a_number_gives_nothing_away() -> None:
    bare = kind_of(hours()).without_answers(hours())
    assert (bare.low, bare.high, bare.why, bare.key_print, bare.text_print) == (0, 0, None, "", "")


@pytest.mark.parametrize("lines", [HOURS, HEAD + "- Answer: 4 to 6\n", HEAD + "- Answer: -2.5 +- 10%\n"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_number_survives_the_way_to_other_formats_and_back(lines: str, lang: str) -> None:
    found = question(
        NumberQuestion, lines.replace("### Number", "### Nombre" if lang == "fr" else "### Number"), lang=lang
    )
    again = rewritten(found, lang)
    assert (again.key_print, again.low, again.high) == (found.key_print, found.low, found.high)
    assert bool(again.unit) == bool(found.unit)


def test_the_same_value_written_otherwise_is_the_same_key() -> None:
    one, other = hours(HEAD + "- Answer: 24\n", ""), hours(HEAD + "- Answer: 24.0 to 24\n", "")
    assert one.key_print == other.key_print != hours(HEAD + "- Answer: 25\n", "").key_print


def test_numbers_are_counted_by_value() -> None:
    rows = kind_of(hours()).statistics(hours(), ["24", "24.0", "12", "24,0", "48"])
    assert [(row.key, row.count, row.right) for row in rows] == [("24", 3, True), ("12", 1, False), ("48", 1, False)]


def test_a_broken_number_does_not_hide_the_questions_behind_it() -> None:
    result = read(HEAD + "- Answer: x\n\n### Survey: Often? <!-- #q-s -->\n\n- a) Yes\n- b) No\n")
    assert result.course and [each.id for each in result.course.questions()] == ["q-hours", "q-s"]
