"""The organisation as rules and papers need to know it: its name, address on the web, and time zone."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class House:
    """Set once from the settings; passed to the few verbs that print or date something."""

    organisation: str
    base_url: str
    timezone: ZoneInfo

    def zone_of(self, name: str | None) -> ZoneInfo:
        """A person's own time zone, or the organisation's."""
        return ZoneInfo(name) if name else self.timezone
