"""What other formats know of an order or a table comes back as the same question."""

import pytest

from lms.domain.course.kinds import kind_of
from lms.domain.course.kinds.base import Exchange, Row
from lms.domain.course.model import Question
from tests.domain.course.pairs import match, order, parsed, sort

HEADING = {"order": "Put in order (2 points)", "match": "Match (3 points)", "sort": "Sort"}
HARD = ["a|b", "`a|b`", "[x] a", "*x* \\| y", "> z", "- b) q", "1. 2", "| |", "a\nb"]


def read(kind: str, id: str, lines: list[str]) -> Question:
    source = f"---\nid: m\n---\n\n# M\n\n## Quiz: Q <!-- #quiz -->\n\n### {HEADING[kind]}: P <!-- #{id} -->\n\n"
    course = parsed(source + "\n".join(lines) + "\n").course
    found = course.question(id) if course else None
    assert found is not None
    return found


@pytest.mark.parametrize("question", [order(), match(), sort()], ids=lambda question: question.kind)
def test_written_and_read_again_it_is_the_same_question(question: Question) -> None:
    kind = kind_of(question)
    again = read(question.kind, question.id, kind.written(kind.exchange(question, "en"), "en"))
    assert again.key_print == question.key_print
    assert [(name, text and text["en"].text) for name, text in kind.texts(again)] == [
        (name, text and text["en"].text) for name, text in kind.texts(question)
    ]


def flat(row: Row, kind: str) -> tuple[str, str, str]:
    """A row as one line holds it; an order has no partners."""
    return row.key, row.text.replace("\n", " "), "" if kind == "order" else row.partner.replace("\n", " ")


@pytest.mark.parametrize("kind", ["order", "match", "sort"])
def test_hard_texts_survive(kind: str) -> None:
    rows = tuple(Row("abcdefghi"[at], text, partner=f"{at} {text}") for at, text in enumerate(HARD))
    first = Exchange("order" if kind == "order" else "match", rows, heads=("" if kind == "order" else "L|L", ""))
    knows = kind_of(order() if kind == "order" else match() if kind == "match" else sort())
    again = knows.exchange(read(kind, "q-x", knows.written(first, "en")), "en")
    assert [flat(row, kind) for row in again.rows] == [flat(row, kind) for row in first.rows]
    assert again.heads == first.heads


def test_a_decoy_has_no_left_side() -> None:
    rows = kind_of(match()).exchange(match(), "fr").rows
    assert rows[2] == Row("d", "", partner="Paie")
