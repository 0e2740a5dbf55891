"""The parsed course: frozen values that carry their place and their texts in every language."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Literal, TypeAlias

from lms.domain.course.places import Diagnostic, Id, Lang, Letter, Span, T
from lms.domain.course.profile_model import Profile as Profile
from lms.domain.course.question_model import ChoiceQuestion as ChoiceQuestion
from lms.domain.course.question_model import MatchQuestion as MatchQuestion
from lms.domain.course.question_model import NumberQuestion as NumberQuestion
from lms.domain.course.question_model import Option as Option
from lms.domain.course.question_model import OrderQuestion as OrderQuestion
from lms.domain.course.question_model import Pair as Pair
from lms.domain.course.question_model import Question as Question
from lms.domain.course.question_model import ReflectQuestion as ReflectQuestion
from lms.domain.course.question_model import ShortQuestion as ShortQuestion
from lms.domain.course.scenario_model import Choice as Choice
from lms.domain.course.scenario_model import End as End
from lms.domain.course.scenario_model import ScenarioNode as ScenarioNode
from lms.domain.course.scenario_model import Step as Step
from lms.domain.course.scenario_model import Verdict as Verdict

Unit: TypeAlias = Literal["days", "weeks", "months", "years"]
Side: TypeAlias = Literal["do", "dont"]
Scoring: TypeAlias = Literal["all_or_nothing", "part_marks"]
AckMode: TypeAlias = Literal["typed_name", "tick_only"]


class ChangeKind(StrEnum):
    """How much an edition asks of people who finished the one before."""

    COSMETIC = "cosmetic"
    UPDATE = "update"
    MATERIAL = "material"


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """MAJOR.MINOR, as people say it."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as people write it, such as 12 months."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Badge:
    """The badge of a course; without an image a rosette is computed from the course id."""

    name: T
    image: str | None = None
    valid_for: Period | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the certificate prints besides the holder."""

    title: T
    signed_by: T


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of `changes:`."""

    version: Version
    kind: ChangeKind
    note: T
    date: datetime.date | None = None
    affects: tuple[Id, ...] = ()
    because: str | None = None
    span: Span | None = None


# --- sections ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section:
    """What every `##` part of a module has."""

    id: Id
    kind: str
    title: T
    body: T | None
    settings: Mapping[str, str]
    key_print: str
    text_print: str
    span: Span
    tagged: bool

    @property
    def quiet(self) -> frozenset[str]:
        """The remarks of the checker that its author silenced."""
        return frozenset(self.settings.get("quiet", "").split())


@dataclass(frozen=True, slots=True)
class ReadingSection(Section):
    """Something to read; `body` is split into blocks for each language when it is drawn."""

    optional: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A Do or a Don't with its reason."""

    key: Letter
    side: Side
    text: T
    reason: T | None
    span: Span


@dataclass(frozen=True, slots=True)
class CardSection(Section):
    """Do-and-don't cards."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """Draw this many questions, from a pool or from all."""

    count: int
    pool: str | None = None


@dataclass(frozen=True, slots=True)
class QuizSection(Section):
    """Questions with what it takes to pass them; `None` means as the course says."""

    pass_mark: Fraction | None
    picks: tuple[Pick, ...]
    attempts: int | None
    scoring: Scoring
    practice: bool
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class ScenarioSection(Section):
    """A story with choices; `body` is the text before its first step, `start` the name of that step."""

    start: Id
    nodes: Mapping[Id, ScenarioNode]


@dataclass(frozen=True, slots=True)
class Tick:
    """One promise of the acknowledgement."""

    key: Letter
    text: T
    span: Span


@dataclass(frozen=True, slots=True)
class AckSection(Section):
    """The statement people sign; `body` is the text before the promises."""

    ticks: tuple[Tick, ...]
    mode: AckMode
    statement_print: Mapping[Lang, str]


# --- the whole ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Module:
    """One file of the course with its translations."""

    id: Id
    file: str
    title: T
    intro: T | None
    optional: bool
    sections: tuple[Section, ...]
    reading_seconds: int
    span: Span

    def section(self, id: Id) -> Section | None:
        """The section with that tag."""
        return next((section for section in self.sections if section.id == id), None)

    def quizzes(self) -> Iterator[QuizSection]:
        """Its quizzes in order."""
        return (section for section in self.sections if isinstance(section, QuizSection))


@dataclass(frozen=True, slots=True)
class Course:
    """A whole course; everything a page, a certificate or an edition needs to know about it."""

    id: Id
    format: int
    source_lang: Lang
    langs: tuple[Lang, ...]
    version: Version
    title: T
    intro: T | None
    owner: str
    contact: str
    intended_for: tuple[str, ...]
    pass_mark: Fraction
    attempts: int | None
    renew: Period | None
    refresher: Period | None
    words: Mapping[str, T]
    badge: Badge | None
    certificate: Certificate | None
    changes: tuple[Change, ...]
    modules: tuple[Module, ...]
    profiles: tuple[Profile, ...] = ()
    files: frozenset[str] = field(default=frozenset())

    def module(self, id: Id) -> Module | None:
        """The module with that id."""
        return next((module for module in self.modules if module.id == id), None)

    def sections(self) -> Iterator[tuple[Module, Section]]:
        """Every section with its module, in reading order."""
        return ((module, section) for module in self.modules for section in module.sections)

    def section(self, id: Id) -> Section | None:
        """The section with that tag, in whichever module it stands."""
        return next((section for _, section in self.sections() if section.id == id), None)

    def quizzes(self) -> Iterator[QuizSection]:
        """Every quiz in reading order."""
        return (quiz for module in self.modules for quiz in module.quizzes())

    def questions(self) -> Iterator[Question]:
        """Every question of every quiz in reading order."""
        return (question for quiz in self.quizzes() for question in quiz.questions)

    def question(self, id: Id) -> Question | None:
        """The question with that tag."""
        return next((question for question in self.questions() if question.id == id), None)

    @property
    def kind(self) -> ChangeKind | None:
        """What its author calls this version; None where `changes:` does not have it."""
        return next((change.kind for change in self.changes if change.version == self.version), None)

    @property
    def acknowledgement(self) -> AckSection | None:
        """The section people sign, where the course has one."""
        return next((section for _, section in self.sections() if isinstance(section, AckSection)), None)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the last published edition held, as far as a later one is compared with it.

    `retired` has the letters that may never come back, and every removed name, which is in `items` no more; `since`
    says in which version each was missed first (`q-x` or `q-x/c`). `files` are the SHA-256 of what is not Markdown.
    """

    version: str
    published_at: str
    items: Mapping[Id, tuple[str, str, str]] = field(default_factory=dict)
    letters: Mapping[Id, tuple[Letter, ...]] = field(default_factory=dict)
    retired: Mapping[Id, tuple[Letter, ...]] = field(default_factory=dict)
    statement_print: Mapping[Lang, str] = field(default_factory=dict)
    since: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParseResult:
    """A course, whenever its structure could be built at all, and everything there is to say about it."""

    course: Course | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The messages that stand in the way of publishing."""
        return tuple(note for note in self.diagnostics if note.level == "error")
