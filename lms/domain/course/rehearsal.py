"""Answers as a form sends them, right or wrong at will: for the demonstration and for tests, which know the course."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lms.domain.course.kinds import kind_of
from lms.domain.course.model import Question
from lms.domain.course.places import in_lang

Form = dict[str, list[str]]


def form(question: Question, order: Sequence[str], *, right: bool = True) -> Form:
    """The fields of an answer to the question as an attempt shows it in `order`; questions without marking take any."""
    return FORMS[question.kind](question, order, right)


def _choice(question: Any, order: Sequence[str], right: bool) -> Form:
    chosen = [option.key for option in question.options if bool(option.right) == right]
    return {question.id: chosen if right else chosen[:1]}


def _survey(question: Any, order: Sequence[str], right: bool) -> Form:
    return {question.id: [question.options[0].key]}


def _order(question: Any, order: Sequence[str], right: bool) -> Form:
    """The place of each line: its own, or the one counted from the other end."""
    keys = [option.key for option in question.options]
    keys = keys if right else keys[::-1]
    return {f"{question.id}.{shown}": [str(keys.index(key) + 1)] for shown, key in enumerate(order, 1)}


def _table(question: Any, order: Sequence[str], right: bool) -> Form:
    """The right side of each left one; wrong is the one behind it."""
    kind: Any = kind_of(question)
    pairs = {pair.key: pair for pair in question.pairs}
    rights = [name for name in order if name in kind.rights(question)]
    found: Form = {}
    for shown, name in enumerate((name for name in order if name in kind.lefts(question)), 1):
        place = next(at for at, other in enumerate(rights) if other.endswith(kind.right_name(pairs[name])))
        found[f"{question.id}.{shown}"] = [str((place if right else (place + 1) % len(rights)) + 1)]
    return found


def _number(question: Any, order: Sequence[str], right: bool) -> Form:
    return {question.id: [f"{question.low if right else question.high + 1:f}"]}


def _short(question: Any, order: Sequence[str], right: bool) -> Form:
    wording = next(iter(question.accepted.values()))[0]
    return {question.id: [wording if right else f"not {wording}"]}


def _reflect(question: Any, order: Sequence[str], right: bool) -> Form:
    return {question.id: [in_lang(question.prompt, "en").text]}


FORMS: Mapping[str, Callable[[Any, Sequence[str], bool], Form]] = {
    "single": _choice,
    "multiple": _choice,
    "truefalse": _choice,
    "survey": _survey,
    "order": _order,
    "match": _table,
    "sort": _table,
    "number": _number,
    "short": _short,
    "reflect": _reflect,
}
