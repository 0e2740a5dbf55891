"""The parsed scenario: steps with choices that lead on, and the ends they lead to."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from lms.domain.course.places import Id, Letter, Span, T

Verdict: TypeAlias = Literal["best", "ok", "poor"]
Outcome: TypeAlias = Literal["good", "ok", "bad"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader may do at a step, where it leads, and how wise it is."""

    key: Letter
    text: T
    feedback: T | None
    goto: Id
    verdict: Verdict | None
    span: Span


@dataclass(frozen=True, slots=True)
class ScenarioNode:
    """What steps and ends have in common; the name is unique in its scenario."""

    id: Id
    title: T
    body: T | None
    span: Span


@dataclass(frozen=True, slots=True)
class Step(ScenarioNode):
    """A page of the story that asks what to do."""

    choices: tuple[Choice, ...]

    def choice(self, key: Letter) -> Choice | None:
        """The choice with that letter."""
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True, slots=True)
class End(ScenarioNode):
    """A last page of the story."""

    outcome: Outcome | None
