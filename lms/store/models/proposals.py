"""What waits for a second person: texts proposed for publication, and editions about to be withdrawn."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.store.database import Base, PersonId, new_id

PROPOSAL_STATES = ("open", "approved", "rejected", "withdrawn")
WITHDRAWAL_STATES = ("open", "confirmed", "rejected", "withdrawn")
_STATE: sa.ColumnClause[str] = sa.column("state")


class Proposal(Base):
    """A frozen set of files that an author wants published, with what only a person can say about it.

    A course has one open proposal at most. It is kept after the decision: the edition's reasons stand here.
    """

    __tablename__ = "proposal"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_id)
    course: Mapped[str]  # a slug; the course itself may not exist before its first edition
    major: Mapped[int]
    minor: Mapped[int]
    kind: Mapped[str]  # cosmetic, update or material, as the author calls it
    least: Mapped[str | None]  # the smallest kind the comparison allowed; null for a first edition
    because: Mapped[str | None]  # why it may be called a smaller kind than that
    answers: Mapped[dict[str, Any]]  # question → yes or no
    reviewers: Mapped[dict[str, Any]]  # language → id of the person who has checked that text
    sha256: Mapped[str]
    titles: Mapped[dict[str, Any]]
    base_edition_id: Mapped[PersonId | None] = mapped_column(sa.ForeignKey("edition.id"))
    proposed_by: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open")
    decided_by: Mapped[PersonId | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    note: Mapped[str | None]
    edition_id: Mapped[PersonId | None] = mapped_column(sa.ForeignKey("edition.id"))  # what it became

    __table_args__ = (
        sa.CheckConstraint(_STATE.in_(PROPOSAL_STATES), name="state"),
        sa.CheckConstraint("state <> 'approved' OR decided_by <> proposed_by", name="two_people"),
        sa.Index("ix_proposal_course", "course", "proposed_at"),
        sa.Index(
            "ix_proposal_one_open",
            "course",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    @property
    def number(self) -> str:
        return f"{self.major}.{self.minor}"


class ProposalFile(Base):
    """The exact bytes of one file of a proposal."""

    __tablename__ = "proposal_file"

    proposal_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("proposal.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[bytes]


class Withdrawal(Base):
    """Taking an edition back: one person asks and says why, another one confirms; the edition itself never changes."""

    __tablename__ = "withdrawal"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_id)
    edition_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    reason: Mapped[str]
    asked_by: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open")
    decided_by: Mapped[PersonId | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    __table_args__ = (
        sa.CheckConstraint(_STATE.in_(WITHDRAWAL_STATES), name="state"),
        sa.CheckConstraint("state <> 'confirmed' OR decided_by <> asked_by", name="two_people"),
    )
