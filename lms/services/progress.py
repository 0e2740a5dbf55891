"""Where a person stands in a course: what every learner page reads, in a handful of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from sqlalchemy.orm import Session

from lms.domain.course.model import Course, Module, QuizSection, Section
from lms.domain.plan import Plan, displayable, minutes_of, seconds_of, walkable
from lms.domain.refusal import Refusal
from lms.store import learning, library, reading
from lms.store.learning import Learning, Row, Rows
from lms.store.library import Published
from lms.store.models import Course as CourseRow


@dataclass(frozen=True, slots=True)
class Obligation:
    """An enrolment as plain values."""

    id: str
    course: str
    state: str
    cycle_start: int
    assigned: bool  # by HR, not self-started
    assigned_at: datetime
    due_on: date | None
    due_at: datetime | None
    opened_at: datetime | None
    signed_at: datetime | None
    declined_at: datetime | None
    completed_at: datetime | None
    edition: str | None
    score: tuple[int, int] | None
    extra_attempts: Mapping[str, int] = field(default_factory=dict)
    reopened_for: str | None = None  # the edition that asked somebody who had finished to do a part again
    paper_on: date | None = None  # the day on the paper, where it was signed by hand


@dataclass(frozen=True, slots=True)
class QuizState:
    """One quiz for one person in the present cycle; points in thousandths."""

    tag: str
    passed: bool = False
    used: int = 0
    allowed: int | None = None  # None: as many as wanted
    held: int = 0
    total: int = 0
    open_attempt: str | None = None

    @property
    def exhausted(self) -> bool:
        """Whether no attempt is left (an open one may still be finished)."""
        return not self.passed and self.allowed is not None and self.used >= self.allowed and self.open_attempt is None


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next: read, quiz or walk a section of a module, sign, or nothing."""

    kind: Literal["start", "read", "quiz", "scenario", "sign", "done"]
    module: Module | None = None
    section: Section | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """A course's current edition, the person's obligation (the most urgent open one, else the last), what is done."""

    edition: Published
    enrolment: Obligation | None
    displayed: frozenset[str] = frozenset()
    quizzes: Mapping[str, QuizState] = field(default_factory=dict)
    path: tuple[str, ...] | None = None  # the sections to do again; None: the whole course
    walked: frozenset[str] = frozenset()  # scenarios that came to an end
    attempts: tuple[str, ...] = ()  # the finished ones of this cycle, at any quiz, in the order they ended

    @property
    def plan(self) -> Plan:
        """What is asked of this person: the edition's plan, or her part of it."""
        return library.plan_along(self.edition, self.path)

    @property
    def course(self) -> Course:
        return self.edition.course

    @property
    def open(self) -> bool:
        return self.enrolment is not None and self.enrolment.state == "open"

    @property
    def started(self) -> bool:
        return self.enrolment is not None and self.enrolment.opened_at is not None

    @property
    def completed(self) -> bool:
        return self.enrolment is not None and self.enrolment.state == "completed"

    def section_done(self, section: Section) -> bool:
        """Displayed, passed or walked; a practice quiz is never in the way, nor what a short path leaves out."""
        plan = self.plan
        if not plan.asks(section.id):
            return True
        if section.id in plan.sections:
            return section.id in self.displayed
        if section.id in plan.scenarios:
            return section.id in self.walked
        return section.id not in plan.quizzes or self.quizzes[section.id].passed

    def module_done(self, module_id: str) -> bool:
        """Whether nothing of the module is left to read, pass or walk."""
        module = self.course.module(module_id)
        return module is not None and all(self.section_done(section) for section in module.sections)

    def module_read(self, module_id: str) -> bool:
        """Whether all there is to read in the module was displayed in full."""
        return all(tag in self.displayed for tag in self.plan.modules.get(module_id, ()))

    @property
    def may_sign(self) -> bool:
        """All that is required displayed, passed and walked, and there is something to sign."""
        plan = self.plan
        required = plan.required_sections | plan.required_quizzes | plan.required_scenarios
        return self.open and required <= self.done and plan.acknowledgement is not None

    @property
    def done(self) -> frozenset[str]:
        """The required sections displayed, the required quizzes passed and the required scenarios walked."""
        plan = self.plan
        passed = frozenset(quiz for quiz in plan.required_quizzes if self.quizzes[quiz].passed)
        return (plan.required_sections & self.displayed) | passed | (plan.required_scenarios & self.walked)

    @property
    def percent(self) -> int:
        """How much of the required time is done, rounded down; 100 only when nothing at all is left."""
        if self.completed:
            return 100
        total = seconds_of(self.plan)
        left = seconds_of(self.plan, without=self.done)
        return min(99, 100 * (total - left) // total) if total else 0

    @property
    def minutes_left(self) -> int:
        """Minutes still needed, rounded up; 0 when it is done."""
        return 0 if self.completed else minutes_of(self.plan, without=self.done)

    def next_step(self) -> Step:
        """The first thing that is not done, in the order of the course."""
        if self.completed:
            return Step("done")
        if not self.started:
            return Step("start", self.course.modules[0] if self.course.modules else None)
        for module, section in self.plan.steps:
            if not self.section_done(section):
                return Step(_way(section), module, section)
        return Step("sign") if self.plan.acknowledgement else Step("done")


def _way(section: Section) -> Literal["read", "quiz", "scenario"]:
    if displayable(section):
        return "read"
    return "scenario" if walkable(section) else "quiz"


def of(person_id: str, slug: str) -> Progress:
    """One course for one person, in three queries. Raises Refusal("not-found") when no edition is published."""
    with reading() as session:
        return within(session, person_id, slug)


def of_all(person_id: str) -> list[Progress]:
    """Every course the person is or was enrolled in, the most urgent first: open by due date, then finished by date."""
    with reading() as session:
        found = _stands(learning.of_person(session, person_id), session)
    return sorted(found.values(), key=_urgency)


def within(session: Session, person_id: str, slug: str) -> Progress:
    """The same as `of`, inside a transaction that is already open."""
    return _stands(learning.in_course(session, person_id, slug), session).get(slug) or _missing(session, slug)


def _missing(session: Session, slug: str) -> Progress:
    raise Refusal("not-found" if session.get(CourseRow, slug) is None else "course-withdrawn")


def _urgency(progress: Progress) -> tuple[bool, bool, float, str]:
    enrolment = progress.enrolment
    assert enrolment is not None
    moment = enrolment.due_at if progress.open else enrolment.completed_at
    seconds = moment.timestamp() if moment else 0.0
    return not progress.open, moment is None, seconds if progress.open else -seconds, progress.edition.slug


def _stands(found: Learning, session: Session) -> dict[str, Progress]:
    """Slug → progress in each course that was found."""
    rows = [row for row in found.enrolments if row.id is not None]
    enrolments = _leading(rows)
    views = _by_course(found.views, enrolments)
    attempts = _by_course(found.attempts, enrolments)
    stands = {}
    for slug, edition_id in _editions(found.enrolments, enrolments).items():
        edition, enrolment = library.published(session, edition_id), enrolments.get(slug)
        views_here = [(row.section, row.print) for row in views.get(slug, ())]
        seen, walked = (
            frozenset(tag for tag, found_print in views_here if prints.get(tag) == found_print)
            for prints in (edition.plan.sections, edition.plan.scenarios)
        )
        quizzes = {
            quiz.id: _quiz_state(edition.course, quiz, attempts.get(slug, ()), enrolment)
            for quiz in edition.course.quizzes()
        }
        path, ended = _path(rows, enrolment), _ended(attempts.get(slug, ()))
        stands[slug] = Progress(edition, enrolment, seen, quizzes, path, walked, ended)
    return stands


def _editions(rows: Rows, leading: Mapping[str, Obligation]) -> dict[str, str]:
    """Slug → the edition to show: the current one; without one that of the signature which leads."""
    return {row.slug: row.current for row in rows if row.slug not in leading or leading[row.slug].id == row.id}


def _leading(rows: Iterable[Row]) -> dict[str, Obligation]:
    """The leading enrolment of each course: the open one that is due first, else the one that ended last."""
    leading: dict[str, Row] = {}
    for row in sorted(rows, key=_precedence):
        leading.setdefault(row.slug, row)
    return {slug: _obligation(row) for slug, row in leading.items()}


def _path(rows: Iterable[Row], leading: Obligation | None) -> tuple[str, ...] | None:
    """What all open enrolments of the course ask for together; once it is finished, what the last one asked for."""
    if leading is None:
        return None
    counts = [row for row in rows if row.slug == leading.course and (row.state == "open" or row.id == leading.id)]
    counts = counts if leading.state == "open" else [row for row in counts if row.id == leading.id]
    paths = [row.path for row in counts]
    return None if None in paths else tuple(sorted({tag for path in paths for tag in path}))


def _precedence(row: Row) -> tuple[bool, float]:
    if row.state == "open":
        return False, row.due_at.timestamp() if row.due_at else float("inf")
    ended = row.completed_at or row.ended_at or row.assigned_at
    return True, -ended.timestamp()


def _obligation(row: Row) -> Obligation:
    return Obligation(
        id=row.id,
        course=row.slug,
        state=row.state,
        cycle_start=row.cycle_start,
        assigned=row.assignment_id is not None,
        assigned_at=row.assigned_at,
        due_on=row.due_on,
        due_at=row.due_at,
        opened_at=row.opened_at,
        signed_at=row.signed_at,
        declined_at=row.declined_at,
        completed_at=row.completed_at,
        edition=row.edition_id,
        score=(row.score_got, row.score_of) if row.score_got is not None and row.score_of is not None else None,
        extra_attempts=row.extra_attempts,
        reopened_for=row.reopened_for,
        paper_on=row.paper_on,
    )


def _by_course(rows: Rows, enrolments: Mapping[str, Obligation]) -> dict[str, list[Row]]:
    """The rows of the present cycles: earlier ones never count."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.course in enrolments and row.cycle_start == enrolments[row.course].cycle_start:
            found.setdefault(row.course, []).append(row)
    return found


def _ended(attempts: Rows) -> tuple[str, ...]:
    return tuple(id for _, id in sorted((row.finished_at, row.id) for row in attempts if row.finished_at is not None))


def _quiz_state(course: Course, quiz: QuizSection, attempts: Rows, enrolment: Obligation | None) -> QuizState:
    rows = [row for row in attempts if row.quiz == quiz.id and row.key_print == quiz.key_print]
    finished = [row for row in rows if row.finished_at is not None]
    last = finished[-1] if finished else None
    allowed = quiz.attempts or course.attempts
    if allowed is not None and enrolment is not None:
        allowed += enrolment.extra_attempts.get(quiz.id, 0)
    return QuizState(
        tag=quiz.id,
        passed=any(row.passed for row in finished),
        used=len(rows),
        allowed=allowed,
        held=(last.held or 0) if last else 0,
        total=(last.total or 0) if last else 0,
        open_attempt=next((row.id for row in rows if row.finished_at is None), None),
    )
