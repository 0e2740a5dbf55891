"""Match: every left side has a right side of its own; rows without a left side are decoys."""

from typing import ClassVar

from lms.domain.course.keywords import Words
from lms.domain.course.kinds.table import TableKind
from lms.domain.course.messages import Log
from lms.domain.course.model import MatchQuestion, Pair


class Match(TableKind):
    """An answer names the right side by the letter of its row."""

    name = "match"
    keywords: ClassVar[Words] = {"en": ("match",), "fr": ("associer", "relier")}

    def right_name(self, pair: Pair) -> str:
        return pair.key

    def check(self, question: MatchQuestion, log: Log) -> None:
        super().check(question, log)
        seen: set[int] = set()
        for pair in question.pairs:
            right = next(iter(pair.right.values()))
            if pair.category in seen:
                prompt = next(iter(question.prompt.values())).text
                log.add("Q22", right.span, text=right.text, prompt=prompt)
            seen.add(pair.category)


KIND = Match()
