"""The queue, used as a bell: a ring says that there may be work in the database, never what it is."""

import json
import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask, Response, request
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer

from lms.config import Settings
from lms.parent import GRACE_SECONDS

log = logging.getLogger("lms.waking")

POLL_SECONDS = 0.2  # how long a ring may go unheard on SQLite; PostgreSQL notifies at once


class _PlainSerializer(Serializer):  # type: ignore[misc]  # huey carries no types
    """Writes a message as JSON: with huey's pickle, whoever can write to the queue can run code in the worker."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps([data.id, data.name]).encode()

    def _deserialize(self, data: bytes) -> Message:
        identity, name = json.loads(data)
        return Message(identity, name)


class Bell:
    """Rung after commits and once a minute; a lost ring is late work, a ring too many is none."""

    def __init__(self, settings: Settings, work: Callable[[], None] | None = None) -> None:
        """`work` is what the one who hears the bell does; who only rings it gives none."""
        self._huey = _huey(settings, create=work is not None)

        def sweep() -> None:
            if work is not None:
                work()

        self._sweep = self._huey.periodic_task(crontab(minute="*"), name="sweep")(sweep)

    def ring(self) -> bool:
        """True when the bell is ringing now. Never raises: the work is in the database, and a minute is soon over."""
        try:
            if self._huey.storage.queue_size() == 0:  # one ring that nobody has heard yet is enough
                self._sweep()
            return True
        except (sqlite3.Error, psycopg.Error, OSError) as error:
            log.warning("The worker could not be woken (%s); it looks by itself every minute.", type(error).__name__)
            return False

    def listen(self) -> None:
        """Does the work at each ring until SIGTERM or SIGINT; one thread: work on one database queues anyway."""
        Consumer(
            self._huey,
            workers=1,
            initial_delay=POLL_SECONDS,
            backoff=1.0,
            max_delay=POLL_SECONDS,
            shutdown_timeout=GRACE_SECONDS,
            graceful_signal="TERM",
        ).run()

    def close(self) -> None:
        self._huey.storage.close()


def ring_after_posts(app: Flask, settings: Settings) -> Flask:
    """Rings after every POST that was not refused, once its answer is on its way and its transaction committed."""
    app.extensions["bell"] = bell = Bell(settings)

    def ring(response: Response) -> Response:
        if request.method == "POST" and response.status_code < 400:
            response.call_on_close(bell.ring)
        return response

    app.after_request(ring)
    return app


def _huey(settings: Settings, create: bool) -> Huey:
    common = {"results": False, "serializer": _PlainSerializer(), "create_tables": create}
    if not settings.sqlite:
        dsn = settings.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
        return PostgresHuey("paraph", dsn=dsn, table_prefix="queue", **common)
    path = settings.instance / "queue.sqlite"
    if create:
        _remove_if_broken(path)
    # A rollback journal and no fsync: the file may be lost at any time, and two processes write to it.
    return SqliteHuey("paraph", filename=str(path), journal_mode="delete", fsync=False, timeout=1, **common)


def _remove_if_broken(path: Path) -> None:
    """A queue file that a power cut has damaged is worth nothing: a new one is made."""
    if not path.exists():
        return
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA quick_check").fetchall()
    except sqlite3.DatabaseError:
        path.unlink()
    finally:
        connection.close()
