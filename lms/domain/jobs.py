"""Long work that somebody may ask for: the closed list of its kinds, and who may hold what comes of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from lms.domain.refusal import N_

OPEN = ("waiting", "running")  # not over yet


@dataclass(frozen=True, slots=True)
class JobKind:
    """What its page calls it, and the roles of which one is needed to look at it; without any: whoever asked."""

    title: str
    roles: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()  # parameters that say only when it was asked
    proven: bool = False  # whoever asks must have shown lately who they are

    def for_holders_of(self, roles: Collection[str]) -> bool:
        return not self.roles or not self.roles.isdisjoint(roles)

    def what(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """What two questions have in common when the second is a double click."""
        return {name: value for name, value in params.items() if name not in self.apart}


KINDS: dict[str, JobKind] = {
    "certificates anew": JobKind(N_("Certificates issued anew"), frozenset({"hr"}), apart=frozenset({"at"})),
    "personal data": JobKind(N_("Everything that is held about you"), proven=True),
    "evidence pack": JobKind(N_("Evidence pack"), frozenset({"hr", "auditor"})),
}
