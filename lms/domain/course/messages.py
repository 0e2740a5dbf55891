"""The sheet on which parsing and checking write their messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.domain.course.places import Diagnostic, Edit, Level, Span


@dataclass(slots=True)
class Log:
    """Collects messages; a rule has the level of the catalogue unless the writer knows better."""

    levels: Mapping[str, Level]
    notes: list[Diagnostic] = field(default_factory=list)

    def add(self, code: str, span: Span, level: Level | None = None, fix: Edit | None = None, **args: object) -> None:
        """Writes one message down; `attempt=` replaces the rule's usual `Try:` line."""
        words = {name: str(value) for name, value in args.items() if value is not None}
        self.notes.append(Diagnostic(code, level or self.levels[code], span, words, fix))

    def sorted(self) -> tuple[Diagnostic, ...]:
        """Every message once, by file, line and column."""
        unique = {(note.code, note.span, tuple(sorted(note.args.items()))): note for note in self.notes}
        return tuple(sorted(unique.values(), key=lambda note: (note.span, note.code)))
