"""The kinds of question: a new one is a new file and a name in this list."""

from collections.abc import Mapping
from typing import Any

from lms.domain.course.keywords import Words
from lms.domain.course.kinds import (
    match,
    multiple,
    number,
    order,
    reflect,
    short,
    single,
    sort,
    survey,
    truefalse,
)
from lms.domain.course.kinds.base import Given as Given
from lms.domain.course.kinds.base import Kind
from lms.domain.course.kinds.base import Mark as Mark
from lms.domain.course.kinds.base import Unacceptable as Unacceptable
from lms.domain.course.kinds.base import Unfinished as Unfinished
from lms.domain.course.model import Question

_ALL: tuple[Kind[Any], ...] = (
    single.KIND,
    multiple.KIND,
    truefalse.KIND,
    order.KIND,
    match.KIND,
    sort.KIND,
    number.KIND,
    short.KIND,
    survey.KIND,
    reflect.KIND,
)
KINDS: Mapping[str, Kind[Any]] = {kind.name: kind for kind in _ALL}
KEYWORDS: Mapping[str, Words] = {name: kind.keywords for name, kind in KINDS.items()}


def kind_of(question: Question) -> Kind[Any]:
    """The kind that knows how to mark, show and translate this question."""
    return KINDS[question.kind]
