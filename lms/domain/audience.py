"""An audience: a rule that selects people, kept as data."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Audience:
    """`without_signed` leaves out whoever has signed the version that is published when the rule is applied."""

    without_signed: bool = False

    def data(self) -> dict[str, Any]:
        return {"without_signed": True} if self.without_signed else {}


@dataclass(frozen=True, slots=True)
class Everyone(Audience):
    """Every active person."""

    def data(self) -> dict[str, Any]:
        return {"rule": "everyone"} | Audience.data(self)


@dataclass(frozen=True, slots=True)
class Departments(Audience):
    """Every active person of these departments."""

    names: tuple[str, ...] = ()

    def data(self) -> dict[str, Any]:
        return {"rule": "departments", "names": list(self.names)} | Audience.data(self)


@dataclass(frozen=True, slots=True)
class People(Audience):
    """These persons, as long as they are active."""

    ids: tuple[str, ...] = ()

    def data(self) -> dict[str, Any]:
        return {"rule": "people", "ids": list(self.ids)} | Audience.data(self)


def from_data(data: Mapping[str, Any]) -> Audience:
    """The audience that `data()` described. Raises ValueError on a rule it does not know."""
    audience: Audience
    match data.get("rule"):
        case "everyone":
            audience = Everyone()
        case "departments":
            audience = Departments(names=tuple(data["names"]))
        case "people":
            audience = People(ids=tuple(data["ids"]))
        case rule:
            raise ValueError(f"unknown audience rule {rule!r}")
    return replace(audience, without_signed=bool(data.get("without_signed")))
