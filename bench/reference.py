"""The reference: a small, ordinary Flask app with a session cookie, three indexed queries and one Jinja page.

It does nothing that a page of its kind could leave out, and nothing clever either: Flask-SQLAlchemy's models,
Flask-Login's loader, a template that extends another one. `page` is as long as the list it shows; `write` leaves
a number of rows of a given size, durable before it is answered.
"""

import importlib
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

USERS, ENROLMENTS, STEPS = 200, 4, 150
TEXT = "Read it as a colleague would, and ask before you sign. " * 2_000


class Base(DeclarativeBase):
    """The reference's own tables."""


db = SQLAlchemy(model_class=Base)
login = LoginManager()


class User(UserMixin, Base):
    """Who is signed in."""

    __tablename__ = "r_user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)


class Course(Base):
    """What is enrolled in."""

    __tablename__ = "r_course"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    minutes: Mapped[int]


class Enrolment(Base):
    """One user's course."""

    __tablename__ = "r_enrolment"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("r_user.id"), index=True)
    course_id: Mapped[int] = mapped_column(sa.ForeignKey("r_course.id"))
    state: Mapped[str]
    due_on: Mapped[date | None]


class Step(Base):
    """One section that was read."""

    __tablename__ = "r_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("r_user.id"), index=True)
    section: Mapped[str]
    seen_at: Mapped[datetime]


class Written(Base):
    """What a durable write leaves behind."""

    __tablename__ = "r_written"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("r_user.id"), index=True)
    body: Mapped[str]
    written_at: Mapped[datetime]


def create_app(url: str) -> Flask:
    """The app on a database that `fill` has filled."""
    app = Flask("bench")
    app.config.from_mapping(
        SECRET_KEY="only for measuring",
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(url),
    )
    db.init_app(app)
    login.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            sa.event.listen(db.engine, "connect", _on_connect)
    app.add_url_rule("/enter/<int:user_id>", view_func=enter)
    app.add_url_rule("/page/<int:rows>", view_func=page)
    app.add_url_rule("/write/<int:rows>/<int:size>", view_func=write, methods=["POST"])
    return app


def fill(url: str) -> None:
    """Tables and rows; the second user is the one to sign in as."""
    with create_app(url).app_context():
        Base.metadata.create_all(db.engine)
        now = datetime.now(UTC).replace(tzinfo=None)
        db.session.add_all(Course(id=n, title=f"Policy number {n}", minutes=10 + n) for n in range(1, ENROLMENTS + 1))
        people = range(1, USERS + 1)
        db.session.add_all(User(id=n, name=f"Ana Aubert {n}", email=f"ana.{n}@ostrelle.example") for n in people)
        db.session.flush()
        for n in people:
            db.session.add_all(
                Enrolment(user_id=n, course_id=c, state="open", due_on=date(2026, 11, c))
                for c in range(1, ENROLMENTS + 1)
            )
            steps = [{"user_id": n, "section": f"Section number {s}", "seen_at": now} for s in range(STEPS)]
            db.session.execute(sa.insert(Step), steps)
        db.session.commit()
        db.engine.dispose()


@login.user_loader  # type: ignore[untyped-decorator]
def _user(id: str) -> User | None:
    return db.session.get(User, int(id))


def enter(user_id: int) -> ResponseReturnValue:
    """Signs in without a password: the cost of one belongs to no page."""
    login_user(db.session.get(User, user_id))
    return "in"


@login_required  # type: ignore[untyped-decorator]
def page(rows: int) -> ResponseReturnValue:
    """Three queries with the user's own; `rows` of what was read last."""
    joined = sa.select(Enrolment, Course).join(Course, Course.id == Enrolment.course_id)
    enrolments = db.session.execute(joined.where(Enrolment.user_id == current_user.id)).all()
    latest = sa.select(Step).where(Step.user_id == current_user.id).order_by(Step.id.desc()).limit(rows)
    return render_template("page.html", enrolments=enrolments, steps=db.session.scalars(latest).all())


@login_required  # type: ignore[untyped-decorator]
def write(rows: int, size: int) -> ResponseReturnValue:
    """Rows of together about `size` bytes, committed before the answer."""
    now, mine = datetime.now(UTC).replace(tzinfo=None), current_user.id
    db.session.add_all(Written(user_id=mine, body=TEXT[: size // rows], written_at=now) for _ in range(rows))
    db.session.commit()
    return redirect(url_for("page", rows=1), 303)


def _engine_options(url: str) -> dict[str, Any]:
    return {"module": importlib.import_module("pysqlite3.dbapi2")} if url.startswith("sqlite") else {}


def _on_connect(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
