"""What is kept of a person's learning, as plain rows: the queries behind every page of a learner.

They are written once and asked of the connection: building a query anew and filling objects from its rows would cost
as much as the rest of such a page's reading.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.store.models import Answer, Attempt, Course, Enrolment, ScenarioRun, SectionView

Row: TypeAlias = sa.Row[*tuple[Any, ...]]
Rows: TypeAlias = Sequence[Row]

_course, _enrolment = Course.__table__.c, Enrolment.__table__.c
_view, _attempt = SectionView.__table__.c, Attempt.__table__.c
_person, _slug = sa.bindparam("person", type_=_enrolment.person_id.type), sa.bindparam("slug", type_=_course.slug.type)
_mine = sa.and_(_enrolment.course == _course.slug, _enrolment.person_id == _person)
# Where every edition was taken back, what somebody signed stays: it is read in the edition of the signature.
_current = sa.func.coalesce(_course.edition_id, _enrolment.edition_id, type_=_course.edition_id.type).label("current")
_columns = (_course.slug, _current, *_enrolment)
_published = sa.or_(_course.edition_id.is_not(None), _enrolment.edition_id.is_not(None))

_ENROLMENTS = sa.select(*_columns).join_from(Course.__table__, Enrolment.__table__, _mine).where(_published)
_ENROLMENTS_IN = (
    sa.select(*_columns)
    .join_from(Course.__table__, Enrolment.__table__, _mine, isouter=True)
    .where(_published, _course.slug == _slug)
)
_run = ScenarioRun.__table__.c
_VIEWED = sa.select(_view.course, _view.cycle_start, _view.section, _view.text_print.label("print")).where(
    _view.person_id == _person
)
_WALKED = sa.select(_run.course, _run.cycle_start, _run.scenario.label("section"), _run.key_print.label("print")).where(
    _run.person_id == _person, _run.finished_at.is_not(None)
)
# One query for both: each says which tag was done, and what it was then.
_VIEWS = sa.union_all(_VIEWED, _WALKED)
_VIEWS_IN = sa.union_all(_VIEWED.where(_view.course == _slug), _WALKED.where(_run.course == _slug))
_ATTEMPTS = (
    sa.select(*(column for column in _attempt if column.name != "questions"))
    .where(_attempt.person_id == _person)
    .order_by(_attempt.number)
)
_ATTEMPTS_IN = _ATTEMPTS.where(_attempt.course == _slug)
_answer = Answer.__table__.c
_LAST_ATTEMPT = (
    sa.select(*_attempt, _answer.question, _answer.given)
    .join_from(Attempt.__table__, Answer.__table__, _answer.attempt_id == _attempt.id, isouter=True)
    .where(
        *(
            _attempt[name] == sa.bindparam(name, type_=_attempt[name].type)
            for name in ("person_id", "course", "cycle_start", "quiz", "key_print")
        )
    )
    .order_by(_attempt.number.desc())
)


_LAST_RUN = (
    sa.select(*_run)
    .where(
        *(
            _run[name] == sa.bindparam(name, type_=_run[name].type)
            for name in ("person_id", "course", "cycle_start", "scenario", "key_print")
        )
    )
    .order_by(_run.number.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Learning:
    """Enrolments with their course's `slug` and `current` edition; what was done; attempts in their order.

    `views` are sections displayed and scenarios walked, by tag (`section`) with their print then.
    """

    enrolments: Rows
    views: Rows
    attempts: Rows


def of_person(session: Session, person_id: str) -> Learning:
    """Everything in courses the person is or was enrolled in."""
    return _ask(session, (_ENROLMENTS, _VIEWS, _ATTEMPTS), {"person": person_id})


def in_course(session: Session, person_id: str, slug: str) -> Learning:
    """One published course; without an enrolment it is a row all the same, whose `id` is None."""
    return _ask(session, (_ENROLMENTS_IN, _VIEWS_IN, _ATTEMPTS_IN), {"person": person_id, "slug": slug})


def last_attempt(session: Session, *, person_id: str, course: str, cycle_start: int, quiz: str, key_print: str) -> Rows:
    """The latest attempt at a quiz, once for each `question` that was answered (`given`), or once with None."""
    key = {"person_id": person_id, "course": course, "cycle_start": cycle_start, "quiz": quiz, "key_print": key_print}
    rows: Rows = session.connection().execute(_LAST_ATTEMPT, key).all()
    return [row for row in rows if row.id == rows[0].id]


def last_run(
    session: Session, *, person_id: str, course: str, cycle_start: int, scenario: str, key_print: str
) -> Row | None:
    """The latest walk through a scenario."""
    key = {"person_id": person_id, "course": course, "cycle_start": cycle_start}
    return session.connection().execute(_LAST_RUN, key | {"scenario": scenario, "key_print": key_print}).first()


def _ask(
    session: Session, queries: tuple[sa.Select[Any] | sa.CompoundSelect[Any], ...], asked: dict[str, str]
) -> Learning:
    session.flush()  # the connection knows nothing of what is still pending in the session
    connection = session.connection()
    enrolments, *rest = queries
    found = connection.execute(enrolments, asked).all()
    if all(row.id is None for row in found):
        return Learning(found, (), ())
    views, attempts = (connection.execute(query, asked).all() for query in rest)
    return Learning(found, views, attempts)
