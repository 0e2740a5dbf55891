"""After a material edition: who is asked again, for what, until when; and that nothing is ever wiped."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from lms.domain.plan import seconds_of
from lms.domain.refusal import Refusal
from lms.services import (
    assigning,
    directory,
    doctor,
    follow_up,
    opening,
    people,
    progress,
    proposing,
    record,
    signing,
)
from lms.services.follow_up import Filters
from lms.store import reading
from lms.store.models import Certificate, Enrolment, Mail
from tests.cast import NOW, Cast, Player, add_person
from tests.journey import act, answer_all, finish, read_all
from tests.obligations import HOUSE, assign_to, enrolment_of
from tests.services import editions
from tests.services import test_paper_signatures as paper
from tests.services.test_publishing import changed


def signed_by(cast: Cast, *people: Player) -> str:
    assignment = assign_to(cast, "small", *(person.id for person in people))
    for person in people:
        finish(person)
    return assignment


def open_ones(person: Player) -> list[Enrolment]:
    with reading() as session:
        mine = sa.select(Enrolment).where(Enrolment.person_id == person.id, Enrolment.state == "open")
        return list(session.scalars(mine))


def all_is_well() -> bool:
    problems = [found for found in doctor.examine(HOUSE, NOW) if found.problem]
    return (problems, record.verify().problem) == ([], None)


@pytest.mark.parametrize("files", [editions.typo(), changed("1.1", "update", editions.MORE)])
def test_a_small_change_asks_nobody(small: str, cast: Cast, files: dict[str, bytes]) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, files)
    assert open_ones(cast.ana) == []
    assert progress.of(cast.ana.id, small).completed
    assert all_is_well()


def test_a_material_change_opens_the_next_cycle_and_leaves_the_first_as_it_was(small: str, cast: Cast) -> None:
    assignment = signed_by(cast, cast.ana)
    edition = editions.publish(cast, editions.another_answer())
    (second,) = open_ones(cast.ana)
    first = next(row for row in map(enrolment_of, [cast.ana.id] * 2, (0, 1)) if row.id != second.id)
    assert (first.state, first.cycle, first.path) == ("completed", 1, None)
    assert (second.assignment_id, second.cycle, second.reopened_for) == (assignment, 2, edition)
    assert second.path == ["ack-posting", "quiz-check"]
    assert all_is_well()


def test_only_what_changed_is_asked_then_the_signature(small: str, cast: Cast) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, changed("2.0", "material", editions.MORE))
    stand = progress.of(cast.ana.id, small)
    assert (stand.plan.required_sections, stand.percent) == ({"what-stays-inside"}, 0)
    assert seconds_of(stand.plan) < seconds_of(stand.edition.plan)
    opening.open_course(cast.ana.id, small, "en", NOW)
    read_all(cast.ana, ["what-stays-inside"])
    answer_all(cast.ana)
    assert progress.of(cast.ana.id, small).may_sign
    signing.sign(HOUSE, cast.ana.id, small, act(cast.ana), NOW)
    assert (progress.of(cast.ana.id, small).percent, open_ones(cast.ana)) == (100, [])
    assert all_is_well()


def test_another_promise_asks_for_the_signature_alone(small: str, cast: Cast) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, editions.another_promise())
    opening.open_course(cast.ana.id, small, "en", NOW)
    assert progress.of(cast.ana.id, small).next_step().kind == "sign"
    signing.sign(HOUSE, cast.ana.id, small, act(cast.ana), NOW)
    with reading() as session:
        assert len(session.scalars(sa.select(Certificate.code)).all()) == 2
    assert all_is_well()


def test_what_is_read_beside_the_path_is_kept_and_not_needed(small: str, cast: Cast) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, changed("2.0", "material", editions.MORE))
    opening.open_course(cast.ana.id, small, "en", NOW)
    read_all(cast.ana)
    answer_all(cast.ana)
    signing.sign(HOUSE, cast.ana.id, small, act(cast.ana), NOW)
    assert all_is_well()


@pytest.mark.parametrize("reason", ["withdrawn", "waived", "left", "on her own", "open"])
def test_who_is_not_obliged_is_not_asked(small: str, cast: Cast, reason: str) -> None:
    if reason == "on her own":
        finish(cast.ana)
    elif reason == "waived":
        assign_to(cast, small, cast.ana.id)
        assigning.waive(cast.hana.id, enrolment_of(cast.ana.id).id, "On leave.", NOW)
    else:
        assignment = signed_by(cast, cast.ana)
    if reason == "withdrawn":
        assigning.withdraw(cast.hana.id, assignment, NOW)
    elif reason == "left":
        people.deactivate(cast.hana.id, cast.ana.id, NOW)
    elif reason == "open":
        assign_to(cast, small, cast.ana.id)
    seen = proposing.preview(editions.another_answer(), NOW)
    editions.publish(cast, editions.another_answer())
    assert [row.path for row in open_ones(cast.ana)] == ([None] if reason == "open" else [])
    assert (seen.impact.asked, all_is_well()) == (0, True)


def test_two_assignments_are_opened_again_and_closed_by_one_act(small: str, cast: Cast) -> None:
    assign_to(cast, small, cast.ana.id)
    signed_by(cast, cast.ana)
    editions.publish(cast, editions.another_promise())
    assert len(open_ones(cast.ana)) == 2
    opening.open_course(cast.ana.id, small, "en", NOW)
    signing.sign(HOUSE, cast.ana.id, small, act(cast.ana), NOW)
    with reading() as session:
        assert len(session.scalars(sa.select(Mail).where(Mail.kind == "changed")).all()) == 1
    assert (open_ones(cast.ana), all_is_well()) == ([], True)


def test_a_whole_course_beside_a_part_is_done_whole(small: str, cast: Cast) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, editions.another_promise())
    opening.open_course(cast.ana.id, small, "en", NOW)
    assign_to(cast, small, cast.ana.id)
    assert progress.of(cast.ana.id, small).plan.path is None
    with pytest.raises(Refusal) as error:
        signing.sign(HOUSE, cast.ana.id, small, act(cast.ana), NOW)
    assert error.value.code == "not-ready"
    read_all(cast.ana)
    answer_all(cast.ana)
    signing.sign(HOUSE, cast.ana.id, small, act(cast.ana), NOW)
    assert (open_ones(cast.ana), all_is_well()) == ([], True)


def test_a_second_change_widens_what_is_still_open(small: str, cast: Cast) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, editions.another_promise())
    opening.open_course(cast.ana.id, small, "en", NOW)
    editions.publish(cast, changed("3.0", "material", editions.PROMISE, editions.KEY, editions.UNKEY))
    (row,) = open_ones(cast.ana)
    assert row.path == ["ack-posting", "quiz-check"]
    assert not progress.of(cast.ana.id, small).may_sign
    assert all_is_well()


def test_who_signed_an_older_version_does_all_that_changed_since(small: str, cast: Cast) -> None:
    signed_by(cast, cast.ana)
    people.deactivate(cast.hana.id, cast.ana.id, NOW)
    editions.publish(cast, editions.another_answer("2.0"))
    people.reactivate(cast.hana.id, cast.ana.id, NOW)
    editions.publish(cast, changed("3.0", "material", editions.KEY, editions.UNKEY, editions.PROMISE))
    assert open_ones(cast.ana)[0].path == ["ack-posting", "quiz-check"]


def test_it_is_due_in_thirty_days_where_the_person_lives(small: str, cast: Cast) -> None:
    kim = add_person("Kim", "Park", timezone="Pacific/Kiritimati")
    late = NOW.replace(hour=22)
    signed_by(cast, kim)
    proposal = editions.propose(cast, editions.another_promise())
    proposing.approve(HOUSE, cast.aline.id, proposal, None, late)
    assert open_ones(kim)[0].due_on == NOW.date() + timedelta(days=31)  # it is tomorrow already over there


def test_the_approver_may_give_a_date_but_not_a_past_one(small: str, cast: Cast) -> None:
    signed_by(cast, cast.ana)
    proposal = editions.propose(cast, editions.another_promise())
    with pytest.raises(Refusal) as error:
        editions.approve(cast, proposal, date(2026, 11, 22))
    assert error.value.code == "due-past"
    editions.approve(cast, proposal, date(2026, 12, 24))
    assert open_ones(cast.ana)[0].due_on == date(2026, 12, 24)


def test_the_impact_is_what_then_happens(small: str, cast: Cast) -> None:
    signed_by(cast, cast.ana, cast.marc)
    finish(cast.omar)
    opening.open_course(cast.ines.id, small, "en", NOW)
    told = proposing.preview(editions.another_promise(), NOW).impact
    assert (told.signed, told.stay, told.asked, told.reading) == (3, 1, 2, 1)
    assert [(group.signed, group.people, group.path) for group in told.groups] == [("1.0", 2, ("ack-posting",))]
    assert told.minutes_in_all == 2
    editions.publish(cast, editions.another_promise())
    assert [len(open_ones(person)) for person in (cast.ana, cast.marc, cast.omar)] == [1, 1, 0]


def test_a_refused_publication_asks_nobody(small: str, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_by(cast, cast.ana)
    proposal = editions.propose(cast, editions.another_promise())
    monkeypatch.setattr("lms.services.publishing.measure_anew", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        editions.approve(cast, proposal)
    assert (open_ones(cast.ana), proposing.find(small, proposal, NOW).line.state) == ([], "open")


def test_a_thousand_people_are_asked_in_a_handful_of_statements(small: str, cast: Cast) -> None:
    editions.crowd_has_signed(cast, 1_000)
    proposal = editions.propose(cast, editions.another_promise())
    statements: list[str] = []
    with reading() as session:
        engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    editions.approve(cast, proposal)
    with reading() as session:
        opened = session.scalars(sa.select(Enrolment.due_at).where(Enrolment.reopened_for.is_not(None))).all()
        mails = session.scalar(sa.select(sa.func.count()).select_from(Mail).where(Mail.kind == "changed"))
    assert (len(opened), mails, len(set(opened))) == (1_000, 1_000, 2)  # the day ends earlier in Auckland
    assert len(statements) < 80
    assert all_is_well()


def printed(code: str) -> int | None:
    with reading() as session:
        values = session.scalars(sa.select(Certificate.values).where(Certificate.code == code)).one()
        return values["score_percent"]


def test_a_certificate_after_a_short_path_shows_the_points_over_the_whole_edition(small: str, cast: Cast) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, editions.another_promise())  # no quiz is asked again
    opening.open_course(cast.ana.id, small, "en", NOW)
    code = signing.sign(HOUSE, cast.ana.id, small, act(cast.ana), NOW)
    assert printed(code) == 100
    with reading() as session:
        rows = session.scalars(sa.select(Enrolment).where(Enrolment.person_id == cast.ana.id).order_by(Enrolment.cycle))
        assert [row.score_got is None for row in rows] == [False, True]  # an enrolment tells what it asked for
    assert all_is_well()


def test_a_certificate_shows_no_points_where_a_quiz_was_never_passed(small: str, cast: Cast) -> None:
    assign_to(cast, small, cast.ana.id)
    with reading() as session:
        first = session.scalars(sa.select(Enrolment.id).where(Enrolment.person_id == cast.ana.id)).one()
    paper.record(cast, first)
    editions.publish(cast, editions.another_promise())
    opening.open_course(cast.ana.id, small, "en", NOW)
    assert printed(signing.sign(HOUSE, cast.ana.id, small, act(cast.ana), NOW)) is None


def test_hr_sees_that_it_is_a_short_path_and_how_long_it_takes(small: str, cast: Cast) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, editions.another_promise())
    line = next(line for line in follow_up.every_line(HOUSE, small, Filters(), NOW) if line.id == cast.ana.id)
    card = directory.card(HOUSE, cast.ana.id, NOW)
    assert (line.again, [duty.again for duty in card.duties]) == (1, [1, None])
