"""Runs a command with `LMS_TEST_DATABASE_URL` naming a scratch PostgreSQL database, when a server answers.

A URL that is set already is kept. Otherwise the local server is tried as the current user, by socket and then by
127.0.0.1; the scratch database is dropped when the command ends. Without a server the command runs all the same.
"""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator

import psycopg
from psycopg import sql

SETTING = "LMS_TEST_DATABASE_URL"
DOORS = ("", "127.0.0.1")  # an empty host is the local socket
DATABASES = ("postgres", "template1")


def administrate() -> psycopg.Connection | None:
    """A connection that may create databases, or None."""
    for host in DOORS:
        for database in DATABASES:
            with contextlib.suppress(psycopg.Error):
                return psycopg.connect(host=host, dbname=database, connect_timeout=3, autocommit=True)
    return None


@contextlib.contextmanager
def scratch_database() -> Iterator[str | None]:
    """The URL of a database of our own, dropped at the end; None where no server lets us make one."""
    connection = administrate()
    if connection is None:
        yield None
        return
    name = f"paraph_test_{os.getpid()}_{secrets.token_hex(3)}"
    with connection:
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except psycopg.Error:
            yield None
            return
        try:
            host = connection.info.host
            yield f"postgresql+psycopg:///{name}?host={host}&port={connection.info.port}&user={connection.info.user}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def run(command: list[str], url: str | None) -> int:
    """Runs the command to its end; an interrupt is the command's to answer, so that the database is dropped after."""
    environment = os.environ | ({SETTING: url} if url else {})
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = subprocess.Popen(command, env=environment, preexec_fn=_listen_to_interrupts)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    return child.wait()


def _listen_to_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def main() -> int:
    """The command's own exit code."""
    if os.environ.get(SETTING):
        return run(sys.argv[1:], None)
    with scratch_database() as url:
        return run(sys.argv[1:], url)


if __name__ == "__main__":
    sys.exit(main())
