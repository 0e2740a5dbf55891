"""Courses and their published, immutable editions."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.store.database import Base, PersonId, new_id


class Course(Base):
    """A course known to this instance, named by the `id:` of its course.md; points at what learners read now."""

    __tablename__ = "course"

    slug: Mapped[str] = mapped_column(primary_key=True)
    edition_id: Mapped[PersonId | None]  # no foreign key: the two tables would need each other to exist first


class Edition(Base):
    """One published version; never changed (a trigger refuses it)."""

    __tablename__ = "edition"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_id)
    course: Mapped[str] = mapped_column(sa.ForeignKey("course.slug"))
    major: Mapped[int]
    minor: Mapped[int]
    kind: Mapped[str]
    sha256: Mapped[str]
    source_language: Mapped[str]
    titles: Mapped[dict[str, Any]]  # language → title, so that lists need not parse the course
    documents: Mapped[dict[str, Any]]  # language → SHA-256 of the text shown at signing
    minutes: Mapped[int]
    published_at: Mapped[datetime]
    published_by: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"))
    approved_by: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"))

    __table_args__ = (
        sa.UniqueConstraint("course", "major", "minor"),
        sa.CheckConstraint("kind IN ('cosmetic', 'update', 'material')", name="kind"),
        sa.CheckConstraint("published_by <> approved_by", name="two_people"),
    )

    @property
    def number(self) -> str:
        return f"{self.major}.{self.minor}"


class EditionFile(Base):
    """The exact bytes of one file of an edition; append-only."""

    __tablename__ = "edition_file"

    edition_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("edition.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    body: Mapped[bytes]


class Document(Base):
    """The canonical text shown at signing, stored under its own SHA-256; append-only."""

    __tablename__ = "document"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str]
    body: Mapped[bytes]
