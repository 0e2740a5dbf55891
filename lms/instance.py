"""Making an instance: its folder, keys and tables, and the demonstration that may live in it."""

import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from lms import config
from lms.config import Settings

_MARK = "demo.json"  # says that this instance is a demonstration; holds its accounts once it is complete
COURSE = "social-media"


class InstanceError(Exception):
    """The instance is not one that this can be done to; the sentence says what to do instead."""


DEMONSTRATED = "Ostrelle"  # a lighting maker with showrooms in France and England; invented


def make_keys(organisation: str) -> None:
    """Makes the folder, the secret key and the organisation's name, unless they are there."""
    folder = config.instance_folder()
    config.make_secret_key(folder)
    if not (folder / "organisation").exists():
        config.keep_organisation(folder, organisation)
    make_badge_key(folder)


def make_badge_key(folder: Path) -> None:
    """The key that signs badges, unless it is there."""
    from lms.store import keys  # brings SQLAlchemy, which most commands do without

    with suppress(FileExistsError):
        keys.make_ed25519(folder, keys.BADGES)


def make_seal(settings: Settings, now: datetime) -> None:
    """The root and the leaf that seal certificates, unless they are there or the organisation gave its own key."""
    from lms.store.seals import Source, prepare  # SQLAlchemy takes half a second; most commands do without

    prepare(Source.of(settings), now)


def is_demonstration(settings: Settings) -> bool:
    return (settings.instance / _MARK).exists()


def accounts(settings: Settings) -> list[dict[str, str]]:
    """Name, email, password and role of each account; none in another instance, or in one that is only half built."""
    try:
        rows = json.loads((settings.instance / _MARK).read_text(encoding="utf-8"))
        return [{name: str(row[name]) for name in ("name", "email", "password", "role")} for row in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def accounts_as_text(found: Iterable[dict[str, str]]) -> str:
    rows = [f"  {row['email']:<34} {row['password']:<18} {row['role']}" for row in found]
    return "\n".join(["Accounts of the demonstration:", *rows])


def build_demonstration(settings: Settings, now: datetime) -> None:
    """Fills the empty instance; the mark is set first, so that an interrupted one is known for what it is."""
    from lms.services import checkpoints, demo
    from lms.store.folder import read_folder

    _write_mark(settings, [])
    folders = sorted(path.parent for path in settings.courses.glob("*/course.md"))
    others = [read_folder(folder) for folder in folders if folder.name != COURSE]
    accounts = demo.build(settings.house, read_folder(settings.courses / COURSE), now, others)
    checkpoints.sign_now(settings.instance, now)
    _write_mark(settings, [asdict(account) for account in accounts])


def clear_demonstration(settings: Settings) -> None:
    """Removes the database and the queue of a demonstration. Raises InstanceError when somebody uses it."""
    if not is_demonstration(settings):
        raise InstanceError("This is no demonstration, so nothing was removed.")
    if not settings.sqlite:
        raise InstanceError("Empty the PostgreSQL database yourself (dropdb, createdb), then run this again.")
    database = Path(settings.database_url.removeprefix("sqlite:///"))
    refuse_while_in_use(database)
    queue = settings.instance / "queue.sqlite"
    for path in (database, queue):
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    (settings.instance / _MARK).unlink(missing_ok=True)


def refuse_while_in_use(database: Path) -> None:
    """Raises InstanceError while somebody has it open: leaving WAL mode needs the file for oneself."""
    if not database.exists():
        return
    connection = sqlite3.connect(database, timeout=1)
    try:
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
    except sqlite3.OperationalError:
        raise InstanceError("Paraph is running on this instance. Stop it, then run this again.") from None
    finally:
        connection.close()


def _write_mark(settings: Settings, rows: list[dict[str, str]]) -> None:
    """Passwords: for this user only, and never half a file."""
    path = settings.instance / f"{_MARK}.new"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(rows, file, ensure_ascii=False, indent=2)
    path.replace(settings.instance / _MARK)
