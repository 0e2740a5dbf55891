"""Sort: every left side belongs to a category; several may share one."""

from typing import ClassVar

from lms.domain.course.keywords import Words
from lms.domain.course.kinds.choice import next_letter
from lms.domain.course.kinds.table import TableKind
from lms.domain.course.messages import Log
from lms.domain.course.model import MatchQuestion, Pair


class Sort(TableKind):
    """An answer names the category by its number; a row without a left side is a category in which nothing belongs."""

    name = "sort"
    keywords: ClassVar[Words] = {"en": ("sort",), "fr": ("classer", "trier")}

    def right_name(self, pair: Pair) -> str:
        return str(pair.category)

    def check(self, question: MatchQuestion, log: Log) -> None:
        super().check(question, log)
        if len(question.pairs) > 1 and len({pair.category for pair in question.pairs}) < 2:
            log.add("Q23", question.span, free=next_letter(pair.key for pair in question.pairs))


KIND = Sort()
