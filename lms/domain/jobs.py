"""Long work that somebody may ask for: the closed list of its kinds, and who may hold what comes of it."""

from collections.abc import Collection
from dataclasses import dataclass

from lms.domain.refusal import N_

OPEN = ("waiting", "running")  # not over yet


@dataclass(frozen=True, slots=True)
class JobKind:
    """What its page calls it, and the roles of which one is needed to look at it; without any: whoever asked."""

    title: str
    roles: frozenset[str] = frozenset()

    def for_holders_of(self, roles: Collection[str]) -> bool:
        return not self.roles or not self.roles.isdisjoint(roles)


KINDS: dict[str, JobKind] = {
    "certificates anew": JobKind(N_("Certificates issued anew"), frozenset({"hr"})),
    "personal data": JobKind(N_("Everything that is held about you")),
    "evidence pack": JobKind(N_("Evidence pack"), frozenset({"hr", "auditor"})),
}
