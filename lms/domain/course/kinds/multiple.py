"""Choose all that apply: one right answer or more."""

from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar

from lms.domain.course.keywords import Words
from lms.domain.course.kinds.base import Verdict
from lms.domain.course.kinds.choice import ChoiceKind
from lms.domain.course.messages import Log
from lms.domain.course.model import ChoiceQuestion
from lms.domain.course.places import Letter


class Multiple(ChoiceKind):
    """Check boxes."""

    name = "multiple"
    many: ClassVar[bool] = True
    keywords: ClassVar[Words] = {"en": ("choose all that apply",), "fr": ("plusieurs réponses",)}

    def check(self, question: ChoiceQuestion, log: Log) -> None:
        super().check(question, log)
        if len(question.options) > 1 and all(option.right for option in question.options):
            log.add("Q09", question.span, prompt=next(iter(question.prompt.values())).text)

    def share(self, verdicts: Mapping[Letter, Verdict]) -> Fraction:
        """Right choices count up, wrong ones down, never below nothing: ticking everything earns little."""
        said = list(verdicts.values())
        rights = said.count("right") + said.count("missed")
        return max(Fraction(0), Fraction(said.count("right") - said.count("wrong"), max(rights, 1)))


KIND = Multiple()
