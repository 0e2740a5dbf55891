"""A person as lists show them."""

from dataclasses import dataclass

from lms.domain import names


@dataclass(frozen=True, slots=True)
class Somebody:
    """An id and a name; what a list adds stands in dataclasses of its own that extend this one."""

    id: str
    given_name: str
    family_name: str

    @property
    def full_name(self) -> str:
        return names.full_name(self.given_name, self.family_name)

    @property
    def initials(self) -> str:
        return names.initials(self.given_name, self.family_name)
