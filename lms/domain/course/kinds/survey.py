"""Survey: a choice that is asked and counted, never judged."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import ClassVar

from lms.domain.course.keywords import Words
from lms.domain.course.kinds.base import Given, Mark, RawQuestion, Row, Unacceptable
from lms.domain.course.kinds.choice import ChoiceKind, item_lines, lettered, next_letter, option_of, quote_lines
from lms.domain.course.kinds.unmarked import NO_MARK, refuse_marks
from lms.domain.course.messages import Log
from lms.domain.course.model import ChoiceQuestion, Option
from lms.domain.course.places import Letter


class Survey(ChoiceKind):
    """Radio buttons in the order of the file: most of these answers are steps of a scale."""

    name = "survey"
    template = "survey"
    keywords: ClassVar[Words] = {"en": ("survey",), "fr": ("sondage",)}
    counted = False

    def parse(self, raw: RawQuestion, log: Log) -> ChoiceQuestion:
        refuse_marks(raw, log)
        options: list[Option] = []
        taken: set[Letter] = set()
        for item in raw.parts.items:
            key = lettered(item, taken, log, "- ")
            taken.add(key)
            if item.box is not None or item.broken:
                log.add("Q14", item.row, kind=raw.label.kind, attempt=f"- {key}) {item.text}")
            options.append(option_of(item, key, None, raw.lang))
        return ChoiceQuestion(**raw.common, options=tuple(options))

    def check(self, question: ChoiceQuestion, log: Log) -> None:
        if len(question.options) < 2:
            free = next_letter(option.key for option in question.options)
            log.add("Q04", question.span, attempt=f"- {free}) …")

    def given_from_form(
        self, question: ChoiceQuestion, form: Mapping[str, Sequence[str]], order: Sequence[str] = ()
    ) -> Given | None:
        given = super().given_from_form(question, form, order)
        if given is not None and len(given) > 1:
            raise Unacceptable("two answers to a question that takes one")
        return given

    def mark(self, question: ChoiceQuestion, given: Given, *, part_marks: bool = False) -> Mark:
        return NO_MARK

    def shuffled(self, question: ChoiceQuestion, random: Random) -> tuple[str, ...]:
        return tuple(option.key for option in question.options)

    def _written(self, row: Row) -> list[str]:
        return [*item_lines(f"- {row.key}) ", row.text), *quote_lines(row.feedback)]

    def without_answers(self, question: ChoiceQuestion) -> ChoiceQuestion:
        return replace(super().without_answers(question), why=None)


KIND = Survey()
