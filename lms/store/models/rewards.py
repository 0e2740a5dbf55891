"""Certificates taken back, and badges as credentials that travel."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.store.database import Base, PersonId, new_id


class Revocation(Base):
    """A certificate that one person asks to revoke and another confirms."""

    __tablename__ = "revocation"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_id)
    certificate_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("certificate.id"), index=True)
    reason: Mapped[str]
    note: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    asked_by: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[PersonId | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    __table_args__ = (
        sa.CheckConstraint("state IN ('open', 'confirmed', 'rejected', 'withdrawn')", name="state"),
        sa.CheckConstraint("state <> 'confirmed' OR decided_by <> asked_by", name="two_people"),
        sa.Index(
            "ix_revocation_one_open",
            "certificate_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )


class Credential(Base):
    """A badge of one person as an Open Badges 3.0 credential, frozen by the worker: its bytes and their hash."""

    __tablename__ = "credential"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"), index=True)
    badge: Mapped[str]  # course/<slug>
    edition_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("edition.id"))
    language: Mapped[str]
    status_index: Mapped[int | None] = mapped_column(unique=True)  # its bit in the published list of revocations
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_for: Mapped[str | None]
    erased_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None] = mapped_column(index=True)
    sha256: Mapped[str | None]
    body: Mapped[bytes | None] = mapped_column(deferred=True)  # the signed JSON
    picture: Mapped[bytes | None] = mapped_column(deferred=True)  # a PNG with the same JSON baked in
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]

    __table_args__ = (
        # A badge has one live credential; those that were revoked stay beside it.
        sa.Index(
            "ix_credential_one_live",
            "person_id",
            "badge",
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
    )
