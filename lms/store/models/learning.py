"""Who must do what, the working rows on the way, and what was earned."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.store.database import Base, PersonId, new_id

STATES = ("open", "completed", "waived", "withdrawn")


class Assignment(Base):
    """HR's act: this course, for this audience, due on this day."""

    __tablename__ = "assignment"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_id)
    course: Mapped[str] = mapped_column(sa.ForeignKey("course.slug"), index=True)
    audience: Mapped[dict[str, Any]]  # as `domain.audience` describes it: {"rule": "everyone"} and so on
    due_on: Mapped[date | None]
    created_by: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Enrolment(Base):
    """One person's obligation in one cycle: a projection of the facts, written in the same transaction as they are."""

    __tablename__ = "enrolment"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"))
    course: Mapped[str] = mapped_column(sa.ForeignKey("course.slug"))
    assignment_id: Mapped[PersonId | None] = mapped_column(sa.ForeignKey("assignment.id"), index=True)
    cycle: Mapped[int] = mapped_column(default=1)
    cycle_start: Mapped[int]  # learning facts count from this position of the record on
    state: Mapped[str] = mapped_column(default="open")
    due_on: Mapped[date | None]
    due_at: Mapped[datetime | None]  # the end of due_on in the person's zone
    assigned_at: Mapped[datetime]
    notified_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    displayed_at: Mapped[datetime | None]
    tested_at: Mapped[datetime | None]
    walked_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]  # the last time the signature was declined; nothing once it is given
    paper_on: Mapped[date | None]  # the day on the paper, where it was signed by hand
    completed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # waived or withdrawn
    edition_id: Mapped[PersonId | None] = mapped_column(sa.ForeignKey("edition.id"))  # what it was completed with
    score_got: Mapped[int | None]  # thousandths of a point
    score_of: Mapped[int | None]
    extra_attempts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # quiz → how many HR granted
    path: Mapped[list[Any] | None] = mapped_column(sa.JSON(none_as_null=True))  # tags to do again; null: the whole
    reopened_for: Mapped[PersonId | None]  # the edition that asked for it, of somebody who had finished

    __table_args__ = (
        sa.CheckConstraint(sa.column("state").in_(STATES), name="state"),
        sa.UniqueConstraint("assignment_id", "person_id", "cycle"),
        sa.Index("ix_enrolment_person_course", "person_id", "course"),
        sa.Index("ix_enrolment_course_state", "course", "state", "due_at"),
    )


class SectionView(Base):
    """A section displayed in full: a working row until the module's one fact lists it."""

    __tablename__ = "section_view"

    person_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    course: Mapped[str] = mapped_column(primary_key=True)
    cycle_start: Mapped[int] = mapped_column(primary_key=True)
    section: Mapped[str] = mapped_column(primary_key=True)
    text_print: Mapped[str] = mapped_column(primary_key=True)  # a reworded section is a new row
    edition_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("edition.id"))
    displayed_at: Mapped[datetime]
    how: Mapped[str]  # observed (on screen) or declared (by a button)


class Attempt(Base):
    """One go at one quiz; which questions, in which order, and its result once finished."""

    __tablename__ = "attempt"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"))
    course: Mapped[str]
    cycle_start: Mapped[int]
    edition_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("edition.id"))
    quiz: Mapped[str]
    key_print: Mapped[str]  # of the quiz as it was then: results of another quiz never count for this one
    number: Mapped[int]
    language: Mapped[str]
    questions: Mapped[list[Any]]  # [{"id": "q-…", "order": ["b", "a", …]}, …] as shown
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    got: Mapped[int | None]  # thousandths of a point, this attempt alone
    of: Mapped[int | None]
    held: Mapped[int | None]  # points held over the whole quiz after this attempt
    total: Mapped[int | None]
    passed: Mapped[bool | None]

    __table_args__ = (sa.UniqueConstraint("person_id", "course", "cycle_start", "quiz", "number"),)


class Answer(Base):
    """One answer given, judged at once; insert-only."""

    __tablename__ = "answer"

    attempt_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("attempt.id"), primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    given: Mapped[Any] = mapped_column(sa.JSON())  # its shape belongs to the kind of question
    got: Mapped[int]
    of: Mapped[int]
    answered_at: Mapped[datetime]


class ScenarioRun(Base):
    """One walk through one scenario: which answer was chosen at each of its steps so far."""

    __tablename__ = "scenario_run"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"))
    course: Mapped[str]
    cycle_start: Mapped[int]
    edition_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("edition.id"))
    scenario: Mapped[str]
    key_print: Mapped[str]  # of the scenario as it was then: a walk through another story never counts for this one
    number: Mapped[int]
    language: Mapped[str]
    path: Mapped[list[Any]]  # [["start", "b"], …]: a step and the letter chosen there
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    __table_args__ = (sa.UniqueConstraint("person_id", "course", "cycle_start", "scenario", "number"),)


class Award(Base):
    """A badge a person holds."""

    __tablename__ = "award"

    person_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    badge: Mapped[str] = mapped_column(primary_key=True)  # course/<slug>
    edition_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("edition.id"))
    earned_at: Mapped[datetime]


class Certificate(Base):
    """Issued with the signature, frozen by the worker: stored bytes, their hash, and every printed value."""

    __tablename__ = "certificate"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"), index=True)
    course: Mapped[str]
    edition_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("edition.id"))
    signed_fact_id: Mapped[PersonId | None]
    language: Mapped[str]
    holder_short: Mapped[str]  # given name and initial: what a stranger with the code may see
    values: Mapped[dict[str, Any]]  # the snapshot of what is printed
    issued_at: Mapped[datetime]
    expires_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
    revoked_for: Mapped[str | None]  # one of `domain.certificate.REASONS`
    replaces: Mapped[str | None] = mapped_column(index=True)  # the code of the one that this one stands in for
    erased_at: Mapped[datetime | None]  # the holder was erased: code, dates and hash are all that is left
    frozen_at: Mapped[datetime | None] = mapped_column(index=True)
    sha256: Mapped[str | None]
    pdf: Mapped[bytes | None] = mapped_column(deferred=True)
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    unprintable: Mapped[str | None]  # characters no font had, as "U+4E2D"; a visible sign stands in their place
