"""What an edition asks of a learner, reduced to what progress needs: prints of sections and quizzes."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Plan:
    """The obligations of one edition. Prints are fingerprints: an equal print in a newer edition keeps what was done."""

    edition: str
    modules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # module → its tags of sections to display
    sections: Mapping[str, str] = field(default_factory=dict)  # every displayable tag → text print
    quizzes: Mapping[str, str] = field(default_factory=dict)  # every counted quiz tag → key print
    required_sections: frozenset[str] = frozenset()
    required_quizzes: frozenset[str] = frozenset()
    acknowledgement: str | None = None
