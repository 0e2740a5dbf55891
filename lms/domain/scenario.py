"""A whole scenario: where a walk through it stands, and what its choices came to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms.domain.course.model import ScenarioSection
from lms.domain.course.scenario_model import Choice, ScenarioNode, Step

MOST_CHOICES = 300
"""A walk that turns in circles for longer is given up; the next start begins anew."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A choice that was made, and the step it was made at."""

    step: Step
    choice: Choice


@dataclass(frozen=True, slots=True)
class Walk:
    """The choices made so far and where they led: a step that asks, or the end."""

    taken: tuple[Taken, ...]
    node: ScenarioNode

    @property
    def ended(self) -> bool:
        return not isinstance(self.node, Step)


def walk(section: ScenarioSection, path: Iterable[Sequence[str]]) -> Walk:
    """Follows a path of steps and letters from the start. Raises LookupError where the story has no such way."""
    node, taken = section.nodes[section.start], []
    for name, letter in path:
        choice = node.choice(letter) if isinstance(node, Step) and node.id == name else None
        if choice is None or not isinstance(node, Step):
            raise LookupError(f"scenario {section.id} has no choice {letter} at {name}")
        taken.append(Taken(node, choice))
        node = section.nodes[choice.goto]
    return Walk(tuple(taken), node)


def verdicts(taken: Iterable[Taken]) -> dict[str, int]:
    """How many choices were best, ok, poor, or unjudged by the author; what never happened is left out."""
    return dict(Counter(one.choice.verdict or "unjudged" for one in taken))
