"""Where an obligation stands today, in one word and a number of days: what lists and pills show."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lms.domain.dates import today

SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Standing:
    """`word` is one of assigned, in_progress, due_soon, overdue, completed, waived, withdrawn."""

    word: str
    due_on: date | None = None
    days_left: int | None = None  # negative when late

    @property
    def order(self) -> int:
        """Overdue first, then due soon, then the rest."""
        return {"overdue": 0, "due_soon": 1}.get(self.word, 2)


def standing(state: str, opened: bool, due_on: date | None, now: datetime, zone: ZoneInfo) -> Standing:
    """`zone` is the person's own; a date is late once its day has ended there."""
    if state != "open":
        return Standing(state, due_on)
    left = (due_on - today(now, zone)).days if due_on else None
    if left is not None and left < 0:
        return Standing("overdue", due_on, left)
    if left is not None and left <= SOON_DAYS:
        return Standing("due_soon", due_on, left)
    return Standing("in_progress" if opened else "assigned", due_on, left)
