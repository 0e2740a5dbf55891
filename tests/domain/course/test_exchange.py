"""Choice questions on their way to other formats and back, and what people chose, counted."""

import pytest

from lms.domain.course.kinds import kind_of
from lms.domain.course.model import ChoiceQuestion
from tests.domain.course.one import question, rewritten

ONE = """### Choose one: Which **colour**? <!-- #q -->

- [ ] c) Red
  > Too bright.

  > Really.
- [x] a) Blue,
  or green

  with a second paragraph
- [ ] b) `- [x] z) Code`
"""
SEVERAL = "### Choose all that apply: Which? <!-- #q -->\n\n- [x] a) Red\n- [x] b) Blue\n- [ ] d) None\n"
TRUE = "### True or false: The sky is blue. <!-- #q -->\n\n- [x] True\n  > It is.\n- [ ] False\n"
VRAI = "### Vrai ou faux : Le ciel est bleu. <!-- #q -->\n\n- [ ] Vrai\n- [x] Faux\n  > Il pleut.\n"


@pytest.mark.parametrize(("lines", "lang"), [(ONE, "en"), (SEVERAL, "en"), (TRUE, "en"), (VRAI, "fr")])
def test_a_choice_survives_the_way_to_other_formats_and_back(lines: str, lang: str) -> None:
    found = question(ChoiceQuestion, lines, lang=lang)
    again = rewritten(found, lang)
    assert (again.key_print, again.text_print) == (found.key_print, found.text_print)


def test_other_formats_know_how_many_may_be_chosen() -> None:
    several, one = question(ChoiceQuestion, SEVERAL), question(ChoiceQuestion, ONE)
    assert kind_of(several).exchange(several, "en").many and not kind_of(one).exchange(one, "en").many


def test_choices_are_counted_letter_by_letter_in_the_order_of_the_question() -> None:
    found = question(ChoiceQuestion, SEVERAL)
    rows = kind_of(found).statistics(found, [["a", "b"], ["a"], ["d"]])
    assert [(row.key, row.count, row.right) for row in rows] == [("a", 2, True), ("b", 1, True), ("d", 1, False)]


def test_a_letter_that_is_gone_is_not_counted() -> None:
    found = question(ChoiceQuestion, TRUE)
    rows = kind_of(found).statistics(found, [["T"], ["x"]])
    assert [(row.key, row.count) for row in rows] == [("T", 1), ("F", 0)]
