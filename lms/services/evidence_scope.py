"""What an evidence pack is about: one assignment, one course or one person, on one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.dates import end_of, today
from lms.domain.house import House
from lms.domain.ids import known
from lms.domain.names import email_key, full_name
from lms.domain.refusal import Refusal
from lms.services import jobs
from lms.store import reading
from lms.store.models import Assignment, Course, Edition, Enrolment, Person

KIND = "evidence pack"
SHOWN = 200  # assignments to choose from


@dataclass(frozen=True, slots=True)
class Scope:
    """Which pack was asked for. Exactly one of the three is given."""

    assignment: str = ""
    course: str = ""  # a slug
    person: str = ""  # an id
    as_of: date | None = None  # None: the moment the pack is made
    certificates: bool = True

    @property
    def params(self) -> dict[str, Any]:
        """As a job keeps it: ids, codes and dates."""
        named = {name: getattr(self, name) for name in ("assignment", "course", "person") if getattr(self, name)}
        day = {"as_of": self.as_of.isoformat()} if self.as_of else {}
        return {**named, **day, "certificates": self.certificates}

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> "Scope":
        as_of = date.fromisoformat(params["as_of"]) if "as_of" in params else None
        named = {name: params.get(name, "") for name in ("assignment", "course", "person")}
        return cls(**named, as_of=as_of, certificates=bool(params["certificates"]))


@dataclass(frozen=True, slots=True)
class About:
    """What the scope names, for a page and for the pack itself."""

    scope: Scope
    titles: Mapping[str, str]  # of the course; empty for a person
    name: str  # of the person; empty otherwise
    courses: tuple[str, ...]
    assigned_at: datetime | None = None

    @property
    def file_name(self) -> str:
        what = self.scope.course or self.scope.assignment[:8] or self.scope.person[:8]
        day = f"-{self.scope.as_of:%Y-%m-%d}" if self.scope.as_of else ""
        return f"evidence-{what}{day}.zip"


@dataclass(frozen=True, slots=True)
class Given:
    """An assignment of a course, to choose it."""

    id: str
    created_at: datetime
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A course that a pack can be made of, with its newest assignments."""

    slug: str
    titles: Mapping[str, str]
    assignments: tuple[Given, ...]


def choices() -> list[Choice]:
    """Every course that was ever published, withdrawn ones too."""
    newest = sa.select(Edition.course, Edition.titles).order_by(Edition.course, Edition.major, Edition.minor)
    given = sa.select(Assignment.course, Assignment.id, Assignment.created_at, Assignment.due_on)
    with reading() as session:
        titles = {row.course: row.titles for row in session.execute(newest)}
        found: dict[str, list[Given]] = {slug: [] for slug in titles}
        for row in session.execute(given.order_by(Assignment.created_at.desc()).limit(SHOWN)):
            found[row.course].append(Given(row.id, row.created_at, row.due_on))
        return [Choice(slug, titles[slug], tuple(found[slug])) for slug in titles]


def about(scope: Scope) -> About:
    """What it is about. Raises Refusal("not-found") for something that is not there."""
    with reading() as session:
        return _about(session, scope)


def ask(house: House, scope: Scope, wanted_by: str, language: str, now: datetime) -> str:
    """Asks the worker for the pack and returns the id of the job. Raises Refusal: not-found, as-of-future."""
    require_past(house, scope, now)
    about(scope)
    return jobs.ask(KIND, scope.params, wanted_by, language, now)


def require_past(house: House, scope: Scope, now: datetime) -> None:
    """Nobody knows how things stand on a day that has not come. Raises Refusal("as-of-future")."""
    if scope.as_of is not None and scope.as_of > today(now, house.timezone):
        raise Refusal("as-of-future")


def instant(house: House, scope: Scope, now: datetime) -> datetime:
    """The first instant that the pack does not look at any more: the end of the day, or just after now."""
    after = now + timedelta(milliseconds=1)
    return min(after, end_of(scope.as_of, house.timezone)) if scope.as_of else after


def person_of(email: str) -> str:
    """The id behind an address. Raises Refusal("not-found")."""
    with reading() as session:
        found = session.execute(sa.select(Person.id).where(Person.email_key == email_key(email))).scalar_one_or_none()
        if found is None:
            raise Refusal("not-found")
        return found


def _about(session: Session, scope: Scope) -> About:
    if scope.person:
        person = session.get(Person, known(scope.person))
        if person is None:
            raise Refusal("not-found")
        mine = sa.select(Enrolment.course).where(Enrolment.person_id == person.id).distinct()
        courses = tuple(session.scalars(mine.order_by(Enrolment.course)))
        return About(scope, {}, full_name(person.given_name, person.family_name), courses)
    assignment = session.get(Assignment, known(scope.assignment)) if scope.assignment else None
    if scope.assignment and assignment is None:
        raise Refusal("not-found")
    slug = assignment.course if assignment else scope.course
    if session.get(Course, slug) is None:
        raise Refusal("not-found")
    newest = sa.select(Edition.titles).where(Edition.course == slug).order_by(Edition.published_at.desc())
    titles = session.scalars(newest.limit(1)).first() or {}
    return About(scope, titles, "", (slug,), assignment.created_at if assignment else None)
