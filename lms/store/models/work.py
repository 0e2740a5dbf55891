"""Long work that a person asked for and the worker does: the row is the truth, the file its result."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.store.database import Base, PersonId, new_id


class Job(Base):
    """One piece of long work, with how far it has come. Its parameters are ids and codes, never names."""

    __tablename__ = "job"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    wanted_by: Mapped[PersonId | None] = mapped_column(sa.ForeignKey("person.id"), index=True)  # None: an operator
    language: Mapped[str]
    params: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="waiting")
    done: Mapped[int] = mapped_column(default=0)
    of: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    last_error: Mapped[str | None]  # the code of a refusal or the name of an exception: no words, they may name people
    file_name: Mapped[str | None]  # as it is downloaded; the file itself is `jobs/<id>` in the instance folder
    file_size: Mapped[int | None] = mapped_column(sa.BigInteger())
    file_sha256: Mapped[str | None]
    expires_at: Mapped[datetime | None]  # when the file goes

    __table_args__ = (
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'finished', 'failed', 'cancelled', 'expired')", name="state"
        ),
        sa.Index("ix_job_waiting", "state", "created_at"),
    )
