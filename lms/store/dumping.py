"""A copy of the whole database as of one instant, made while others read and write, and putting it back."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from lms.domain import merkle
from lms.store.database import db
from lms.store.record import split


class ToolError(Exception):
    """A program of PostgreSQL is missing or did not work; the sentence says what it said."""


def copy(target: Path) -> tuple[int, str]:
    """Writes the copy; returns size and root (hex) of the record in it. Raises ToolError."""
    engine = db.engine
    db.session.remove()
    target.unlink(missing_ok=True)
    return _from_sqlite(engine, target) if engine.dialect.name == "sqlite" else _from_postgresql(engine, target)


def _from_sqlite(engine: Engine, target: Path) -> tuple[int, str]:
    """VACUUM INTO reads one snapshot, lets writers go on, and leaves free pages, so what was deleted, behind."""
    with closing(engine.raw_connection()) as pooled:
        raw = pooled.driver_connection
        assert raw is not None
        raw.execute("PRAGMA query_only=OFF")
        raw.execute("VACUUM INTO ?", (str(target),))
    with closing(engine.dialect.loaded_dbapi.connect(str(target))) as made:
        size, peaks = made.execute("SELECT size, peaks FROM record_head").fetchone()
    return size, merkle.root(split(peaks)).hex()


def _from_postgresql(engine: Engine, target: Path) -> tuple[int, str]:
    """The head is read in the very snapshot that is dumped."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        size, peaks = connection.execute(sa.text("SELECT size, peaks FROM record_head")).one()
        snapshot = connection.execute(sa.text("SELECT pg_export_snapshot()")).scalar_one()
        _run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}", _dsn(engine))
    return size, merkle.root(split(bytes(peaks))).hex()


@contextmanager
def let_go() -> Iterator[None]:
    """Closes every connection of this app at the end: nobody may have the database open when it is moved."""
    try:
        yield
    finally:
        db.session.remove()
        db.engine.dispose()


def put_back(source: Path, clean: bool) -> None:
    """Fills a PostgreSQL database from such a copy, in one transaction. Raises ToolError."""
    engine = db.engine
    db.session.remove()
    more = ["--clean", "--if-exists"] if clean else []
    words = ("--no-owner", "--single-transaction", "--exit-on-error", *more)
    _run("pg_restore", *words, f"--dbname={_dsn(engine)}", str(source))


def others_connected() -> int:
    """How many other connections a PostgreSQL database has."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    db.session.remove()
    db.engine.dispose()
    with db.engine.connect() as connection:
        return int(connection.execute(sa.text(query)).scalar_one())


def has_tables() -> bool:
    return sa.inspect(db.engine).has_table("person")


def schema() -> str:
    """The revision of the tables."""
    with db.engine.connect() as connection:
        return str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one())


def into_one_file() -> None:
    """Ends WAL mode: all that was written stands in the file itself, so that it can be moved."""
    db.session.remove()
    db.engine.dispose()  # nobody else may have the file open
    with closing(db.engine.raw_connection()) as pooled:
        raw = pooled.driver_connection
        assert raw is not None
        raw.execute("PRAGMA query_only=OFF")
        raw.execute("PRAGMA journal_mode=DELETE")
    db.engine.dispose()


def _dsn(engine: Engine) -> str:
    return engine.url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _run(program: str, *words: str) -> None:
    """The password goes through the environment: a command line can be read by every user of the machine."""
    found = shutil.which(program)
    if found is None:
        raise ToolError(f"{program} is not installed here")
    password = db.engine.url.password
    environ = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    done = subprocess.run([found, *words], capture_output=True, text=True, env=environ, check=False)
    if done.returncode:
        raise ToolError(f"{program} failed: {' '.join(done.stderr.split())[:300]}")
