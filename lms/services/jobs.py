"""Long work from its asker's side: ask for it, see how far it is, stop it, start it again, fetch its file."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.ids import known
from lms.domain.jobs import KINDS, OPEN
from lms.domain.refusal import Refusal
from lms.store import job_files, new_id, reading, writing
from lms.store.models import Job, Person

NEWEST = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """One piece of work as its asker sees it."""

    id: str
    kind: str
    state: str
    done: int
    of: int  # 0 while nobody knows how much there is
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
    file_name: str | None
    file_size: int | None
    file_sha256: str | None
    problem: str | None  # the code of a refusal or the name of an exception

    @property
    def title(self) -> str:
        """English, to be translated."""
        return KINDS[self.kind].title

    @property
    def proven(self) -> bool:
        """Whether asking for it takes a fresh sign-in."""
        return KINDS[self.kind].proven

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def percent(self) -> int:
        return 100 * self.done // self.of if self.of else 0


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is asking, with the roles held at this moment."""

    id: str
    roles: frozenset[str]


def ask(kind: str, params: Mapping[str, Any], wanted_by: str | None, language: str, now: datetime) -> str:
    """Asks for a piece of work and returns its id; see `ask_within`."""
    with writing() as session:
        return ask_within(session, kind, params, wanted_by, language, now)


def ask_within(
    session: Session, kind: str, params: Mapping[str, Any], wanted_by: str | None, language: str, now: datetime
) -> str:
    """The same inside the caller's transaction. Asked twice while it is open, it is done once: the same id.

    `params` are ids, codes and dates, never names; `wanted_by` None is an operator. Raises KeyError for an unknown
    kind. Whether that person may ask is the caller's to decide.
    """
    assert kind in KINDS, kind
    if wanted_by is not None:  # one asker's questions queue up here, so that two at once see each other
        session.execute(sa.select(Person.id).where(Person.id == wanted_by).with_for_update())
    same = sa.and_(Job.kind == kind, Job.wanted_by.is_(None) if wanted_by is None else Job.wanted_by == wanted_by)
    what = KINDS[kind].what
    for row in session.scalars(sa.select(Job).where(same, Job.state.in_(OPEN))):
        if what(row.params) == what(params) and row.language == language:
            return row.id
    row = Job(id=new_id(), kind=kind, wanted_by=wanted_by, language=language, params=dict(params), created_at=now)
    session.add(row)
    session.flush()
    return row.id


def of(asker: Asker) -> list[Shown]:
    """What this person asked for, the newest first; without what their roles do not open any more."""
    mine = sa.select(Job).where(Job.wanted_by == asker.id, Job.kind.in_(_kinds(asker.roles)))
    with reading() as session:
        rows = session.scalars(mine.order_by(Job.created_at.desc(), Job.id).limit(NEWEST))
        return [_shown(row) for row in rows]


def one(asker: Asker, job_id: str) -> Shown:
    """One of them. Raises Refusal("not-found") for anybody else's, and once the role it needs is lost."""
    with reading() as session:
        return _shown(_own(session, asker, job_id))


def cancel(asker: Asker, job_id: str) -> None:
    """Stops it; a worker that is at it notices at its next step. Raises Refusal("job-over") once it has ended."""
    with writing() as session:
        row = _own(session, asker, job_id, lock=True)
        if row.state not in OPEN:
            raise Refusal("job-over")
        row.state, row.leased_until = "cancelled", None


def again(asker: Asker, job_id: str, now: datetime) -> str:
    """Asks for the same once more and returns the id. Raises Refusal("job-not-over") while it is being done."""
    with writing() as session:
        row = _own(session, asker, job_id, lock=True)
        if row.state in OPEN:
            raise Refusal("job-not-over")
        return ask_within(session, row.kind, row.params, row.wanted_by, row.language, now)


def file(instance: Path, asker: Asker, job_id: str) -> tuple[Path, Shown]:
    """Where its file lies. Raises Refusal: not-found, job-file-gone, or job-file-elsewhere on a machine without it."""
    shown = one(asker, job_id)
    if shown.state == "expired":
        raise Refusal("job-file-gone")
    if shown.state != "finished" or shown.file_name is None:
        raise Refusal("not-found")
    place = job_files.path(instance, shown.id)
    if not place.is_file():
        raise Refusal("job-file-elsewhere")
    return place, shown


def _own(session: Session, asker: Asker, job_id: str, *, lock: bool = False) -> Job:
    query = sa.select(Job).where(Job.id == known(job_id), Job.wanted_by == asker.id, Job.kind.in_(_kinds(asker.roles)))
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise Refusal("not-found")
    return row


def _kinds(roles: Collection[str]) -> list[str]:
    return [name for name, kind in KINDS.items() if kind.for_holders_of(roles)]


def _shown(row: Job) -> Shown:
    return Shown(
        id=row.id,
        kind=row.kind,
        state=row.state,
        done=row.done,
        of=row.of,
        created_at=row.created_at,
        finished_at=row.finished_at,
        expires_at=row.expires_at,
        file_name=row.file_name,
        file_size=row.file_size,
        file_sha256=row.file_sha256,
        problem=row.last_error,
    )
