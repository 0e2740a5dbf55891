"""Assigning: who gets it, what it costs, and enrolment rows that equal their facts."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from lms.domain.audience import Audience, Departments, Everyone, People
from lms.domain.refusal import Refusal
from lms.services import assigning, assignments, opening, people, record
from lms.store import new_id, reading
from lms.store.models import Assignment, Enrolment, FactPii, Mail, RecordEntry
from tests.cast import NOBODY, NOW, Cast
from tests.journey import finish
from tests.obligations import DUE, HOUSE, assign_to, differences, enrolment_of
from tests.services import editions

LATER = NOW + timedelta(hours=1)


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


def kinds() -> list[str]:
    with reading() as session:
        return list(session.scalars(sa.select(RecordEntry.kind).order_by(RecordEntry.seq)))


def names(audience: Audience, course: str) -> list[str]:
    return [one.given_name for one in assigning.preview(HOUSE, course, audience, DUE, NOW).people]


def test_the_preview_names_people_and_minutes(cast: Cast, small: str) -> None:
    seen = assigning.preview(HOUSE, small, Departments(names=("Showrooms",)), DUE, NOW)
    assert [one.given_name for one in seen.people] == ["Ana", "Marc"]
    assert seen.minutes_in_all == 2 * seen.minutes > 0


def test_everybody_means_everybody_active(cast: Cast, small: str) -> None:
    people.deactivate(cast.hana.id, cast.omar.id, NOW)
    assert len(names(Everyone(), small)) == 6 and "Omar" not in names(Everyone(), small)


def test_chosen_people_who_left_meanwhile_are_left_out(cast: Cast, small: str) -> None:
    people.deactivate(cast.hana.id, cast.omar.id, NOW)
    assert names(People(ids=(cast.omar.id, cast.ana.id)), small) == ["Ana"]


@pytest.mark.parametrize("audience", [Departments(names=("Nowhere",)), People(ids=(NOBODY,)), People()])
def test_an_audience_of_nobody_is_refused(cast: Cast, small: str, audience: Audience) -> None:
    assert code_of(lambda: assigning.preview(HOUSE, small, audience, DUE, NOW)) == "audience-empty"
    assert code_of(lambda: assigning.assign(HOUSE, cast.hana.id, small, audience, DUE, NOW)) == "audience-empty"


def test_a_date_that_has_passed_is_refused_and_today_is_not(cast: Cast, small: str) -> None:
    yesterday, today = date(2026, 11, 22), date(2026, 11, 23)
    assert code_of(lambda: assign_to(cast, small, cast.ana.id, due=yesterday)) == "due-past"
    assert assign_to(cast, small, cast.ana.id, due=today)


def test_a_course_that_is_not_published_cannot_be_assigned(cast: Cast) -> None:
    assert code_of(lambda: assign_to(cast, "small", cast.ana.id)) == "not-found"


def test_each_person_gets_an_enrolment_a_fact_and_a_mail_in_one_batch(cast: Cast, small: str) -> None:
    before = record.head().size
    assigning.assign(HOUSE, cast.hana.id, small, Everyone(), DUE, NOW)
    assert kinds()[before:] == ["assigned"] * 7
    with reading() as session:
        assert len(session.scalars(sa.select(Mail)).all()) == 7
    assert differences() == []


def test_learning_counts_from_the_persons_own_assigned_fact(cast: Cast, small: str) -> None:
    before = record.head().size
    assign_to(cast, small, cast.ana.id, cast.omar.id)
    assert sorted(enrolment_of(one.id).cycle_start for one in (cast.ana, cast.omar)) == [before, before + 1]


def test_a_date_ends_at_midnight_where_the_person_is(cast: Cast, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    due_at = enrolment_of(cast.ana.id).due_at
    assert due_at is not None and due_at.isoformat() == "2026-12-14T23:00:00+00:00"


def test_who_has_it_open_already_closes_both_with_one_act(cast: Cast, small: str) -> None:
    opening.open_course(cast.ana.id, small, "en", NOW)
    assign_to(cast, small, cast.ana.id, now=LATER)
    first, second = enrolment_of(cast.ana.id), enrolment_of(cast.ana.id, 1)
    assert second.cycle_start == first.cycle_start and second.opened_at == first.opened_at
    assert differences() == []


def test_the_preview_tells_who_has_it_open_and_counts_their_minutes_once(cast: Cast, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    seen = assigning.preview(HOUSE, small, People(ids=(cast.ana.id, cast.omar.id)), DUE, NOW)
    assert [one.has_open for one in seen.people] == [True, False]
    assert seen.minutes_in_all == seen.minutes


def test_the_same_form_sent_twice_assigns_once(cast: Cast, small: str) -> None:
    made = new_id()
    audience = People(ids=(cast.ana.id,))
    for _ in range(2):
        assigning.assign(HOUSE, cast.hana.id, small, audience, DUE, NOW, assignment_id=made)
    with reading() as session:
        assert session.scalars(sa.select(Enrolment.assignment_id)).all() == [made]


def test_nobody_gets_it_who_was_not_in_the_preview(cast: Cast, small: str) -> None:
    seen = assigning.preview(HOUSE, small, Everyone(), DUE, NOW).seen
    people.add(cast.hana.id, people.Details("new@ostrelle.example", "New", "Person"), NOW)
    late = lambda: assigning.assign(HOUSE, cast.hana.id, small, Everyone(), DUE, NOW, seen=seen)  # noqa: E731
    assert code_of(late) == "audience-changed"


def test_moving_the_due_date_moves_it_for_those_who_have_not(cast: Cast, small: str) -> None:
    made = assign_to(cast, small, cast.ana.id, cast.omar.id)
    assigning.waive(cast.hana.id, enrolment_of(cast.omar.id).id, "On leave", NOW)
    assert assigning.move_due(HOUSE, cast.hana.id, made, date(2027, 1, 8), 1, LATER) == 1
    assert enrolment_of(cast.ana.id).due_on == date(2027, 1, 8)
    assert differences() == []


def test_the_second_of_two_movers_is_told(cast: Cast, small: str) -> None:
    made = assign_to(cast, small, cast.ana.id)
    assigning.move_due(HOUSE, cast.hana.id, made, date(2027, 1, 8), 1, LATER)
    again = lambda: assigning.move_due(HOUSE, cast.hana.id, made, date(2027, 2, 8), 1, LATER)  # noqa: E731
    assert code_of(again) == "changed-meanwhile"


def test_withdrawing_ends_what_is_open_and_twice_is_once(cast: Cast, small: str) -> None:
    made = assign_to(cast, small, cast.ana.id, cast.omar.id)
    assert [assigning.withdraw(cast.hana.id, made, LATER) for _ in range(2)] == [2, 0]
    assert enrolment_of(cast.ana.id).state == "withdrawn"
    assert differences() == []


def test_a_withdrawn_assignment_has_no_date_to_move(cast: Cast, small: str) -> None:
    made = assign_to(cast, small, cast.ana.id)
    assigning.withdraw(cast.hana.id, made, LATER)
    assert code_of(lambda: assigning.move_due(HOUSE, cast.hana.id, made, DUE, 2, LATER)) == "not-open"


def test_a_waiver_keeps_its_reason_beside_the_record(cast: Cast, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    assigning.waive(cast.hana.id, enrolment_of(cast.ana.id).id, "  Sick until\nspring ", LATER)
    with reading() as session:
        side = session.scalars(sa.select(FactPii)).one()
        bodies = b"".join(session.scalars(sa.select(RecordEntry.body)))
    assert (side.person_id, side.body) == (cast.ana.id, b'{"reason":"Sick until spring"}')
    assert b"Sick" not in bodies and differences() == []


@pytest.mark.parametrize(("reason", "code"), [(" \n ", "reason-missing"), ("x" * 501, "text-too-long")])
def test_a_waiver_needs_a_reason_that_fits(cast: Cast, small: str, reason: str, code: str) -> None:
    assign_to(cast, small, cast.ana.id)
    assert code_of(lambda: assigning.waive(cast.hana.id, enrolment_of(cast.ana.id).id, reason, NOW)) == code


def test_what_is_finished_cannot_be_waived(cast: Cast, small: str) -> None:
    assign_to(cast, small, cast.ana.id)
    mine = enrolment_of(cast.ana.id).id
    assigning.waive(cast.hana.id, mine, "On leave", NOW)
    assert code_of(lambda: assigning.waive(cast.hana.id, mine, "Again", NOW)) == "not-open"


@pytest.mark.parametrize("nothing", [NOBODY, "nonsense", "", "a" * 4000])
def test_what_is_not_there_is_not_found(cast: Cast, nothing: str) -> None:
    assert code_of(lambda: assigning.withdraw(cast.hana.id, nothing, NOW)) == "not-found"
    assert code_of(lambda: assigning.waive(cast.hana.id, nothing, "Why", NOW)) == "not-found"
    assert code_of(lambda: assignments.one(HOUSE, nothing, "", 1, NOW)) == "not-found"


def test_an_assignment_tells_who_has_not(cast: Cast, small: str) -> None:
    made = assign_to(cast, small, cast.ana.id, cast.omar.id)
    page = assignments.one(HOUSE, made, "has_not", 1, NOW)
    assert (page.assignment.open, [one.given_name for one in page.people]) == (2, ["Ana", "Omar"])
    assert assignments.listing(1, NOW).assignments[0].audience == People(ids=(cast.ana.id, cast.omar.id))


def test_the_rule_of_an_assignment_is_kept_as_data(cast: Cast, small: str) -> None:
    made = assigning.assign(HOUSE, cast.hana.id, small, Everyone(without_signed=True), DUE, NOW)
    with reading() as session:
        row = session.get_one(Assignment, made)
        assert row.audience == {"rule": "everyone", "without_signed": True}


@pytest.mark.parametrize(("files", "told"), [(editions.typo(), True), (editions.another_promise(), False)])
def test_a_signature_counts_until_a_material_change(
    small: str, cast: Cast, files: dict[str, bytes], told: bool
) -> None:
    finish(cast.ana)
    editions.publish(cast, files)
    ana_alone = People(without_signed=False, ids=(cast.ana.id,))
    (ana,) = assigning.preview(HOUSE, small, ana_alone, DUE, NOW).people
    assert ana.has_signed is told
