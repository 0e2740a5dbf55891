"""Long work from the worker's side: claim a job, do it step by step, keep its file, and forget it in time.

A job may take an hour, so the worker runs it in a thread beside its sweeps, not among them: mail, certificates and
checkpoints go on meanwhile. Whatever is killed leaves a lease that runs out and half a file under a name of its own;
another try starts from the beginning. Each try has a number, and only the one that holds the row may write to it.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from lms.domain.refusal import Refusal
from lms.store import job_files, reading, writing
from lms.store.job_files import JobFile
from lms.store.models import Job

LEASE = timedelta(minutes=2)  # a step may take no longer
PAUSE = timedelta(seconds=30)  # before another try; doubled each time
MAX_TRIES = 3
KEPT = timedelta(days=7)
TELL_EVERY = 0.5  # seconds between two writings of how far it is
STOPPED = "stopped"  # what a job that was killed too often died of

log = logging.getLogger("lms.jobs")
Clock = Callable[[], datetime]


class Lost(Exception):
    """The row is no longer ours: it was cancelled, or another worker took it over."""


@dataclass(slots=True)
class Task:
    """What the work of one job gets. It sets `file_name` when what it wrote to `out` is to be kept."""

    id: str
    kind: str
    params: Mapping[str, Any]
    wanted_by: str | None
    language: str
    attempt: int
    now: datetime  # when this try began
    out: JobFile
    of: int = 0  # how much there is, as the last step said
    file_name: str | None = None
    on_finish: list[Callable[[Session, str, datetime], None]] = field(default_factory=list)
    """Called with the session, the file's SHA-256 and the instant, in the very transaction that finishes the job."""


Work = Callable[[Task], Iterator[tuple[int, int]]]
"""Does the job and yields (done, of) at least once a minute, never inside a transaction: there it can be stopped."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where jobs are done: the folder of the instance, the work of each kind, and the time."""

    instance: Path
    works: Mapping[str, Work]
    clock: Clock
    stopping: Callable[[], bool] = lambda: False


def run_next(desk: Desk) -> bool:
    """Does the oldest job that waits; False when there is none or the worker is to stop. Safe with several workers."""
    claimed = None if desk.stopping() else _claim(desk.clock())
    if claimed is None:
        return False
    job, attempt = claimed
    try:
        with job_files.half_file(desk.instance, job.id, attempt) as (out, half):
            task = Task(job.id, job.kind, job.params, job.wanted_by, job.language, attempt, desk.clock(), out)
            if not _work_through(desk, task):
                _give_back(task)
                return False
            out.close()
            _finish(desk, task, half)
    except Lost:
        log.info("job %s was cancelled or taken over", job.id)
    except Exception as error:
        log.exception("job %s (%s), try %s", job.id, job.kind, attempt)
        _failed(job.id, attempt, error, desk.clock())
    return True


def expire(instance: Path, now: datetime) -> int:
    """Deletes files whose time is over, and what dead tries left behind; returns how many jobs it settled."""
    over = sa.and_(Job.state == "finished", Job.expires_at <= now)
    with reading() as session:
        ids = set(session.scalars(sa.select(Job.id).where(over)))
    return _forget(instance, ids) + _sweep_up(instance)


def forget_files(instance: Path) -> int:
    """Deletes every finished file at once: after an erasure any of them may still name whom it was about.

    What is being made at this moment is begun anew, so that it does not name them either.
    """
    with writing() as session:
        session.execute(sa.update(Job).where(Job.state == "running").values(state="waiting", leased_until=None))
        ids = set(session.scalars(sa.select(Job.id).where(Job.state == "finished", Job.file_name.is_not(None))))
    settled = _forget(instance, ids)
    _sweep_up(instance)
    return settled


def _forget(instance: Path, ids: set[str]) -> int:
    """The file first: when this is interrupted it is done again, and no file outlives its row's word."""
    for job_id in ids:
        job_files.remove(instance, job_id)
    if ids:
        with writing() as session:
            for job_id in ids:
                session.execute(sa.update(Job).where(Job.id == job_id).values(state="expired"))
    return len(ids)


