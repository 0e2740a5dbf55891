"""Who works at Ostrelle, and how far each of them has come; invented, like everything in the demonstration."""

from dataclasses import dataclass
from typing import Literal

from lms.domain.names import name_key

Stage = Literal["finished", "retried", "signing", "midway", "begun", "untouched"]


@dataclass(frozen=True, slots=True)
class Extra:
    """One person of the demonstration. `manager` is a given name; `day` counts from the launch (0)."""

    given: str
    family: str
    job: str
    department: str
    location: str
    manager: str = ""
    language: str = "en"
    roles: tuple[str, ...] = ()
    account: str = ""  # what to call the account at the door; empty: nobody signs in as this person
    stage: Stage = "untouched"
    day: int = 0
    joined: bool = False  # after the launch: assigned on joining

    @property
    def email(self) -> str:
        return f"{name_key(self.given)[0]}.{name_key(self.family).replace(' ', '-')}@ostrelle.example"


PEOPLE = (
    Extra("Maud", "Lefèvre-Tran", "Head of people", "People", "Lille", language="fr", stage="finished", day=2),
    Extra("Hana", "Okafor", "HR partner", "People", "Leeds", "Maud", roles=("hr",), account="HR", stage="finished", day=1),
    Extra("Paul", "Keller", "Head of communications", "Communications", "Lille", roles=("author",), account="Author", stage="finished", day=3),
    Extra("Aline", "Roche", "Legal counsel", "Legal", "Lille", language="fr", roles=("approver",), account="Approver", stage="finished", day=2),
    Extra("Ines", "Okafor-Lind", "Head of showrooms, North", "Showrooms", "Lille", account="Manager", stage="finished", day=4),
    Extra("Jean-Baptiste", "Anquetil-Desrosiers", "Showroom manager", "Showrooms", "Lille", "Ines", language="fr", stage="midway", day=21),
    Extra("Priya", "Raman", "Sales adviser", "Showrooms", "Leeds", "Ines", stage="begun", day=26),
    Extra("Marie-Françoise", "Delacroix-Vandenberghe", "Assistant", "Showrooms", "Brussels", "Ines", language="fr", stage="finished", day=6),
    Extra("Samuel", "Adeyemi", "Sales adviser", "Showrooms", "Leeds", "Ines", stage="retried", day=11),
    Extra("Noor", "van der Meulen", "Stock and displays", "Showrooms", "Brussels", "Jean-Baptiste", stage="finished", day=9),
    Extra("Élodie", "Le Goff", "Lighting consultant", "Showrooms", "Lille", "Jean-Baptiste", language="fr", stage="finished", day=24),
    Extra("Hugh", "Pemberton", "Sales adviser", "Showrooms", "Leeds", "Ines", stage="signing", day=28),
    Extra("Omar", "Haddad", "Workshop lead", "Workshop", "Lille", language="fr", account="Another team's manager", stage="finished", day=5),
    Extra("Agnieszka", "Wiśniewska", "Glass blower", "Workshop", "Lille", "Omar", stage="finished", day=8),
    Extra("Théo", "Marchand", "Apprentice", "Workshop", "Lille", "Omar", language="fr", stage="untouched"),
    Extra("Grace", "Ndiaye", "Internal auditor", "Finance", "Leeds", roles=("auditor",), account="Auditor", stage="retried", day=15),
    Extra("Camille", "Aubert-Nkemelu", "Sales adviser", "Showrooms", "Lille", "Ines", account="New hire", stage="midway", joined=True),
    Extra("Tomasz", "Wiśniewski", "Lighting consultant", "Showrooms", "Leeds", "Ines", account="New hire, first day", joined=True),
)
