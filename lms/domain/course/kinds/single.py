"""Choose one: exactly one right answer."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from lms.domain.course.keywords import Words
from lms.domain.course.kinds.base import Given, Unacceptable
from lms.domain.course.kinds.choice import ChoiceKind
from lms.domain.course.messages import Log
from lms.domain.course.model import ChoiceQuestion


class Single(ChoiceKind):
    """Radio buttons."""

    name = "single"
    keywords: ClassVar[Words] = {"en": ("choose one",), "fr": ("une seule réponse",)}

    def check(self, question: ChoiceQuestion, log: Log) -> None:
        super().check(question, log)
        count = sum(bool(option.right) for option in question.options)
        if count > 1:
            prompt = next(iter(question.prompt.values())).text
            log.add("Q02", question.span, kind="Choose one", count=count, prompt=prompt)

    def given_from_form(
        self, question: ChoiceQuestion, form: Mapping[str, Sequence[str]], order: Sequence[str] = ()
    ) -> Given | None:
        given = super().given_from_form(question, form, order)
        if given is not None and len(given) > 1:
            raise Unacceptable("two answers to a question that takes one")
        return given


KIND = Single()