def _sweep_up(instance: Path) -> int:
    """Halves of tries that are over, and files whose row says nothing of them."""
    found = job_files.names(instance)
    if not found:
        return 0
    with reading() as session:
        states = dict(session.execute(sa.select(Job.id, Job.state).where(Job.state.in_(("running", "finished")))).all())
    for name in found:
        job_id, _, half = name.partition(".")
        if states.get(job_id) not in (("running",) if half else ("running", "finished")):
            job_files.remove(instance, name)
    return 0


def _claim(now: datetime) -> tuple[Job, int] | None:
    """Takes the oldest job that waits or whose worker was killed; gives up on what was tried too often."""
    due = sa.and_(Job.state.in_(("waiting", "running")), sa.or_(Job.leased_until.is_(None), Job.leased_until <= now))
    query = sa.select(Job).where(due).order_by(Job.created_at, Job.id).limit(1).with_for_update(skip_locked=True)
    with reading() as session:  # most of the time there is nothing, and looking must not lock
        if session.scalars(sa.select(Job.id).where(due).limit(1)).one_or_none() is None:
            return None
    with writing() as session:
        while (row := session.scalars(query).one_or_none()) is not None:
            if row.tries < MAX_TRIES:
                row.state, row.leased_until, row.tries = "running", now + LEASE, row.tries + 1
                row.done = row.of = 0
                session.flush()
                return row, row.tries
            row.state, row.leased_until, row.finished_at = "failed", None, now
            row.last_error = row.last_error or STOPPED
            session.flush()
    return None


def _work_through(desk: Desk, task: Task) -> bool:
    """Runs the steps and tells how far they are; False when the worker is to stop."""
    told = 0.0
    steps = desk.works[task.kind](task)
    for done, of in steps:
        if desk.stopping():
            return False
        task.of = of
        if monotonic() - told >= TELL_EVERY:
            told = monotonic()
            _change(task.id, task.attempt, done=done, of=of, leased_until=desk.clock() + LEASE)
    return True


def _finish(desk: Desk, task: Task, half: Path) -> None:
    """The file is in its place before the row says so; where the row is lost meanwhile, `expire` sweeps it up."""
    now, kept = desk.clock(), task.file_name is not None
    with writing() as session:
        row = session.get(Job, task.id, with_for_update=True)
        if row is None or row.state != "running" or row.tries != task.attempt:
            raise Lost
        row.state, row.leased_until, row.finished_at, row.last_error = "finished", None, now, None
        row.done = row.of = task.of or 1
        if kept:
            row.file_name, row.file_size, row.file_sha256 = task.file_name, task.out.size, task.out.sha256
            row.expires_at = now + KEPT
            job_files.put_in_place(desk.instance, task.id, half)
        for act in task.on_finish:
            act(session, task.out.sha256, now)


def _failed(job_id: str, attempt: int, error: Exception, now: datetime) -> None:
    """A refusal is an answer and final; anything else is tried again after a pause, some times."""
    refused = isinstance(error, Refusal)
    final = refused or attempt >= MAX_TRIES
    values: dict[str, Any] = {"last_error": error.code if isinstance(error, Refusal) else type(error).__name__}
    if final:
        values |= {"state": "failed", "leased_until": None, "finished_at": now}
    else:
        values |= {"state": "waiting", "leased_until": now + PAUSE * 2 ** (attempt - 1)}
    try:
        _change(job_id, attempt, **values)
    except Lost:
        log.info("job %s was cancelled or taken over", job_id)


def _give_back(task: Task) -> None:
    """A worker that stops in good order costs the job no try."""
    try:
        _change(task.id, task.attempt, state="waiting", leased_until=None, tries=task.attempt - 1)
    except Lost:
        log.info("job %s was cancelled or taken over", task.id)


def _change(job_id: str, attempt: int, **values: Any) -> None:
    """Writes to the row if it is still ours. Raises Lost otherwise."""
    ours = sa.and_(Job.id == job_id, Job.state == "running", Job.tries == attempt)
    with writing() as session:
        done = cast("CursorResult[Any]", session.execute(sa.update(Job).where(ours).values(**values)))
        if done.rowcount == 0:
            raise Lost
