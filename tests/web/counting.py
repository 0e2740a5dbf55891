"""Counts the statements that a page costs, the look-up of the session included."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from lms.store import db


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements run inside the block."""
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
