"""Runs a command with `LMS_TEST_DATABASE_URL` naming a PostgreSQL database for tests, when there is a way to have one.

A URL that is set already is kept. Otherwise, where PostgreSQL's programs are installed, a server of our own is started
in memory, without fsync: tests make and drop hundreds of databases, which takes a second each on a careful server. Else
the local server is tried as the current user, by socket and then by 127.0.0.1. Whatever was made is removed at the end.
Without any PostgreSQL the command runs all the same.
"""

import contextlib
import ctypes
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from psycopg import sql

SETTING = "LMS_TEST_DATABASE_URL"
DOORS = ("", "127.0.0.1")  # an empty host is the local socket
DATABASES = ("postgres", "template1")
START_SECONDS = 30
HASTE = ("listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off")
PR_SET_PDEATHSIG = 1


@contextlib.contextmanager
def own_server() -> Iterator[str | None]:
    """The URL of a server of our own, or None where PostgreSQL's programs are not installed or do not run."""
    programs = _programs()
    if programs is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="paraph-pg-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    server = None
    try:
        server = _start(programs, folder)
        yield f"postgresql:///postgres?host={folder}&user=paraph" if server else None
    finally:
        if server:
            server.send_signal(signal.SIGQUIT)  # at once; nothing of it is kept
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    """The folder of initdb and postgres; the newest version on Debian, where they are not on the PATH."""
    on_path = [Path(found).parent for found in [shutil.which("initdb")] if found]
    packaged = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True
    )
    return next((folder for folder in [*on_path, *packaged] if (folder / "postgres").exists()), None)


def _start(programs: Path, folder: Path) -> "subprocess.Popen[bytes] | None":
    become = _ordinary_user(folder)
    data = str(folder / "data")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, "preexec_fn": become}
    initdb = [str(programs / "initdb"), "-D", data, "-U", "paraph", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    if subprocess.run(initdb, check=False, **quiet).returncode != 0:
        return None
    settings = [word for each in HASTE for word in ("-c", each)]
    server = subprocess.Popen([str(programs / "postgres"), "-D", data, "-k", str(folder), *settings], **quiet)
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(psycopg.Error):
            psycopg.connect(host=str(folder), user="paraph", dbname="postgres").close()
            return server
        time.sleep(0.1)
    server.kill()
    return None


def _ordinary_user(folder: Path) -> Callable[[], None]:
    """PostgreSQL refuses to run as root: what the child does to become somebody else, and to end with us."""
    user = next(iter(_users("postgres", "nobody")), None) if os.getuid() == 0 else None
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    libc = ctypes.CDLL(None)

    def become() -> None:
        if user:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
        if sys.platform == "linux":
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)

    return become


def _users(*names: str) -> Iterator[pwd.struct_passwd]:
    for name in names:
        with contextlib.suppress(KeyError):
            yield pwd.getpwnam(name)


@contextlib.contextmanager
def scratch_database() -> Iterator[str | None]:
    """The URL of a database of our own on the local server, or None where no server lets us make one."""
    connection = _administrate()
    if connection is None:
        yield None
        return
    name = f"paraph_scratch_{os.getpid()}_{secrets.token_hex(3)}"
    with connection:
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except psycopg.Error:
            yield None
            return
        try:
            about = connection.info
            yield f"postgresql:///{name}?host={about.host}&port={about.port}&user={about.user}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _administrate() -> psycopg.Connection | None:
    for host in DOORS:
        for database in DATABASES:
            with contextlib.suppress(psycopg.Error):
                return psycopg.connect(host=host, dbname=database, connect_timeout=3, autocommit=True)
    return None


def run(command: list[str], url: str | None) -> int:
    """Runs the command to its end; an interrupt is the command's to answer, so that we can tidy up after it."""
    environment = os.environ | ({SETTING: url} if url else {})
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = subprocess.Popen(
        command, env=environment, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler)
    )
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    return child.wait()


def main() -> int:
    """The command's own exit code."""
    command = sys.argv[1:]
    if os.environ.get(SETTING):
        return run(command, None)
    with own_server() as url:
        if url:
            return run(command, url)
    with scratch_database() as url:
        return run(command, url)


if __name__ == "__main__":
    sys.exit(main())
