"""The fold: which facts count, when a rung is reached, what carries over to a newer edition."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from lms.domain.enrolment import State, fold
from lms.domain.facts import Entry
from lms.domain.plan import Plan

START = datetime(2026, 11, 2, 8, tzinfo=UTC)
FIRST = Plan(
    "e1",
    sections={"a": "a-print", "b": "b-print", "extra": "x-print"},
    quizzes={"q": "q-print"},
    modules={"m": ("a", "b")},
    required_sections=frozenset("ab"),
    required_quizzes=frozenset("q"),
    acknowledgement="ack",
)
REWORDED = Plan(
    "e2",
    sections={"a": "a-print", "b": "new words", "extra": "x-print"},
    quizzes={"q": "q-print"},
    modules={"m": ("a", "b")},
    required_sections=frozenset("ab"),
    required_quizzes=frozenset("q"),
    acknowledgement="ack",
)
PLANS = {"e1": FIRST, "e2": REWORDED}
READ = {"sections": [{"tag": "a"}, {"tag": "b"}]}
PASSED = {"quiz": "q", "passed": True, "held": {"got": 3000, "of": 4000}}


def entry(
    seq: int, kind: str, data: dict[str, Any] | None = None, *, mine: bool = False, edition: str | None = "e1"
) -> Entry:
    enrolment = "mine" if mine else None
    return Entry(seq, f"f{seq}", START + timedelta(hours=seq), kind, "ana", "small", edition, enrolment, data or {})


def assigned(seq: int, cycle_start: int | None = None, due: str | None = None) -> Entry:
    data: dict[str, Any] = {"cycle": 1, "cycle_start": seq if cycle_start is None else cycle_start}
    return entry(seq, "assigned", data | ({"due": due} if due else {}), mine=True, edition=None)


def state_after(*entries: Entry, plan: Plan = FIRST) -> State:
    return fold("mine", entries, PLANS.__getitem__, plan)


JOURNEY = (
    assigned(1, due="2026-12-01"),
    entry(2, "notified", mine=True, edition=None),
    entry(3, "opened"),
    entry(4, "module read", READ),
    entry(5, "quiz taken", PASSED),
    entry(6, "signed"),
)


def test_each_rung_keeps_the_instant_of_its_own_fact() -> None:
    state = state_after(*JOURNEY)
    rungs = [state.notified_at, state.opened_at, state.displayed_at, state.tested_at, state.signed_at]
    assert rungs == [START + timedelta(hours=seq) for seq in (2, 3, 4, 5, 6)]
    assert state.score == (3000, 4000)


@pytest.mark.parametrize("missing", [3, 4, 5])
def test_nothing_is_complete_while_a_rung_is_missing(missing: int) -> None:
    state = state_after(*(fact for place, fact in enumerate(JOURNEY) if place != missing))
    assert not state.may_complete(FIRST)


def test_with_every_rung_it_may_complete_and_the_fact_completes_it() -> None:
    assert state_after(*JOURNEY).may_complete(FIRST)
    state = state_after(*JOURNEY, entry(7, "completed", {"score": {"got": 3000, "of": 4000}}, mine=True))
    assert (state.state, state.edition, state.score) == ("completed", "e1", (3000, 4000))


def test_learning_before_the_cycle_never_counts_for_it() -> None:
    state = state_after(entry(0, "module read", READ), assigned(1))
    assert state.displayed_at is None


def test_learning_counts_from_the_cycle_start_that_the_assignment_names() -> None:
    state = state_after(entry(0, "opened"), entry(1, "module read", READ), assigned(2, cycle_start=0))
    assert state.displayed_at == START + timedelta(hours=1)


STORY = replace(FIRST, scenarios={"s": "s-print"}, required_scenarios=frozenset("s"))
WALKED = {"scenario": "s", "run": "r", "steps": 2, "end": "well", "verdicts": {"best": 2}}


def test_a_scenario_walked_to_an_end_is_neither_displayed_nor_tested() -> None:
    plans = {"e1": STORY}
    state = fold("mine", (assigned(1), entry(2, "scenario finished", WALKED)), plans.__getitem__, STORY)
    assert state.walked_at == START + timedelta(hours=2)
    assert (state.displayed_at, state.tested_at) == (None, None)


def test_without_its_story_nothing_is_complete() -> None:
    plans = {"e1": STORY}
    walked = entry(7, "scenario finished", WALKED)
    assert not fold("mine", JOURNEY, plans.__getitem__, STORY).may_complete(STORY)
    assert fold("mine", (*JOURNEY, walked), plans.__getitem__, STORY).may_complete(STORY)


def test_another_story_in_a_newer_edition_must_be_walked_again() -> None:
    newer = replace(STORY, edition="e2", scenarios={"s": "other way"})
    plans = {"e1": STORY, "e2": newer}
    entries = (assigned(1), entry(2, "scenario finished", WALKED))
    assert fold("mine", entries, plans.__getitem__, newer).walked_at is None
    again = entry(3, "scenario finished", WALKED, edition="e2")
    assert fold("mine", (*entries, again), plans.__getitem__, newer).walked_at == again.at


def test_a_failed_quiz_is_no_rung() -> None:
    state = state_after(assigned(1), entry(2, "quiz taken", PASSED | {"passed": False}))
    assert state.tested_at is None


def test_a_newer_edition_keeps_what_is_unchanged_and_asks_for_what_is_new() -> None:
    learned = (assigned(1), entry(2, "module read", READ), entry(3, "quiz taken", PASSED))
    state = state_after(*learned, plan=REWORDED)
    assert (state.displayed_at, state.tested_at is not None) == (None, True)
    again = entry(4, "module read", {"sections": [{"tag": "b"}]}, edition="e2")
    assert state_after(*learned, again, plan=REWORDED).displayed_at == START + timedelta(hours=4)


def test_optional_sections_are_not_waited_for() -> None:
    assert state_after(assigned(1), entry(2, "module read", READ)).displayed_at is not None


@pytest.mark.parametrize("kind", ["waived", "withdrawn"])
def test_an_ended_obligation_ignores_what_comes_after(kind: str) -> None:
    state = state_after(assigned(1), entry(2, kind, mine=True, edition=None), entry(3, "opened"))
    assert (state.state, state.opened_at) == (kind, None)


def test_a_moved_due_date_replaces_the_first_one() -> None:
    moved = entry(2, "due date moved", {"due": "2027-01-15"}, mine=True, edition=None)
    assert state_after(assigned(1, due="2026-12-01"), moved).due == date(2027, 1, 15)
    assert state_after(assigned(1, due="2026-12-01"), entry(2, "due date moved", mine=True)).due is None


def test_facts_of_another_enrolment_change_nothing_of_this_one() -> None:
    other = Entry(2, "f2", START, "waived", "ana", "small", None, "hers", {})
    assert state_after(assigned(1), other).state == "open"


def test_granted_attempts_add_up() -> None:
    grants = [entry(seq, "attempt granted", {"quiz": "q"}, mine=True) for seq in (2, 3)]
    assert state_after(assigned(1), *grants).extra_attempts == {"q": 2}


def test_an_enrolment_without_its_first_fact_is_an_error() -> None:
    with pytest.raises(LookupError):
        state_after(entry(1, "opened"))


def reopened(seq: int, *path: str) -> Entry:
    data = {"cycle": 2, "cycle_start": seq, "path": list(path)}
    return entry(seq, "assigned", data, mine=True, edition="e2")


def test_a_short_path_asks_for_its_part_only() -> None:
    read = entry(2, "module read", {"sections": [{"tag": "b"}]}, edition="e2")
    state = state_after(reopened(1, "b"), read, entry(3, "signed", edition="e2"), plan=REWORDED)
    assert (state.path, state.reopened_for, state.cycle) == (("b",), "e2", 2)
    assert state.may_complete(REWORDED.only(state.path))
    assert not state.may_complete(REWORDED)


def test_a_widened_path_takes_a_rung_back_until_the_rest_is_read() -> None:
    read = entry(2, "module read", {"sections": [{"tag": "b"}]}, edition="e2")
    widened = entry(3, "path widened", {"path": ["a", "b"]}, mine=True, edition="e2")
    state = state_after(reopened(1, "b"), read, widened, plan=REWORDED)
    assert (state.path, state.displayed_at) == (("a", "b"), None)


def test_a_path_of_the_signature_alone_is_ready_at_once() -> None:
    state = state_after(reopened(1), plan=REWORDED)
    assert not state.may_complete(REWORDED.only(state.path))
    assert state_after(reopened(1), entry(2, "signed", edition="e2"), plan=REWORDED).may_complete(REWORDED.only(()))
