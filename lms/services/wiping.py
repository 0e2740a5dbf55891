"""After an erasure: the tombstone, the files of jobs, and the bytes that databases keep of what was deleted."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from lms.domain.facts import timestamp
from lms.services import erased_rows, erasing, job_runs
from lms.store import reading, tombstones, wiping, writing
from lms.store.models import Erasure, Job
from lms.store.tombstones import Tombstone

NIGHT = range(1, 5)  # o'clock, in the organisation's zone: large databases are rewritten then


def finish(instance: Path, zone: ZoneInfo, now: datetime, at_once: bool = False) -> int:
    """Settles what was confirmed; returns how many. Safe to repeat: waits while a job runs or somebody is in the way.

    The tombstone is written first, so that nothing that follows can make a restore forget. Tombstones of people who are
    there again, because somebody put an old database back by hand, are carried out anew.
    """
    erasing.replay(tombstones.read(instance / tombstones.NAME), now)
    with reading() as session:
        rows = session.scalars(sa.select(Erasure).where(Erasure.state == "confirmed")).all()
        session.expunge_all()
    if not rows:
        return 0
    tombstones.add(instance / tombstones.NAME, [_stone(row) for row in rows])
    job_runs.forget_files(instance)
    job_runs.expire(instance, now)
    if _running() or not (at_once or _quiet(zone, now)) or not wiping.wipe(erased_rows.TOUCHED):
        return 0
    ids = [row.id for row in rows]
    with writing() as session:
        settled = sa.update(Erasure).where(Erasure.id.in_(ids), Erasure.state == "confirmed")
        session.execute(settled.values(state="done", done_at=now))
    return len(ids)


def _stone(row: Erasure) -> Tombstone:
    assert row.decided_by is not None and row.decided_at is not None, "confirmed"
    return Tombstone(row.id, row.person_id, row.asked_by, row.decided_by, timestamp(row.decided_at))


def _running() -> bool:
    """A job under way may have read the name before it went; its file is forgotten at the next round."""
    with reading() as session:
        return session.scalar(sa.select(Job.id).where(Job.state == "running").limit(1)) is not None


def _quiet(zone: ZoneInfo, now: datetime) -> bool:
    return wiping.size() < wiping.QUICK_BYTES or now.astimezone(zone).hour in NIGHT
