"""Counting what a request asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from lms.store import db


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that run inside the block, in order; what begins and ends transactions is not one."""
    statements: list[str] = []

    def note(connection: sa.Connection, cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
