"""The kinds of question: a new one is a new file and a name in this list."""

from collections.abc import Mapping
from typing import Any

from lms.domain.course.keywords import Words
from lms.domain.course.kinds import match, multiple, order, single, sort, truefalse
from lms.domain.course.kinds.base import Given as Given
from lms.domain.course.kinds.base import Kind
from lms.domain.course.kinds.base import Mark as Mark
from lms.domain.course.kinds.base import Unacceptable as Unacceptable
from lms.domain.course.kinds.base import Unfinished as Unfinished
from lms.domain.course.model import Question

KINDS: Mapping[str, Kind[Any]] = {
    kind.name: kind
    for kind in (single.KIND, multiple.KIND, truefalse.KIND, order.KIND, match.KIND, sort.KIND)
}
KEYWORDS: Mapping[str, Words] = {name: kind.keywords for name, kind in KINDS.items()}

# Kinds of the format without a file here: named, so that nobody takes them for a slip of the pen.
NOT_YET: Mapping[str, Words] = {
    "number": {"en": ("number",), "fr": ("nombre",)},
    "short": {"en": ("short answer",), "fr": ("réponse courte",)},
    "survey": {"en": ("survey",), "fr": ("sondage",)},
    "reflect": {"en": ("reflect",), "fr": ("réflexion",)},
}


def kind_of(question: Question) -> Kind[Any]:
    """The kind that knows how to mark, show and translate this question."""
    return KINDS[question.kind]
