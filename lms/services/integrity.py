"""Watching over the record: its end when a worker starts, all of it every night; whatever does not hold is told.

Nothing is repaired. A worker does this and not the web half: every installation has one, and a dozen web processes that
start together would only read the same entries a dozen times.
"""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from lms.domain.house import House
from lms.domain.integrity import Problem, problem
from lms.services import alarms
from lms.store import keys, reading, verifying, writing
from lms.store.database import snapshot
from lms.store.models import RecordHead, RecordVerification

TAIL = 1_000  # entries that a starting worker looks at
NIGHT = 2  # o'clock in the organisation's zone, when the day's verification is due; later if no worker ran then
LEASE = timedelta(hours=2)  # after that a verification without an end is somebody else's to begin anew
MOST = 100  # problems looked for in one go
LOST = 40  # entries passed over in search of one before which the tree is whole again


def check_tail(now: datetime) -> list[Problem]:
    """Verifies the last entries, and raises the alarm for what does not hold."""
    with reading() as session:
        size = session.scalar(sa.select(RecordHead.size)) or 0
    found = examine(max(0, size - TAIL))
    alarms.sound(found, now)
    return found


def check_nightly(house: House, now: datetime) -> int:
    """Verifies everything once a day; 1 when this worker did it, 0 when it is not due or somebody else's."""
    night = _due(house, now)
    if night is None or not _claimed(night, now):
        return 0
    found = examine(0)
    alarms.sound(found, now)
    with writing() as session:
        size = session.scalar(sa.select(RecordHead.size)) or 0
        row = session.get_one(RecordVerification, night)
        row.finished_at, row.size, row.problems = now, size, len(found)
    return 1


def examine(since: int) -> list[Problem]:
    """Every problem after the first `since` entries. A bad entry hides no later one: the walk goes on behind it.

    Reads one snapshot, in constant memory, and takes no lock that a writer would wait for.
    """
    try:
        with snapshot() as session:
            return _examine(session, since)
    except OperationalError:
        raise  # the database is busy or away: that says nothing about the record
    except DatabaseError:
        return [Problem("unreadable")]


def _examine(session: Session, since: int) -> list[Problem]:
    size = session.scalar(sa.select(RecordHead.size)) or 0
    found: list[Problem] = []
    lost = 0
    while len(found) < MOST and since <= size and lost < LOST:
        result = verifying.verify(session, since=since, check=keys.signed_by)
        if result.problem is None:
            break
        met = problem(result.problem, result.bad_seq)
        lost = lost + 1 if met.code == "tree-incomplete" else 0
        if not lost or not found:  # where the tree is missing behind a problem, that is part of it
            found.append(met)
        if met.entry is None:
            break
        since = max(since, met.entry) + 1
    return found


def _due(house: House, now: datetime) -> date | None:
    """The day whose verification is due and not done."""
    here = now.astimezone(house.timezone)
    if here.hour < NIGHT:
        return None
    with reading() as session:
        row = session.get(RecordVerification, here.date())
        taken = row is not None and (row.finished_at is not None or row.started_at > now - LEASE)
        return None if taken else here.date()


def _claimed(night: date, now: datetime) -> bool:
    """Whether this worker may begin: the row of the day can be taken once, or again when its taker has died."""
    try:
        with writing() as session:
            row = session.get(RecordVerification, night, with_for_update=True)
            if row is None:
                session.add(RecordVerification(night=night, started_at=now))
            elif row.finished_at is not None or row.started_at > now - LEASE:
                return False
            else:
                row.started_at = now
        return True
    except IntegrityError:  # another worker was faster by a moment
        return False
