"""The record's tables: a Merkle log that only grows, and the erasable side rows that hold what it must not know."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.store.database import Base, PersonId, new_id

POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class RecordEntry(Base):
    """One fact: its exact canonical bytes and leaf hash. The other columns repeat the body, for look-ups."""

    __tablename__ = "record_entry"

    seq: Mapped[int] = mapped_column(POSITION, primary_key=True, autoincrement=False)
    id: Mapped[PersonId] = mapped_column(unique=True)
    body: Mapped[bytes]
    leaf_hash: Mapped[bytes]
    kind: Mapped[str]
    subject: Mapped[PersonId | None]
    course: Mapped[str | None]
    enrolment: Mapped[PersonId | None] = mapped_column(index=True)

    __table_args__ = (
        sa.Index("ix_record_entry_subject_course", "subject", "course", "seq"),
        sa.Index("ix_record_entry_course_seq", "course", "seq"),
        sa.Index("ix_record_entry_kind_seq", "kind", "seq"),
    )


class RecordNode(Base):
    """The hash of a complete subtree: level 1 joins two leaves; `idx` counts from the left."""

    __tablename__ = "record_node"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    idx: Mapped[int] = mapped_column(POSITION, primary_key=True, autoincrement=False)
    hash: Mapped[bytes]


class RecordCheckpoint(Base):
    """A signed note over the first `size` entries."""

    __tablename__ = "record_checkpoint"

    size: Mapped[int] = mapped_column(POSITION, primary_key=True, autoincrement=False)
    note: Mapped[bytes]
    created_at: Mapped[datetime]


class CheckpointTimestamp(Base):
    """An RFC 3161 token over a checkpoint's note, from a timestamp authority outside the house."""

    __tablename__ = "checkpoint_timestamp"

    size: Mapped[int] = mapped_column(sa.ForeignKey("record_checkpoint.size"), primary_key=True, autoincrement=False)
    token: Mapped[bytes]
    created_at: Mapped[datetime]


class CheckpointDelivery(Base):
    """A checkpoint that left the machine, by each way it took; a mail's own row says whether it was sent."""

    __tablename__ = "checkpoint_delivery"

    size: Mapped[int] = mapped_column(sa.ForeignKey("record_checkpoint.size"), primary_key=True, autoincrement=False)
    channel: Mapped[str] = mapped_column(primary_key=True)  # folder, mail or timestamp
    delivered_at: Mapped[datetime]


class RecordAlarm(Base):
    """A verification that failed; stands on every page of those who must know until somebody settles it."""

    __tablename__ = "record_alarm"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_id)
    problem: Mapped[str]  # a code of `domain.integrity.PROBLEMS`
    entry: Mapped[int | None] = mapped_column(POSITION)
    found_at: Mapped[datetime]
    seen_at: Mapped[datetime]  # the last verification that found it again
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[PersonId | None] = mapped_column(sa.ForeignKey("person.id"))


class RecordVerification(Base):
    """A night's verification of everything: the row of the day lets one worker do it, and keeps what it found."""

    __tablename__ = "record_verification"

    night: Mapped[date] = mapped_column(primary_key=True)  # the day in the organisation's time zone
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    size: Mapped[int | None] = mapped_column(POSITION)
    problems: Mapped[int | None]


class RecordHead(Base):
    """One row, locked to append: how many entries there are and the tree's peaks (32 bytes each, largest first)."""

    __tablename__ = "record_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(sa.BigInteger())
    peaks: Mapped[bytes]

    __table_args__ = (sa.CheckConstraint("id = 1", name="single"),)


class FactPii(Base):
    """What a fact commits to but must not contain: erasable, bound by `pii_sha256`."""

    __tablename__ = "fact_pii"

    fact_id: Mapped[PersonId] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"), index=True)
    salt: Mapped[bytes]
    body: Mapped[bytes]  # JCS bytes


class SignatureScan(Base):
    """The scan of a signature on paper; erasable, bound by the hash in its fact."""

    __tablename__ = "signature_scan"

    fact_id: Mapped[PersonId] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"), index=True)
    media_type: Mapped[str]
    sha256: Mapped[str]
    body: Mapped[bytes] = mapped_column(deferred=True)
