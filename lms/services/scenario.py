"""Scenarios: walks through a story whose ways only the server knows, and one fact for the first end."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.course.model import ScenarioSection
from lms.domain.course.scenario_model import End
from lms.domain.house import House
from lms.domain.kinds import ScenarioFinished
from lms.domain.refusal import Refusal
from lms.domain.scenario import MOST_CHOICES, Walk, verdicts, walk
from lms.services import completion, progress
from lms.services.progress import Obligation, Progress
from lms.services.record import About, draft, person, seal
from lms.store import learning, new_id, reading, writing
from lms.store.models import ScenarioRun
from lms.store.record import lock_head

_MINE = sa.select(ScenarioRun).where(
    ScenarioRun.id == sa.bindparam("run"),
    ScenarioRun.person_id == sa.bindparam("person"),
    ScenarioRun.course == sa.bindparam("slug"),
)


@dataclass(frozen=True, slots=True)
class ScenarioPage:
    """Everything a page of a scenario needs; templates show of a choice that was not made only its letter and text."""

    progress: Progress
    scenario: ScenarioSection
    run_id: str | None = None
    walk: Walk | None = None  # None before the first start, and after a walk that was given up


def page(person_id: str, slug: str, tag: str) -> ScenarioPage:
    """The scenario as it stands: the open walk, else the last one, else only what it is about."""
    with reading() as session:
        stand = progress.within(session, person_id, slug)
        return page_of(session, person_id, stand, _scenario(stand, tag))


def page_of(session: Session, person_id: str, stand: Progress, scenario: ScenarioSection) -> ScenarioPage:
    """The same as `page`, inside a transaction that is already open."""
    if stand.enrolment is None:
        return ScenarioPage(stand, scenario)
    key = {"course": stand.edition.slug, "scenario": scenario.id, "key_print": scenario.key_print}
    last = learning.last_run(session, person_id=person_id, cycle_start=stand.enrolment.cycle_start, **key)
    if last is None or _given_up(last.path, last.finished_at):
        return ScenarioPage(stand, scenario)
    return ScenarioPage(stand, scenario, last.id, walk(scenario, last.path))


def start(person_id: str, slug: str, tag: str, language: str, now: datetime) -> str:
    """Starts a walk, or gives back the open one; after an end it is a new one. Returns its id.

    Raises Refusal: not-started, not-found.
    """
    with writing() as session:
        lock_head(session)
        stand = progress.within(session, person_id, slug)
        scenario = _scenario(stand, tag)
        enrolment = _require_begun(stand)
        last = _last(session, person_id, enrolment.cycle_start, slug, scenario)
        if last and last.key_print == scenario.key_print and not last.finished_at and not _given_up(last.path, None):
            return last.id
        row = ScenarioRun(
            id=new_id(),
            person_id=person_id,
            course=slug,
            cycle_start=enrolment.cycle_start,
            edition_id=stand.edition.id,
            scenario=scenario.id,
            key_print=scenario.key_print,
            number=last.number + 1 if last else 1,
            language=language,
            path=[],
            started_at=now,
        )
        session.add(row)
        session.flush()
        return row.id


def choose(house: House, person_id: str, slug: str, run_id: str, place: int, letter: str, now: datetime) -> int:
    """Makes one choice; returns how many have been made.

    `place` is the number of choices made before this one, as the page knew it. A page that is behind (sent twice, gone
    back to, open in two tabs) changes nothing. A choice that leads to an end finishes the walk; the first finish is
    sealed. Raises Refusal: not-found for somebody else's walk, no-choice, answer-unknown, edition-changed when the
    story itself was changed meanwhile, not-started.
    """
    with writing() as session:
        lock_head(session)
        run, stand, scenario = _open_run(session, person_id, slug, run_id)
        stands = walk(scenario, run.path)
        if stands.ended or place != len(run.path):
            return len(run.path)
        _require_begun(stand)
        if not letter:
            raise Refusal("no-choice")
        try:
            after = walk(scenario, [*run.path, [stands.node.id, letter]])
        except LookupError as error:
            raise Refusal("answer-unknown") from error
        run.path = [*run.path, [stands.node.id, letter]]
        if after.ended:
            _finish(session, house, run, stand, scenario, after, now)
        session.flush()
        return len(run.path)


def _scenario(stand: Progress, tag: str) -> ScenarioSection:
    section = stand.course.section(tag)
    if not isinstance(section, ScenarioSection):
        raise Refusal("not-found")
    return section


def _given_up(path: list[object], finished_at: datetime | None) -> bool:
    return finished_at is None and len(path) >= MOST_CHOICES


def _require_begun(stand: Progress) -> Obligation:
    """The enrolment a walk belongs to; whoever has finished the course may walk on for practice."""
    if not stand.started or stand.enrolment is None or not (stand.open or stand.completed):
        raise Refusal("not-started")
    return stand.enrolment


def _last(
    session: Session, person_id: str, cycle_start: int, slug: str, scenario: ScenarioSection
) -> ScenarioRun | None:
    """The latest walk in this cycle, be it through an older form of the story."""
    query = sa.select(ScenarioRun).where(
        ScenarioRun.person_id == person_id,
        ScenarioRun.course == slug,
        ScenarioRun.cycle_start == cycle_start,
        ScenarioRun.scenario == scenario.id,
    )
    return session.scalars(query.order_by(ScenarioRun.number.desc()).limit(1)).one_or_none()


def _open_run(
    session: Session, person_id: str, slug: str, run_id: str
) -> tuple[ScenarioRun, Progress, ScenarioSection]:
    run = session.scalars(_MINE, {"run": run_id, "person": person_id, "slug": slug}).one_or_none()
    if run is None:
        raise Refusal("not-found")
    stand = progress.within(session, person_id, slug)
    scenario = stand.course.section(run.scenario)
    if not isinstance(scenario, ScenarioSection) or run.key_print != scenario.key_print:
        raise Refusal("edition-changed")
    return run, stand, scenario


def _finish(
    session: Session,
    house: House,
    run: ScenarioRun,
    stand: Progress,
    scenario: ScenarioSection,
    after: Walk,
    now: datetime,
) -> None:
    """Ends the walk; the first one to end in this cycle is what counts, and becomes a fact."""
    run.finished_at = now
    if scenario.id in stand.walked:
        return
    session.flush()
    fact = ScenarioFinished(
        scenario=run.scenario,
        run=run.id,
        steps=len(after.taken),
        end=after.node.id,
        outcome=after.node.outcome if isinstance(after.node, End) else None,
        verdicts=verdicts(after.taken),
    )
    about = About(subject=run.person_id, course=run.course, edition=run.edition_id)
    path = {"path": [{"step": step, "choice": letter} for step, letter in run.path]}
    seal(session, draft(fact, actor=person(run.person_id), now=now, pii=path, **about))
    completion.advance(session, house, run.person_id, run.course, run.language, now)
