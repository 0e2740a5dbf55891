"""What a kind of question is: how it is read, translated, checked, answered and marked."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Any, ClassVar, Generic, Literal, TypeAlias, TypeVar

from lms.domain.course import prints
from lms.domain.course.brackets import Label
from lms.domain.course.keywords import Words
from lms.domain.course.messages import Log
from lms.domain.course.model import Question
from lms.domain.course.parts import Item, Parts
from lms.domain.course.places import Lang, Letter, T
from lms.domain.course.scanner import Part

Q = TypeVar("Q", bound=Question)

Verdict: TypeAlias = Literal["right", "wrong", "missed", "left"]
Given: TypeAlias = list[str] | dict[str, str] | str
"""An answer as it is stored: JSON; its shape belongs to the kind."""


class Unacceptable(ValueError):
    """A posted answer that no page of ours can have sent."""


class Unfinished(ValueError):
    """A posted answer that only the reader can complete or put right; `code` is the refusal that tells how."""

    def __init__(self, code: str, **arguments: object) -> None:
        super().__init__(code)
        self.code, self.arguments = code, arguments


@dataclass(frozen=True, slots=True)
class Mark:
    """Points in thousandths, and for each answer whether it was rightly chosen, wrongly chosen, missed or left out."""

    got: int
    of: int
    right: bool
    verdicts: Mapping[Letter, Verdict]


@dataclass(frozen=True, slots=True)
class Count:
    """How many answers held one thing: an option, a pair, a wording; `right` is None where nothing is right."""

    key: str
    label: T | str
    count: int
    right: bool | None


@dataclass(frozen=True, slots=True)
class Row:
    """One answer, item or pair of a question as other formats know it; texts are Markdown in one language.

    `partner` is the right side of a match or the category of a sort; a decoy has an empty `text`.
    """

    key: Letter
    text: str
    right: bool | None = None
    feedback: str = ""
    partner: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """How a question is answered, reduced to what GIFT, Moodle XML and QTI have in common, in one language."""

    interaction: Literal["choice", "order", "match", "number", "text", "open"]
    rows: tuple[Row, ...] = ()
    many: bool = False  # of a choice: more than one may be chosen
    heads: tuple[str, str] = ("", "")  # of a match: the titles of its columns
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawQuestion:
    """A question of a source file, taken apart as far as all kinds have it in common."""

    part: Part
    label: Label
    lang: Lang
    parts: Parts
    common: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RawTranslation:
    """The same question in a translated file."""

    part: Part
    lang: Lang
    parts: Parts


class Kind(ABC, Generic[Q]):
    """One kind of question; a file of its own, listed in `kinds/__init__.py`."""

    name: ClassVar[str]
    keywords: ClassVar[Words]
    template: ClassVar[str]
    counted: ClassVar[bool] = True
    tabular: ClassVar[bool] = False  # whether table rows below the question are its answers

    def claims(self, item: Item, lang: Lang) -> bool:
        """Whether a list item below the question is an answer rather than part of its text."""
        return item.box is not None or item.letter is not None or item.broken

    @abstractmethod
    def parse(self, raw: RawQuestion, log: Log) -> Q:
        """The question; what is wrong with it goes to the log, and something usable comes back all the same."""

    @abstractmethod
    def translate(self, question: Q, raw: RawTranslation, log: Log) -> Q:
        """The question with the texts of one more language."""

    def check(self, question: Q, log: Log) -> None:
        """Mistakes that only the finished question shows."""
        return

    @abstractmethod
    def given_from_form(
        self, question: Q, form: Mapping[str, Sequence[str]], order: Sequence[str] = ()
    ) -> Given | None:
        """The answer in a posted form, None when there is none.

        `order` is what `shuffled` gave to this attempt: where letters would tell the answer, a form names things by
        their place in it. Raises Unacceptable for unknown names, Unfinished for what the reader has to complete.
        """

    @abstractmethod
    def mark(self, question: Q, given: Given, *, part_marks: bool = False) -> Mark:
        """Points and verdicts for an answer."""

    def shuffled(self, question: Q, random: Random) -> tuple[str, ...]:
        """The order in which an attempt shows what may be mixed; empty where there is nothing to mix."""
        return ()

    @abstractmethod
    def statistics(self, question: Q, given: Iterable[Given]) -> tuple[Count, ...]:
        """What people answered, counted, in the order of the question."""

    @abstractmethod
    def exchange(self, question: Q, lang: Lang) -> Exchange:
        """The answers as other formats know them."""

    @abstractmethod
    def written(self, exchange: Exchange, lang: Lang) -> list[str]:
        """The inverse of `exchange`: the lines of our format below the heading, in the source language."""

    def accepted(self, question: Q, lang: Lang) -> tuple[str, ...]:
        """What would have been right, for kinds whose answers are written and not chosen."""
        return ()

    @abstractmethod
    def without_answers(self, question: Q) -> Q:
        """The question as it may be shown before it is answered."""

    @abstractmethod
    def key(self, question: Q) -> prints.Json:
        """What decides who is right: letters, ticks, order, pairs, accepted values."""

    @abstractmethod
    def texts(self, question: Q) -> Iterator[tuple[str, T | None]]:
        """The named texts this kind adds to those every question has."""

    def all_texts(self, question: Q) -> Iterator[tuple[str, T | None]]:
        """Every text of the question under a name that does not depend on its place."""
        yield "prompt", question.prompt
        yield "body", question.body
        yield "why", question.why
        for number, hint in enumerate(question.hints):
            yield f"hint {number}", hint
        yield from self.texts(question)

    def sealed(self, question: Q, lang: Lang) -> Q:
        """The question with its two fingerprints."""
        settings: prints.Json = [
            question.kind,
            str(question.points),
            question.critical,
            question.practice,
            question.always,
            question.pool,
            question.keep_order,
        ]
        return replace(
            question,
            key_print=prints.of_json([settings, self.key(question)]),
            text_print=prints.of_text(self.all_texts(question), lang),
        )
