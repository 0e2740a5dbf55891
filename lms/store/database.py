"""The engine, its two kinds of transaction, and the typed vocabulary of columns."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Annotated, Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

BUSY_TIMEOUT_MS = 5_000
_WRITE = {"paraph_write": True}
_READ = {"postgresql_readonly": True}
_SNAPSHOT = _READ | {"isolation_level": "REPEATABLE READ"}


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware UTC instant; naive values are refused instead of guessed at."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime reached the database")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


PersonId = Annotated[str, mapped_column(sa.Uuid(as_uuid=False))]


class Base(DeclarativeBase):
    """All tables; constraints are named so that both engines and the migrations agree on them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it as a class attribute
        str: sa.Text(),
        bytes: sa.LargeBinary(),
        datetime: UtcDateTime(),
        date: sa.Date(),
        dict[str, Any]: sa.JSON(),
        list[Any]: sa.JSON(),
    }


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


def new_id() -> str:
    """A random (version 4) UUID as text: ids in addresses cannot be guessed or counted."""
    return str(uuid.uuid4())


@contextmanager
def writing() -> Iterator[Session]:
    """The one writing transaction: commits at the end, rolls back on any error.

    SQLite takes its write lock at once (BEGIN IMMEDIATE): a deferred transaction that upgrades fails with
    BUSY_SNAPSHOT or loses updates. Raises RuntimeError when a transaction is already open, because a write
    cannot start inside a read.
    """
    session = db.session()
    if session.in_transaction():
        raise RuntimeError("a transaction is already open; close reading() before writing()")
    try:
        session.connection(execution_options=_WRITE)
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.expunge_all()


@contextmanager
def reading() -> Iterator[Session]:
    """A read-only snapshot, ended when the block ends; joins a transaction that is already open."""
    session = db.session()
    if session.in_transaction():
        yield session
        return
    session.connection(execution_options=_READ)
    try:
        yield session
    finally:
        session.expunge_all()  # first: rolling back expires rows, and the next look at one would begin a transaction
        session.rollback()


@contextmanager
def snapshot() -> Iterator[Session]:
    """A `reading()` in which many queries see one and the same moment: PostgreSQL gives each its own otherwise.

    Raises RuntimeError when a transaction is already open.
    """
    session = db.session()
    if session.in_transaction():
        raise RuntimeError("a transaction is already open; a snapshot cannot begin in the middle of it")
    session.connection(execution_options=_READ if db.engine.dialect.name == "sqlite" else _SNAPSHOT)
    try:
        yield session
    finally:
        session.expunge_all()
        session.rollback()


def prepare_engine(engine: Engine) -> None:
    """Teaches an engine the house rules; called once for each engine, in each process."""
    if engine.dialect.name != "sqlite":
        event.listen(engine, "connect", _on_connect_postgresql)
        return
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin on its own
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # otherwise INSERT OR REPLACE passes round the DELETE triggers of the record
        "secure_delete=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_connect_postgresql(connection: Any, _record: Any) -> None:
    """A server or role that answers before it has written is overruled; a stricter setting of theirs stays."""
    connection.autocommit = True  # outside any transaction, so that no rollback undoes it
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    )
    connection.autocommit = False


def _on_begin(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get("paraph_write", False)
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.execute(f"PRAGMA query_only={'OFF' if write else 'ON'}")
    statement = "BEGIN IMMEDIATE" if write else "BEGIN"
    try:
        raw.execute(statement)
    except connection.dialect.loaded_dbapi.OperationalError as error:
        # Inside an event SQLAlchemy does not translate: everybody above expects its own kind of error.
        raise sa.exc.OperationalError(statement, {}, error) from error
