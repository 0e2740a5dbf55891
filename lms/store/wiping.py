"""Making the files forget: after rows went, their bytes must not linger in free pages, the write-ahead log or samples.

SQLite zeroes what is deleted (secure_delete), but pages that were rebuilt meanwhile and the write-ahead log may still
hold copies. VACUUM writes the file anew; a checkpoint that truncates empties the log. On PostgreSQL VACUUM FULL
rewrites a table, and ANALYZE replaces the samples of its values that the planner keeps.
"""

from collections.abc import Sequence
from contextlib import closing

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from lms.store.database import db

QUICK_BYTES = 200_000_000  # rewriting this much takes a second or two: nobody waits long
LOCK_SECONDS = 2


def size() -> int:
    """Bytes of the database, all tables together."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            pages = connection.exec_driver_sql("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        else:
            pages = connection.exec_driver_sql("SELECT pg_database_size(current_database())")
        return int(pages.scalar_one())


def wipe(tables: Sequence[str]) -> bool:
    """Rewrites what may hold old bytes; False when somebody is in the way, and then it is to be tried again."""
    engine = db.engine
    db.session.remove()
    try:
        return _sqlite(engine) if engine.dialect.name == "sqlite" else _postgresql(engine, tables)
    except sa.exc.OperationalError:
        return False


def _sqlite(engine: Engine) -> bool:
    """Outside of SQLAlchemy's transactions: neither statement can run inside one."""
    with closing(engine.raw_connection()) as pooled:
        raw = pooled.driver_connection
        assert raw is not None
        try:
            raw.execute("PRAGMA query_only=OFF")
            raw.execute("VACUUM")
            busy, _log, _done = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except engine.dialect.loaded_dbapi.OperationalError:
            return False
        return not busy


def _postgresql(engine: Engine, tables: Sequence[str]) -> bool:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        try:
            for table in tables:
                connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{table}"')
        finally:
            connection.exec_driver_sql("RESET lock_timeout")
    return True
