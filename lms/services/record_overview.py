"""The auditor's first page: how long the record is, which checkpoints left the house, and whether it held last time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.refusal import Refusal
from lms.services import alarms
from lms.services.alarms import Alarm
from lms.services.delivering import MAIL
from lms.store import reading, verifying
from lms.store import record as log
from lms.store.models import (
    CheckpointDelivery,
    Mail,
    RecordCheckpoint,
    RecordEntry,
    RecordHead,
    RecordVerification,
)

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Left:
    """A checkpoint, and by which ways it left the house (folder, mail, timestamp).

    `in_post`: mail was written and none of it has been sent.
    """

    size: int
    created_at: datetime
    ways: tuple[str, ...]
    in_post: bool = False


@dataclass(frozen=True, slots=True)
class Verified:
    """The last verification of everything that came to its end."""

    at: datetime
    size: int
    problems: int


@dataclass(frozen=True, slots=True)
class Overview:
    """`root` is None where the head is gone; `entries` is counted from the entries, whatever the head says."""

    size: int
    root: str | None
    entries: int
    checkpoints: tuple[Left, ...]
    checkpoints_in_all: int
    alarms: tuple[Alarm, ...] = ()
    verified: Verified | None = None

    @property
    def open_alarms(self) -> int:
        return sum(alarm.settled_at is None for alarm in self.alarms)


def overview() -> Overview:
    """What the stored record looks like now; nothing is recomputed here."""
    with reading() as session:
        begun = session.scalar(sa.select(sa.func.count()).select_from(RecordHead))
        head = log.head(session) if begun else None
        entries, notes = session.execute(
            sa.select(
                sa.select(sa.func.max(RecordEntry.seq)).scalar_subquery(),
                sa.select(sa.func.count()).select_from(RecordCheckpoint).scalar_subquery(),
            )
        ).one()
        return Overview(
            head.size if head else 0,
            head.root.hex() if head else None,
            0 if entries is None else entries + 1,
            tuple(_checkpoints(session)),
            notes,
            tuple(alarms.listed(session)),
            _verified(session),
        )


def note(size: int) -> bytes:
    """The signed note of the checkpoint over that many entries. Raises Refusal("not-found")."""
    with reading() as session:
        row = session.get(RecordCheckpoint, size) if 0 <= size < 2**62 else None
        if row is None:
            raise Refusal("not-found")
        return bytes(row.note)


def key_lines() -> str:
    """Every key that signed checkpoints, as verifier lines of C2SP signed-note, oldest first."""
    with reading() as session:
        return "".join(f"{change.key.line}\n" for change in verifying.key_changes(session))


def _verified(session: Session) -> Verified | None:
    query = sa.select(RecordVerification).where(RecordVerification.finished_at.is_not(None))
    row = session.scalar(query.order_by(RecordVerification.night.desc()).limit(1))
    return Verified(row.finished_at, row.size or 0, row.problems or 0) if row and row.finished_at else None


def _checkpoints(session: Session) -> Sequence[Left]:
    rows = session.execute(
        sa.select(RecordCheckpoint.size, RecordCheckpoint.created_at)
        .order_by(RecordCheckpoint.size.desc())
        .limit(SHOWN)
    ).all()
    ways: dict[int, list[str]] = {row.size: [] for row in rows}
    query = sa.select(CheckpointDelivery.size, CheckpointDelivery.channel).where(CheckpointDelivery.size.in_(ways))
    for size, channel in session.execute(query.order_by(CheckpointDelivery.channel)):
        ways[size].append(channel)
    unsent = _unsent(session, [size for size, went in ways.items() if MAIL in went])
    for size in unsent:
        ways[size].remove(MAIL)
    return [Left(row.size, row.created_at, tuple(ways[row.size]), row.size in unsent) for row in rows]


def _unsent(session: Session, sizes: Sequence[int]) -> set[int]:
    """Those of whose mail rows none was sent; where the rows are gone they were sent, and purged long after."""
    keys = [Mail.dedupe_key.startswith(f"checkpoint/{size}/") for size in sizes]
    query = sa.select(Mail.dedupe_key, Mail.sent_at).where(sa.or_(sa.false(), *keys))
    rows = [(int(key.split("/")[1]), sent_at) for key, sent_at in session.execute(query)]
    return {size for size, _sent in rows} - {size for size, sent_at in rows if sent_at is not None}
