"""The record seen from outside: compared with checkpoints that were kept where nobody of the house can write."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.checkpoint import Checkpoint, Note, read_checkpoint, read_note, signers
from lms.domain.kinds import BackupRestored
from lms.store import keys, snapshot, tree, verifying
from lms.store.models import RecordEntry
from lms.store.record import Verification

State = Literal["holds", "shorter", "rewritten", "replaced", "spoilt"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint that somebody kept: the name of its file and what is in it."""

    name: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Compared:
    """What one of them says about the record."""

    name: str
    size: int
    state: State
    told: str


@dataclass(frozen=True, slots=True)
class Examination:
    """The recomputation, each comparison, what the comparisons say together, and what nobody can know from here."""

    found: Verification
    compared: list[Compared]
    verdict: str | None  # what happened to the record, as far as it shows; None when nothing is wrong
    covered: int  # the first entries that a checkpoint from outside vouches for
    changes: list[verifying.KeyChange]


def examine(kept: Sequence[Kept], since: int = 0) -> Examination:
    """Recomputes the record, all of it or what follows `since`, and compares it with the checkpoints."""
    with snapshot() as session:
        found = verifying.verify(session, since=since, check=keys.signed_by)
        changes = verifying.key_changes(session)
        stored = _Stored(session, verifying.origin(session), found, changes, since)
        compared = sorted((stored.compare(one) for one in kept), key=lambda one: one.size)
        holding = max((one.size for one in compared if one.state == "holds"), default=0)
        restored = session.scalars(sa.select(RecordEntry.seq).where(RecordEntry.kind == BackupRestored.kind)).all()
    return Examination(found, compared, _verdict(compared, holding, list(restored)), holding, changes)


@dataclass(frozen=True, slots=True)
class _Stored:
    """The record as it is stored, for comparing."""

    session: Session
    origin: str | None
    found: Verification
    changes: list[verifying.KeyChange]
    since: int

    def compare(self, kept: Kept) -> Compared:
        try:
            note = read_note(kept.raw)
            told = read_checkpoint(note.text)
        except ValueError as error:
            return Compared(kept.name, 0, "spoilt", f"is no checkpoint: {error}")
        state, words = self._look(note, told)
        return Compared(kept.name, told.size, state, words)

    def _look(self, note: Note, told: Checkpoint) -> tuple[State, str]:
        try:
            signed = signers(note, [change.key for change in self.changes], keys.signed_by)
        except ValueError as error:
            return "spoilt", f"was itself changed: {error}"
        if told.origin != self.origin:
            return "replaced", f"is about the record {told.origin}, and this one is {self.origin}"
        if not signed:
            return "replaced", "is signed by a key that this record does not name"
        size = self.found.head.size
        if told.size > size and self.found.problem is None:
            return "shorter", f"covers {told.size} entries, and the record has {size}"
        try:
            same = tree.root_at(self.session, told.size) == told.root
        except LookupError:
            return "shorter", f"covers {told.size} entries, which the record does not have any more"
        if same and (self.since or (self.found.bad_seq is not None and self.found.bad_seq < told.size)):
            return "holds", f"is the stored tree over {told.size} entries; their bytes were not all looked at"
        if same:
            return "holds", f"holds: the first {told.size} entries are those that were signed"
        return "rewritten", f"does not hold: the first {told.size} entries are not those that were signed"


def _verdict(compared: Sequence[Compared], holding: int, restored: Sequence[int]) -> str | None:
    """What the comparisons say together, in plain words."""
    states = {one.state for one in compared}
    back = [seq for seq in restored if seq >= holding]
    if "replaced" in states:
        return "The record was replaced by another one, or recomputed with another key; or a file is of another record."
    if "rewritten" in states and back:
        return f"An older backup was put back (entry {back[0]} says so), and the record went on differently."
    if "rewritten" in states and holding:
        return (
            f"The entries from {holding} on were recomputed, or an older backup was put back and went on differently. "
            f"Those before entry {holding} are as they were signed."
        )
    if "rewritten" in states:
        return "The record was recomputed: its hashes agree with each other, and not with what was signed."
    if "shorter" in states and back:
        return f"An older backup was put back: entry {back[0]} says so."
    if "shorter" in states:
        return "The end was cut off, or an older backup was put back; the record alone cannot tell which."
    return "A file is not as it was signed." if "spoilt" in states else None
