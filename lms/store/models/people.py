"""People, what they may do, and how they sign in (kept apart from who they are)."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.store.database import Base, PersonId, new_id

ROLES = ("author", "approver", "hr", "auditor", "admin")


class Person(Base):
    """Somebody in the organisation; the id is random and is the only thing the record knows of a person."""

    __tablename__ = "person"

    id: Mapped[PersonId] = mapped_column(primary_key=True, default=new_id)
    hr_id: Mapped[str | None] = mapped_column(unique=True)
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)  # NFKC + casefold in Python: the engines' lower() differ
    given_name: Mapped[str]
    family_name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)  # "family given", folded without accents: for search and order
    department: Mapped[str] = mapped_column(default="", index=True)
    location: Mapped[str] = mapped_column(default="")
    job_title: Mapped[str] = mapped_column(default="")
    manager_id: Mapped[PersonId | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    language: Mapped[str | None]  # None: not chosen yet, the browser's is used
    timezone: Mapped[str | None]  # None: the organisation's
    started_on: Mapped[date | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]  # nothing but the random id is left
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Role(Base):
    """A role held by a person, beside being an employee and perhaps a manager."""

    __tablename__ = "role"

    person_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)

    __table_args__ = (sa.CheckConstraint(sa.column("name").in_(ROLES), name="known"),)


class Password(Base):
    """An argon2id hash; a person without a row cannot sign in by password."""

    __tablename__ = "password"

    person_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    hash: Mapped[str]
    changed_at: Mapped[datetime]


class SignIn(Base):
    """A server-side session: the cookie holds 256 random bits, the row only their SHA-256."""

    __tablename__ = "sign_in"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"), index=True)
    method: Mapped[str]
    created_at: Mapped[datetime]
    authenticated_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class OneTimeLink(Base):
    """An invitation or a password reset: 256 random bits in a mail, only their SHA-256 here, used once."""

    __tablename__ = "one_time_link"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(sa.ForeignKey("person.id"), index=True)
    purpose: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Throttle(Base):
    """Failures counted per account and per address in a window; survives restarts, shared by all processes."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    window_started_at: Mapped[datetime]
    failures: Mapped[int]
