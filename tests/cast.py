"""The one cast of all tests: who they are, who reports to whom, what they may do."""

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from lms.domain.names import email_key, person_key
from lms.store import new_id, writing
from lms.store.models import Person, Role

NOBODY = "00000000-0000-4000-8000-000000000000"  # an id that nothing has
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Player:
    """A person of the cast."""

    id: str
    given_name: str
    family_name: str
    email: str

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class Cast:
    """Ana is an employee, Marc her manager, Hana is HR, Omar in another team, Ines the administrator."""

    ana: Player
    marc: Player
    hana: Player
    omar: Player
    ines: Player
    paul: Player  # author
    aline: Player  # approver


def add_person(
    given: str, family: str, *, manager: str | None = None, roles: tuple[str, ...] = (), **more: str
) -> Player:
    """One person straight into the database, as a starting point for a test."""
    player = Player(new_id(), given, family, f"{given.lower()}@ostrelle.example")
    with writing() as session:
        session.add(
            Person(
                id=player.id,
                email=player.email,
                email_key=email_key(player.email),
                given_name=given,
                family_name=family,
                name_key=person_key(given, family),
                manager_id=manager,
                created_at=NOW,
                **more,
            )
        )
        session.flush()
        if roles:
            session.execute(sa.insert(Role), [{"person_id": player.id, "name": role} for role in roles])
    return player


def add_cast() -> Cast:
    """The whole cast."""
    marc = add_person("Marc", "Lefèvre", department="Showrooms", language="fr")
    return Cast(
        ana=add_person("Ana", "Duarte", manager=marc.id, department="Showrooms", language="en"),
        marc=marc,
        hana=add_person("Hana", "Okafor", roles=("hr",), department="People", language="en"),
        omar=add_person("Omar", "Haddad", department="Workshop", language="en"),
        ines=add_person("Ines", "Moreau", roles=("admin",), department="IT", language="en"),
        paul=add_person("Paul", "Keller", roles=("author",), department="Communications", language="en"),
        aline=add_person("Aline", "Roche", roles=("approver",), department="Legal", language="fr"),
    )
