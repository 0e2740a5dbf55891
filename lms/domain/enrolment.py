"""The fold: from the facts of a person and a course to the state of one enrolment (the evidence ladder)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from lms.domain.facts import Entry
from lms.domain.plan import Plan


@dataclass(frozen=True, slots=True)
class State:
    """assigned → notified → opened → displayed → tested → signed, each with its own instant, never merged into one.

    `walked_at` stands beside the ladder: a scenario is an exercise without marks, neither a text displayed nor a test.
    """

    cycle: int
    cycle_start: int
    assigned_at: datetime
    due: date | None = None
    state: str = "open"
    notified_at: datetime | None = None
    opened_at: datetime | None = None
    displayed_at: datetime | None = None  # every required section of the plan was displayed in full
    tested_at: datetime | None = None  # every required quiz of the plan was passed
    walked_at: datetime | None = None  # every required scenario of the plan was walked to an end
    signed_at: datetime | None = None
    declined_at: datetime | None = None  # the last time the signature was declined; nothing once it is given
    paper_on: date | None = None  # the day on a paper that was signed by hand instead; the rungs below stay empty
    completed_at: datetime | None = None
    ended_at: datetime | None = None
    edition: str | None = None
    score: tuple[int, int] | None = None  # got, of: thousandths of a point, once tested
    extra_attempts: Mapping[str, int] = field(default_factory=dict)  # quiz → how many HR granted
    path: tuple[str, ...] | None = None  # the sections asked for; None: the whole course
    reopened_for: str | None = None  # the edition that asked somebody who had finished to do a part again

    def may_complete(self, plan: Plan) -> bool:
        """Whether nothing is missing of what the plan has: texts displayed, quizzes and scenarios done, signed.

        A signature on paper is enough by itself: nothing was displayed or tested on a screen, and nothing says so.
        """
        if self.paper_on is not None:
            return self.state == "open"
        return (
            self.state == "open"
            and (self.displayed_at is not None or not plan.required_sections)
            and (self.tested_at is not None or not plan.required_quizzes)
            and (self.walked_at is not None or not plan.required_scenarios)
            and (self.signed_at is not None or plan.acknowledgement is None)
        )


@dataclass(slots=True)
class Done:
    """What was displayed, passed and walked, as (tag, print) pairs: an equal print carries over to a newer edition."""

    sections: set[tuple[str, str]] = field(default_factory=set)
    quizzes: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)  # → points held (got, of)
    scenarios: set[tuple[str, str]] = field(default_factory=set)

    def learn(self, entry: Entry, plan: Plan) -> None:
        """Takes in one learning fact; `plan` is that of the edition it names."""
        if entry.kind == "module read":
            tags = [section["tag"] for section in entry.data["sections"]]
            self.sections.update((tag, plan.sections[tag]) for tag in tags if tag in plan.sections)
        elif entry.kind == "quiz taken" and entry.data["passed"]:
            quiz, held = entry.data["quiz"], entry.data["held"]
            self.quizzes[quiz, plan.quizzes[quiz]] = (held["got"], held["of"])
        elif entry.kind == "scenario finished":
            scenario = entry.data["scenario"]
            self.scenarios.add((scenario, plan.scenarios[scenario]))

    def all_displayed(self, plan: Plan) -> bool:
        return all((tag, plan.sections[tag]) in self.sections for tag in plan.required_sections)

    def all_tested(self, plan: Plan) -> bool:
        return all((quiz, plan.quizzes[quiz]) in self.quizzes for quiz in plan.required_quizzes)

    def all_walked(self, plan: Plan) -> bool:
        return all((scenario, plan.scenarios[scenario]) in self.scenarios for scenario in plan.required_scenarios)

    def score(self, plan: Plan) -> tuple[int, int] | None:
        """Points finally held over all counted questions of the required quizzes; None without any."""
        held = [self.quizzes.get((quiz, plan.quizzes[quiz]), (0, 0)) for quiz in plan.required_quizzes]
        return (sum(got for got, _ in held), sum(of for _, of in held)) if held else None


def fold(enrolment: str, entries: Sequence[Entry], plan_of: Callable[[str], Plan], current: Plan) -> State:
    """The state of `enrolment` after `entries`: all facts of its person and course, in the order of the record.

    `plan_of` gives the plan of the edition that a fact names; `current` is the plan an open enrolment is measured by.
    On a short path only its part of that plan counts. Raises LookupError when the entries do not hold its `assigned`
    fact.
    """
    state = _beginning(enrolment, entries)
    current = current.only(state.path)
    done = Done()
    for entry in entries:
        if state.state != "open":
            break
        if entry.enrolment == enrolment:
            state = _obligation(state, entry)
        if entry.seq >= state.cycle_start and entry.edition:
            done.learn(entry, plan_of(entry.edition))
            state = _climb(state, entry, done, current)
    return state


def held_in_all(
    entries: Iterable[Entry], plan_of: Callable[[str], Plan], plan: Plan
) -> tuple[int, int] | None:
    """Points last held over all counted questions of an edition, in whichever cycle each quiz was passed.

    For somebody who did only a part again: the other quizzes stand as they were passed, because their key is the same.
    None when one was never passed as it stands now (or nothing counts): points of a part would read like the whole.
    """
    done = Done()
    for entry in entries:
        if entry.edition:
            done.learn(entry, plan_of(entry.edition))
    return done.score(plan) if done.all_tested(plan) else None


def _beginning(enrolment: str, entries: Sequence[Entry]) -> State:
    """How it was assigned, with the path that it has in the end: a path only ever grows while it is open."""
    state = None
    for entry in entries:
        if entry.enrolment != enrolment:
            continue
        if entry.kind == "assigned":
            start = State(entry.data["cycle"], entry.data["cycle_start"], entry.at, _day(entry.data.get("due")))
            state = replace(start, path=_path(entry), reopened_for=entry.edition)
        elif entry.kind == "path widened" and state is not None:
            state = replace(state, path=_path(entry))
    if state is None:
        raise LookupError(f"no assigned fact for enrolment {enrolment}")
    return state


def _path(entry: Entry) -> tuple[str, ...] | None:
    path = entry.data.get("path")
    return None if path is None else tuple(path)


def _obligation(state: State, entry: Entry) -> State:
    """Facts that name this enrolment: what HR or the system did to it."""
    match entry.kind:
        case "notified":
            return replace(state, notified_at=state.notified_at or entry.at)
        case "due date moved":
            return replace(state, due=_day(entry.data.get("due")))
        case "attempt granted":
            quiz = entry.data["quiz"]
            return replace(state, extra_attempts={**state.extra_attempts, quiz: state.extra_attempts.get(quiz, 0) + 1})
        case "waived" | "withdrawn":
            return replace(state, state=entry.kind, ended_at=entry.at)
        case "completed":
            score = entry.data.get("score")
            points = (score["got"], score["of"]) if score else None
            return replace(state, state="completed", completed_at=entry.at, edition=entry.edition, score=points)
    return state


def _climb(state: State, entry: Entry, done: Done, plan: Plan) -> State:
    """The rungs that learning facts reach; a rung once reached keeps its first instant."""
    rungs: dict[str, Any] = {}
    if entry.kind == "opened" and state.opened_at is None:
        rungs["opened_at"] = entry.at
    if plan.required_sections and state.displayed_at is None and done.all_displayed(plan):
        rungs["displayed_at"] = entry.at
    if plan.required_quizzes and state.tested_at is None and done.all_tested(plan):
        rungs |= {"tested_at": entry.at, "score": done.score(plan)}
    if plan.required_scenarios and state.walked_at is None and done.all_walked(plan):
        rungs["walked_at"] = entry.at
    if entry.kind == "declined":
        rungs["declined_at"] = entry.at
    if entry.kind == "signed" and state.signed_at is None:
        rungs |= {"signed_at": entry.at, "declined_at": None}
    if entry.kind == "paper signature recorded" and state.signed_at is None:
        rungs |= {"signed_at": entry.at, "declined_at": None, "paper_on": _day(entry.data["signed_on"])}
    return replace(state, **rungs) if rungs else state


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
