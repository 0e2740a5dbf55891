"""First floor: the database. Only `writing()` commits, and only services (and the roof) may open it."""

from lms.store.database import Base, db, new_id, reading, snapshot, writing

__all__ = ["Base", "db", "new_id", "reading", "snapshot", "writing"]
