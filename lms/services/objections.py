"""Objections: who declined to sign, who took a signature back, and why; for HR."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from lms.domain.facts import read
from lms.domain.ids import known
from lms.store import reading
from lms.store.models import Edition, FactPii, RecordEntry

KINDS = ("declined", "signature withdrawn")
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Objection:
    """One act of one person, with the reason as long as it is kept."""

    kind: Literal["declined", "signature withdrawn"]
    course: str
    titles: Mapping[str, str]
    number: str  # of the edition it is about
    at: datetime
    reason: str  # empty once it was erased


def objections_of(person_id: str) -> tuple[Objection, ...]:
    """The latest of them first. They show evidence about a person, so whoever looks is logged by the caller."""
    query = (
        sa.select(RecordEntry.seq, RecordEntry.body, FactPii.body.label("side"))
        .join(FactPii, FactPii.fact_id == RecordEntry.id, isouter=True)
        .where(RecordEntry.subject == known(person_id), RecordEntry.kind.in_(KINDS))
        .order_by(RecordEntry.seq.desc())
        .limit(SHOWN)
    )
    with reading() as session:
        found = [(read(row.seq, row.body), json.loads(row.side) if row.side else {}) for row in session.execute(query)]
        if not found:
            return ()
        ids = {entry.edition for entry, _ in found}
        editions = {row.id: row for row in session.scalars(sa.select(Edition).where(Edition.id.in_(ids)))}
        return tuple(
            Objection(
                "declined" if entry.kind == "declined" else "signature withdrawn",
                entry.course or "",
                editions[entry.edition or ""].titles,
                editions[entry.edition or ""].number,
                entry.at,
                side.get("reason", ""),
            )
            for entry, side in found
        )
