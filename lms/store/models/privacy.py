"""How long each kind of data is kept, and people whose data was asked to be erased."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.store.database import Base, PersonId, new_id


class Retention(Base):
    """A period that the organisation changed; a kind without a row keeps the default of `domain.retention`."""

    __tablename__ = "retention"

    kind: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int | None]  # None: for ever
    changed_by: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"))
    changed_at: Mapped[datetime]


class Erasure(Base):
    """One person's data to be erased: asked for by one, confirmed by another, then done by the worker."""

    __tablename__ = "erasure"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"), index=True)
    reason: Mapped[str]  # a code of `domain.retention.ERASURE_REASONS`
    state: Mapped[str] = mapped_column(default="open")
    asked_by: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[PersonId | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        sa.CheckConstraint("state IN ('open', 'confirmed', 'done', 'refused', 'withdrawn')", name="state"),
        sa.CheckConstraint("state NOT IN ('confirmed', 'done') OR decided_by <> asked_by", name="two_people"),
    )
