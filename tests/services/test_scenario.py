"""Walking a scenario: what counts, what is kept where, and everything that changes nothing."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.domain.audience import People
from lms.domain.facts import Entry
from lms.domain.refusal import Refusal
from lms.domain.scenario import MOST_CHOICES
from lms.services import assigning, doctor, opening, progress, scenario
from lms.services.progress import Progress
from lms.store import db, writing
from lms.store import reading as looking
from lms.store import record as log
from lms.store.models import Enrolment, FactPii, ScenarioRun
from tests import storyline
from tests.cast import NOW, Cast, Player
from tests.journey import HOUSE
from tests.storyline import BEST, SLUG, TAG, WORST, begin, choose, go, read_all, sign

LATER = NOW + timedelta(hours=1)


def finished(person: Player) -> list[Entry]:
    with looking() as session:
        return [entry for entry in log.entries_of(session, person.id, SLUG) if entry.kind == "scenario finished"]


def stand(person: Player) -> Progress:
    return progress.of(person.id, SLUG)


def at(person: Player) -> str:
    """The name of where the walk stands."""
    walk = scenario.page(person.id, SLUG, TAG).walk
    assert walk is not None
    return walk.node.id


def healthy() -> bool:
    return not [finding for finding in doctor.examine(HOUSE, NOW) if finding.about == "enrolment"]


def test_each_choice_leads_where_the_author_said(story: str, cast: Cast) -> None:
    run = begin(cast.ana)
    assert at(cast.ana) == "start"
    choose(cast.ana, run, 0, "b")
    assert at(cast.ana) == "sam-answers"
    choose(cast.ana, run, 1, "b")
    assert at(cast.ana) == "handled"


def test_a_walk_to_an_end_becomes_one_fact_without_its_way(story: str, cast: Cast) -> None:
    run = go(cast.ana, ("c", *WORST))
    (fact,) = finished(cast.ana)
    assert fact.data == {
        "scenario": TAG,
        "run": run,
        "steps": 3,
        "end": "hidden",
        "outcome": "bad",
        "verdicts": {"poor": 2, "unjudged": 1},
    }


def test_the_way_stands_in_the_side_row(story: str, cast: Cast) -> None:
    go(cast.ana)
    with looking() as session:
        body = session.scalar(sa.select(FactPii.body).where(FactPii.fact_id == finished(cast.ana)[0].id))
    path = [{"step": "start", "choice": "b"}, {"step": "sam-answers", "choice": "b"}]
    assert body is not None and json.loads(body) == {"path": path}


def test_any_end_will_do_and_the_signature_completes_the_course(story: str, cast: Cast) -> None:
    go(cast.ana, WORST)
    read_all(cast.ana)
    assert sign(cast.ana)
    assert stand(cast.ana).completed and healthy()


def test_nobody_signs_before_the_story_has_come_to_an_end(story: str, cast: Cast) -> None:
    run = begin(cast.ana)
    choose(cast.ana, run, 0, "b")
    read_all(cast.ana)
    with pytest.raises(Refusal) as error:
        sign(cast.ana)
    assert str(error.value).endswith("The Friday screenshot.")


def test_progress_follows_the_story(story: str, cast: Cast) -> None:
    def step() -> tuple[str, int, int]:
        here = stand(cast.ana)
        return here.next_step().kind, here.percent, here.minutes_left

    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    seen = [step()]
    read_all(cast.ana)
    seen.append(step())
    go(cast.ana)
    seen.append(step())
    assert [kind for kind, _, _ in seen] == ["read", "scenario", "sign"]
    assert seen[0][1] < seen[1][1] < seen[2][1] and seen[2][2] == 1


def test_the_enrolment_says_when_the_story_was_walked(story: str, cast: Cast) -> None:
    go(cast.ana, now=LATER)
    with looking() as session:
        row = session.scalars(sa.select(Enrolment)).one()
        assert (row.walked_at, row.tested_at) == (LATER, None)
    assert healthy()


def test_walking_again_leaves_no_second_fact(story: str, cast: Cast) -> None:
    first = go(cast.ana, WORST)
    second = go(cast.ana, BEST, LATER)
    assert first != second and at(cast.ana) == "handled"
    assert [fact.data["end"] for fact in finished(cast.ana)] == ["hidden"]


def test_a_finished_course_may_be_walked_again(story: str, cast: Cast) -> None:
    go(cast.ana)
    read_all(cast.ana)
    sign(cast.ana)
    run = scenario.start(cast.ana.id, SLUG, TAG, "en", LATER)
    choose(cast.ana, run, 0, "a", LATER)
    assert at(cast.ana) == "spreads" and healthy()


def test_starting_twice_is_one_walk(story: str, cast: Cast) -> None:
    run = begin(cast.ana)
    choose(cast.ana, run, 0, "b")
    assert begin(cast.ana) == run and at(cast.ana) == "sam-answers"


@pytest.mark.parametrize("place", [-1, 0, 2, 99])
def test_a_page_that_is_not_up_to_date_changes_nothing(story: str, cast: Cast, place: int) -> None:
    run = begin(cast.ana)
    choose(cast.ana, run, 0, "b")
    assert choose(cast.ana, run, place, "a") == 1
    assert at(cast.ana) == "sam-answers"


def test_a_double_click_at_a_step_that_leads_to_itself_counts_once(story: str, cast: Cast) -> None:
    run = begin(cast.ana)
    assert [choose(cast.ana, run, 0, "c"), choose(cast.ana, run, 0, "c")] == [1, 1]


def test_a_choice_after_the_end_changes_nothing(story: str, cast: Cast) -> None:
    run = go(cast.ana)
    assert choose(cast.ana, run, 2, "a") == 2 and len(finished(cast.ana)) == 1


@pytest.mark.parametrize(
    ("letter", "code"), [("", "no-choice"), ("z", "answer-unknown"), ("handled", "answer-unknown")]
)
def test_what_no_page_of_ours_sends_is_refused(story: str, cast: Cast, letter: str, code: str) -> None:
    run = begin(cast.ana)
    with pytest.raises(Refusal) as error:
        choose(cast.ana, run, 0, letter)
    assert error.value.code == code and at(cast.ana) == "start"


def test_somebody_elses_walk_is_not_there(story: str, cast: Cast) -> None:
    run = begin(cast.ana)
    begin(cast.omar)
    with pytest.raises(Refusal) as error:
        choose(cast.omar, run, 0, "b")
    assert error.value.code == "not-found"


@pytest.mark.parametrize("tag", ["tell", "nothing", "calm"])
def test_only_a_scenario_can_be_walked(story: str, cast: Cast, tag: str) -> None:
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    with pytest.raises(Refusal) as error:
        scenario.start(cast.ana.id, SLUG, tag, "en", NOW)
    assert error.value.code == "not-found"


def test_a_story_is_not_walked_before_the_course_is_started(story: str, cast: Cast) -> None:
    with pytest.raises(Refusal) as error:
        scenario.start(cast.ana.id, SLUG, TAG, "en", NOW)
    assert error.value.code == "not-started"


def test_a_newer_edition_with_the_same_story_keeps_the_walk(story: str, cast: Cast) -> None:
    run = begin(cast.ana)
    choose(cast.ana, run, 0, "b")
    storyline.publish(cast, "1.1", words=("can act in seconds", "can act very quickly"))
    choose(cast.ana, run, 1, "b")
    assert TAG in stand(cast.ana).walked and healthy()


def test_a_walk_that_was_finished_counts_in_a_newer_edition_with_the_same_story(story: str, cast: Cast) -> None:
    go(cast.ana)
    storyline.publish(cast, "1.1", words=("can act in seconds", "can act very quickly"))
    read_all(cast.ana)
    assert sign(cast.ana) and healthy()


def test_another_story_must_be_walked_anew(story: str, cast: Cast) -> None:
    run = begin(cast.ana)
    storyline.publish(cast, "2.0", way=("-> hidden (poor)", "-> spreads (poor)"))
    with pytest.raises(Refusal) as error:
        choose(cast.ana, run, 0, "b")
    assert error.value.code == "edition-changed"
    assert scenario.page(cast.ana.id, SLUG, TAG).walk is None and begin(cast.ana) != run


def test_a_finished_walk_through_another_story_does_not_count(story: str, cast: Cast) -> None:
    go(cast.ana)
    storyline.publish(cast, "2.0", way=("-> hidden (poor)", "-> spreads (poor)"))
    assert not stand(cast.ana).walked
    go(cast.ana)
    assert len(finished(cast.ana)) == 2 and TAG in stand(cast.ana).walked


def test_whoever_has_signed_is_asked_for_a_changed_story_only(story: str, cast: Cast) -> None:
    assigning.assign(HOUSE, cast.hana.id, SLUG, People(ids=(cast.ana.id,)), None, NOW)
    go(cast.ana)
    read_all(cast.ana)
    sign(cast.ana)
    storyline.publish(cast, "2.0", way=("-> hidden (poor)", "-> spreads (poor)"))
    again = stand(cast.ana)
    assert again.open and again.path is not None and TAG in again.path and "tell" not in again.path
    go(cast.ana, BEST, LATER)
    assert stand(cast.ana).next_step().kind == "sign"
    assert sign(cast.ana, LATER) and healthy()


def test_a_story_of_an_optional_module_is_never_in_the_way(cast: Cast) -> None:
    storyline.publish(cast, optional=("id: leak\n", "id: leak\noptional: yes\n"))
    opening.open_course(cast.ana.id, SLUG, "en", NOW)
    assert stand(cast.ana).next_step().kind == "sign"


def test_an_assignment_that_comes_later_finds_the_walk_done(story: str, cast: Cast) -> None:
    go(cast.ana)
    assigning.assign(HOUSE, cast.hana.id, SLUG, People(ids=(cast.ana.id,)), None, LATER)
    with looking() as session:
        assert session.scalars(sa.select(Enrolment.walked_at)).all() == [NOW, NOW]
    assert healthy()


def test_a_walk_in_circles_is_given_up_at_last(story: str, cast: Cast) -> None:
    run = begin(cast.ana)
    with writing() as session:
        session.execute(sa.update(ScenarioRun).values(path=[["start", "c"]] * (MOST_CHOICES - 1)))
    choose(cast.ana, run, MOST_CHOICES - 1, "c")
    assert scenario.page(cast.ana.id, SLUG, TAG).walk is None
    assert begin(cast.ana) != run


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(-1, 6), st.sampled_from(["", "a", "b", "c", "d", "start"])), max_size=12))
def test_whatever_is_posted_the_walk_is_a_way_through_the_story(
    story: str, cast: Cast, posts: list[tuple[int, str]]
) -> None:
    run = begin(cast.ana)
    for place, letter in posts:
        with suppress(Refusal):
            choose(cast.ana, run, place, letter)
    page = scenario.page(cast.ana.id, SLUG, TAG)
    assert page.walk is not None and page.walk.node.id in page.scenario.nodes
    assert len(finished(cast.ana)) == (TAG in stand(cast.ana).walked)


def test_fifty_posts_at_once_have_one_effect(app: Flask, story: str, cast: Cast) -> None:
    run = begin(cast.ana)
    choose(cast.ana, run, 0, "b")

    def post(number: int) -> int:
        with app.app_context():
            try:
                return choose(cast.ana, run, 1, "ab"[number % 2])
            finally:
                db.session.remove()

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(post, range(50))) == {2}
    assert len(finished(cast.ana)) == 1 and healthy()
