"""The sheet on which parsing and checking write their messages."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.domain.course.places import Diagnostic, Edit, Level, Span

MOST_ALIKE = 500
"""Nobody reads more messages of one code in one file; what mends itself is written down all the same."""


@dataclass(slots=True)
class Log:
    """Collects messages; a rule has the level of the catalogue unless the writer knows better."""

    levels: Mapping[str, Level]
    notes: list[Diagnostic] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, code: str, span: Span, level: Level | None = None, fix: Edit | None = None, **args: object) -> None:
        """Writes one message down; `attempt=` replaces the rule's usual `Try:` line."""
        self.counts[code, span.file] += 1
        if self.counts[code, span.file] > MOST_ALIKE and fix is None:
            return
        words = {name: str(value) for name, value in args.items() if value is not None}
        self.notes.append(Diagnostic(code, level or self.levels[code], span, words, fix))

    def full(self, code: str, file: str) -> bool:
        """Whether another message like these would be dropped: then nothing need be looked up for it."""
        return self.counts[code, file] >= MOST_ALIKE

    def sorted(self) -> tuple[Diagnostic, ...]:
        """Every message once, by file, line and column."""
        unique = {(note.code, note.span, tuple(sorted(note.args.items()))): note for note in self.notes}
        return tuple(sorted(unique.values(), key=lambda note: (note.span, note.code)))
