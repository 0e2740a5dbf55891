"""Reflect: something to think about; what is written stays with its writer, and may be left out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from lms.domain.course import keywords
from lms.domain.course.keywords import Words
from lms.domain.course.kinds import lines
from lms.domain.course.kinds.base import Count, Exchange, Given, Kind, Mark, RawQuestion, RawTranslation, Unfinished
from lms.domain.course.kinds.unmarked import NO_MARK, refuse_marks
from lms.domain.course.messages import Log
from lms.domain.course.model import ReflectQuestion
from lms.domain.course.parts import Item
from lms.domain.course.places import Lang, T
from lms.domain.course.prints import Json

LONGEST = 5000
WITHOUT = "without_writing"  # the name of the button; no tag can have an underscore


class Reflect(Kind[ReflectQuestion]):
    """A large field."""

    name = "reflect"
    template = "reflect"
    keywords: ClassVar[Words] = {"en": ("reflect",), "fr": ("réflexion",)}
    counted = False

    def claims(self, item: Item, lang: Lang) -> bool:
        return super().claims(item, lang) or lines.value_of(item, keywords.ANSWER, lang) is not None

    def parse(self, raw: RawQuestion, log: Log) -> ReflectQuestion:
        refuse_marks(raw, log)
        for item in raw.parts.items:
            log.add("Q14", item.row, kind=raw.label.kind, attempt=f"### {raw.label.kind}: {raw.label.rest.text}")
        return ReflectQuestion(**raw.common)

    def translate(self, question: ReflectQuestion, raw: RawTranslation, log: Log) -> ReflectQuestion:
        for item in raw.parts.items:
            log.add("T03", item.row, letter=item.letter or item.text, id=question.id)
        return question

    def given_from_form(
        self, question: ReflectQuestion, form: Mapping[str, Sequence[str]], order: Sequence[str] = ()
    ) -> Given | None:
        typed = "" if WITHOUT in form else "".join(form.get(question.id, ())[:1])
        written = typed.replace("\r\n", "\n").replace("\x00", "").strip()
        if len(written) > LONGEST:
            raise Unfinished("answer-too-long", limit=LONGEST)
        return written

    def mark(self, question: ReflectQuestion, given: Given, *, part_marks: bool = False) -> Mark:
        return NO_MARK

    def statistics(self, question: ReflectQuestion, given: Iterable[Given]) -> tuple[Count, ...]:
        """Nothing: not even how many wrote something."""
        return ()

    def exchange(self, question: ReflectQuestion, lang: Lang) -> Exchange:
        return Exchange("open")

    def written(self, exchange: Exchange, lang: Lang) -> list[str]:
        return []

    def without_answers(self, question: ReflectQuestion) -> ReflectQuestion:
        return replace(question, why=None, key_print="", text_print="")

    def key(self, question: ReflectQuestion) -> Json:
        return []

    def texts(self, question: ReflectQuestion) -> Iterator[tuple[str, T | None]]:
        return iter(())


KIND = Reflect()
