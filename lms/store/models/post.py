"""The outbox: mail to be sent, written in the same transaction as its reason."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.store.database import Base, PersonId, new_id


class Mail(Base):
    """One mail; the row is the truth, the job queue only a wake-up. The dedupe key makes it single."""

    __tablename__ = "mail"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_id)
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    values: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]  # the person left or finished before it was sent
    last_error: Mapped[str | None]

    __table_args__ = (sa.Index("ix_mail_waiting", "sent_at", "dropped_at", "due_at"),)
