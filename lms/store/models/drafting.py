"""Drafts of courses: the files somebody is writing, what they were before, and who is at which of them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.store.database import Base, PersonId, new_id

CLOSED_WHY = ("discarded", "replaced", "sent")


class CourseDraft(Base):
    """A course being written or changed; at most one of a course is open."""

    __tablename__ = "course_draft"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_id)
    course: Mapped[str]  # no foreign key: a new course is written before it is known
    base_edition_id: Mapped[PersonId | None] = mapped_column(sa.ForeignKey("edition.id"))
    created_by: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_why: Mapped[str | None]
    open_course: Mapped[str | None] = mapped_column(unique=True)  # the course while open, NULL after: one open each

    __table_args__ = (sa.CheckConstraint(sa.column("closed_why").in_(CLOSED_WHY), name="closed_why"),)


class DraftFile(Base):
    """One file of a draft as it is now; `version` guards against two people saving over each other."""

    __tablename__ = "draft_file"

    draft_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("course_draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[bytes]
    version: Mapped[int]
    edited_by: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"))
    edited_at: Mapped[datetime]


class DraftRevision(Base):
    """What a file was before it was saved over, renamed or taken away; rows are only ever added."""

    __tablename__ = "draft_revision"

    draft_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("course_draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[bytes]
    edited_by: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"))  # who had written this
    edited_at: Mapped[datetime]
    ended_by: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"))  # who changed it then
    ended_at: Mapped[datetime]
    how: Mapped[str]  # saved, renamed, deleted, restored, tagged, stamped


class DraftLock(Base):
    """Who is writing in a file now; out of date ten minutes after the last sign of life."""

    __tablename__ = "draft_lock"

    draft_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("course_draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    holder_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"))
    until: Mapped[datetime]
