"""Before the answer nothing tells an order or a pair: no text, no name, no place, no hash."""

from random import Random

import pytest

from lms.domain.course.kinds import kind_of
from lms.domain.course.kinds.table import RIGHT, TableKind
from lms.domain.course.model import MatchQuestion, Question
from tests.domain.course.pairs import match, order, sort


@pytest.mark.parametrize("question", [order(), match(), sort()], ids=lambda question: question.kind)
def test_reasons_and_fingerprints_are_gone(question: Question) -> None:
    bare = kind_of(question).without_answers(question)
    assert (bare.why, bare.key_print, bare.text_print) == (None, "", "")


def test_the_lines_of_an_order_stand_in_an_order_that_says_nothing() -> None:
    bare = kind_of(order()).without_answers(order())
    assert [option.key for option in bare.options] == ["b", "c", "a", "d"]
    assert all(option.feedback is None for option in bare.options)


@pytest.mark.parametrize("question", [match(), sort()], ids=lambda question: question.kind)
def test_no_row_has_both_sides(question: MatchQuestion) -> None:
    bare = kind_of(question).without_answers(question)
    assert all(bool(pair.left) != bool(pair.right) for pair in bare.pairs)
    assert {pair.category for pair in bare.pairs if pair.left} == {-1}


@pytest.mark.parametrize("question", [match(), sort()], ids=lambda question: question.kind)
def test_the_bare_question_shows_the_same_sides(question: MatchQuestion) -> None:
    kind = kind_of(question)
    assert isinstance(kind, TableKind)
    bare = kind.without_answers(question)
    assert (kind.lefts(bare), kind.rights(bare)) == (kind.lefts(question), kind.rights(question))


def test_an_order_is_never_shown_as_it_should_be() -> None:
    right = tuple(option.key for option in order().options)
    shown = {kind_of(order()).shuffled(order(), Random(seed)) for seed in range(300)}
    assert right not in shown and len(shown) == 23


@pytest.mark.parametrize("question", [match(), sort()], ids=lambda question: question.kind)
def test_where_a_right_side_stands_does_not_depend_on_its_left_side(question: MatchQuestion) -> None:
    """Over many attempts every right side meets every place of every left side."""
    kind = kind_of(question)
    met = set()
    for seed in range(400):
        names = kind.shuffled(question, Random(seed))
        lefts = [name for name in names if not name.startswith(RIGHT)]
        rights = [name for name in names if name.startswith(RIGHT)]
        met |= {(left, lefts.index(left), right, rights.index(right)) for left in lefts for right in rights}
    assert len(met) == (len(lefts) * len(rights)) ** 2


def test_the_same_seed_shows_the_same_attempt() -> None:
    for question in (order(), match(), sort()):
        first, second = (kind_of(question).shuffled(question, Random(7)) for _ in range(2))
        assert first == second
