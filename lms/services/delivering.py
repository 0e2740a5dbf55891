"""Checkpoints leave the house, once a day by each way: mail to the auditors, a file in a folder, a timestamp."""

import errno
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.checkpoint import read_checkpoint, read_note
from lms.services import checkpoints, timestamping
from lms.services.checkpoints import Stored
from lms.services.post import Enclosure, Letter
from lms.store import reading, tree, writing
from lms.store.models import (
    CheckpointDelivery,
    CheckpointTimestamp,
    Mail,
    Person,
    RecordCheckpoint,
    RecordHead,
    Role,
)

MAIL, FOLDER, TIMESTAMP = "mail", "folder", "timestamp"
SUFFIX = ".checkpoint"
OVERDUE = timedelta(minutes=10)
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


class OutsideDiffersError(Exception):
    """What lies outside was signed over another history than the record tells; the sentence says which file."""


def post_to_auditors(now: datetime, *, at_once: bool = False) -> int:
    """Writes a mail with the newest checkpoint to each auditor; how many. None without auditors, or twice a day."""
    found = _due(MAIL, now, at_once)
    if found is None:
        return 0
    with writing() as session:
        people = _auditors(session)
        keys = {person: f"checkpoint/{found.size}/{person}" for person in people}
        there = set(session.scalars(sa.select(Mail.dedupe_key).where(Mail.dedupe_key.in_(keys.values()))))
        fresh = [person for person in people if keys[person] not in there]
        for person in fresh:
            values = {"size": found.size}
            row = Mail(dedupe_key=keys[person], person_id=person, kind="checkpoint", values=values)
            row.created_at = row.due_at = now
            session.add(row)
        if people:
            _note(session, found.size, MAIL, now)
    return len(fresh)


def enclosed(letter: Letter) -> Sequence[Enclosure]:
    """The note that a mail about a checkpoint carries."""
    size = letter.values["size"]
    with reading() as session:
        row = session.get_one(RecordCheckpoint, size)
        return [Enclosure(f"{size}{SUFFIX}", "application/octet-stream", row.note)]


def put_into_folder(folder: Path | None, now: datetime, *, at_once: bool = False) -> int:
    """Writes the newest checkpoint as `<size>.checkpoint`, whole or not at all; how many.

    Raises OSError when the folder is out of reach, and OutsideDiffersError when another one lies under that name.
    """
    found = _due(FOLDER, now, at_once) if folder else None
    if folder is None or found is None:
        return 0
    _put(folder / f"{found.size}{SUFFIX}", found.note)
    with writing() as session:
        _note(session, found.size, FOLDER, now)
    return 1


def stamp(url: str | None, now: datetime, *, at_once: bool = False) -> int:
    """Has the newest checkpoint timestamped; how many. Raises `timestamping.NotStampedError`."""
    found = _due(TIMESTAMP, now, at_once) if url else None
    if url is None or found is None:
        return 0
    token = timestamping.stamp(url, found.note)
    with writing() as session:
        if session.get(CheckpointTimestamp, found.size) is None:
            session.add(CheckpointTimestamp(size=found.size, token=token, created_at=now))
        _note(session, found.size, TIMESTAMP, now)
    return 1


def overdue(folder: Path | None, url: str | None, now: datetime) -> list[str]:
    """A sentence for each way that should have been taken today and was not."""
    ways = {FOLDER: folder is not None, TIMESTAMP: url is not None}
    words = {FOLDER: "no checkpoint has reached the folder today", TIMESTAMP: "no timestamp could be had today"}
    late = [way for way, wanted in ways.items() if wanted and (found := _due(way, now, False)) and _old(found, now)]
    return [words[way] for way in late]


def compare(folder: Path | None) -> str | None:
    """What is wrong with the folder, or with the record when seen from it; looks at its newest checkpoint."""
    if folder is None:
        return None
    try:
        sizes = [int(path.stem) for path in folder.glob(f"*{SUFFIX}") if path.stem.isdecimal()]
        raw = (folder / f"{max(sizes)}{SUFFIX}").read_bytes() if sizes else None
        if not os.access(folder, os.W_OK) or not folder.is_dir():
            return "the folder for checkpoints cannot be written to"
    except OSError as error:
        return f"the folder for checkpoints is out of reach: {error.strerror}"
    return _differs(raw, max(sizes)) if raw is not None else None


def _differs(raw: bytes, size: int) -> str | None:
    try:
        told = read_checkpoint(read_note(raw).text)
    except ValueError:
        return f"{size}{SUFFIX} in the folder is no checkpoint"
    with reading() as session:
        there = session.scalar(sa.select(RecordHead.size)) or 0
        if told.size > there:
            return f"the folder has a checkpoint over {told.size} entries, and the record only {there}: it was cut"
        try:
            same = tree.root_at(session, told.size) == told.root
        except LookupError:
            same = False
    return None if same else f"the record does not lead to {size}{SUFFIX} in the folder: it was rewritten"


def _due(way: str, now: datetime, at_once: bool) -> Stored | None:
    """The newest checkpoint, when it has not gone this way and none has today."""
    with reading() as session:
        found = checkpoints.newest_within(session)
        # Plain values: a row looked at after its transaction begins another one, which nobody ends.
        query = sa.select(CheckpointDelivery.size, CheckpointDelivery.delivered_at)
        went = query.where(CheckpointDelivery.channel == way).order_by(CheckpointDelivery.size.desc())
        last = session.execute(went.limit(1)).one_or_none()
    if found is None or (last is not None and last.size >= found.size):
        return None
    today = last is not None and last.delivered_at.date() >= now.astimezone(UTC).date()
    return None if today and not at_once else found


def _old(found: Stored, now: datetime) -> bool:
    return now - found.created_at > OVERDUE


def _note(session: Session, size: int, way: str, now: datetime) -> None:
    if session.get(CheckpointDelivery, (size, way)) is None:
        session.add(CheckpointDelivery(size=size, channel=way, delivered_at=now))


def _auditors(session: Session) -> list[str]:
    query = sa.select(Person.id).join(Role, Role.person_id == Person.id)
    return list(session.scalars(query.where(Role.name == "auditor", Person.active).order_by(Person.id)))


def _put(path: Path, note: bytes) -> None:
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with half.open("wb") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        half.chmod(0o644)  # it is no secret, and others are to fetch it
        _into_place(half, path, note)
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def _into_place(half: Path, path: Path, note: bytes) -> None:
    """A link never overwrites; where the file system has none, a look beforehand has to do."""
    try:
        os.link(half, path)
    except FileExistsError:
        _require_same(path, note)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if path.exists():
            _require_same(path, note)
        else:
            half.replace(path)


def _require_same(path: Path, note: bytes) -> None:
    """The same size and root under the same name, or somebody was shown another history."""
    try:
        there = read_checkpoint(read_note(path.read_bytes()).text)
    except ValueError:
        there = None
    if there != read_checkpoint(read_note(note).text):
        raise OutsideDiffersError(f"{path} holds another checkpoint than the record: verify the record with it.")
