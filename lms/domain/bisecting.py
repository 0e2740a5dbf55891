"""Finding a moment in a long list that is sorted but for wrong clocks, with few looks at many places at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

WIDTH = 128  # places looked at in one go: three looks find any moment among two million entries


@dataclass(frozen=True, slots=True)
class Span:
    """Where a moment lies: everything before `low` is earlier, everything from `high` on is not."""

    low: int
    high: int
    blind: bool = False  # nothing in between can be read, so it stays this wide

    @property
    def found(self) -> bool:
        return self.blind or self.low >= self.high

    def places(self) -> list[int]:
        """Positions to look at next, evenly spread over what is still open."""
        step = max(1, (self.high - self.low) // WIDTH)
        return list(range(self.low, self.high, step))[: WIDTH + 1]

    def narrowed(self, moment: datetime, seen: Sequence[tuple[int, datetime]]) -> "Span":
        """The span after a look at `places()`; `seen` has what could be read there, in order of position."""
        low, high = self.low, self.high
        for position, at in seen:
            if at >= moment:
                high = position
                break
            low = position + 1
        return Span(low, high, blind=(low, high) == (self.low, self.high))
