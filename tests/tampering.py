"""What somebody with the database's owner rights can do to the record: triggers go first, then anything."""

from collections.abc import Sequence

import sqlalchemy as sa

from lms.store import db

TABLES = ("record_entry", "record_node", "record_head", "record_checkpoint")


def tamper(statement: str, **values: object) -> None:
    """Runs one statement on the evidence, with no trigger in its way."""
    tamper_all([(statement, values)])


def tamper_all(statements: Sequence[tuple[str, dict[str, object]]]) -> None:
    """Runs several statements in one transaction."""
    engine = db.engine
    with engine.connect().execution_options(paraph_write=True) as connection:
        disarm(connection)
        for statement, values in statements:
            connection.execute(sa.text(statement), values)
        connection.commit()


def disarm(connection: sa.Connection) -> None:
    """Takes the triggers away, inside the caller's transaction."""
    for table in TABLES:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            continue
        names = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :t")
        for (name,) in connection.execute(names, {"t": table}).fetchall():
            connection.execute(sa.text(f"DROP TRIGGER {name}"))
