"""The parsed questions: what every kind has, and what each shape of answer adds."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lms.domain.course.places import Id, Lang, Letter, Span, T


@dataclass(frozen=True, slots=True)
class Option:
    """An answer; its key is its permanent name: a letter, or T and F."""

    key: Letter
    text: T
    right: bool | None
    feedback: T | None
    span: Span


@dataclass(frozen=True, slots=True)
class Question:
    """What every kind of question has."""

    id: Id
    kind: str
    prompt: T
    body: T | None
    points: Fraction
    critical: bool
    practice: bool
    always: bool
    pool: str | None
    keep_order: bool
    quiet: frozenset[str]
    hints: tuple[T, ...]
    why: T | None
    key_print: str
    text_print: str
    span: Span
    tagged: bool


@dataclass(frozen=True, slots=True)
class ChoiceQuestion(Question):
    """Choose one, Choose all that apply, True or false, Survey."""

    options: tuple[Option, ...]

    def option(self, key: Letter) -> Option | None:
        """The answer with that letter."""
        return next((option for option in self.options if option.key == key), None)


@dataclass(frozen=True, slots=True)
class OrderQuestion(Question):
    """Put in order: the options stand in the right order; `right` is None for each."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of Match or Sort; without a left side it is a decoy. Rows of one `category` share their right side."""

    key: Letter
    left: T | None
    right: T
    category: int
    span: Span


@dataclass(frozen=True, slots=True)
class MatchQuestion(Question):
    """Match and Sort; the heads are the titles of the two columns."""

    left_head: T
    right_head: T
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class NumberQuestion(Question):
    """A number between two bounds, both included; equal bounds are one number."""

    low: Decimal
    high: Decimal
    unit: T | None


@dataclass(frozen=True, slots=True)
class ShortQuestion(Question):
    """A word or a few; every language has accepted wordings of its own."""

    accepted: dict[Lang, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ReflectQuestion(Question):
    """A question to think about; nothing is right or wrong and nobody else reads the answer."""
