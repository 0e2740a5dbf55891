"""Taking an edition back: two people and a reason, what people read then, and that signatures stay."""

import pytest
import sqlalchemy as sa

from lms.domain.refusal import Refusal
from lms.services import catalogue, copies, opening, progress, roles, signing, withdrawing
from lms.store import library, reading
from lms.store.models import FactPii, RecordEntry
from tests.cast import NOW, Cast
from tests.journey import act, answer_all, finish, read_all
from tests.obligations import HOUSE, assign_to
from tests.services import editions
from tests.services.test_reopening import all_is_well, open_ones, signed_by

WHY = "A client is named in it."


def current(slug: str = "small") -> str:
    with reading() as session:
        return library.current_ids(session)[slug]


def take_back(cast: Cast, edition: str) -> None:
    withdrawing.confirm(cast.aline.id, withdrawing.ask(cast.paul.id, edition, WHY, NOW), NOW)


def test_asking_alone_changes_nothing(small: str, cast: Cast) -> None:
    first = current()
    withdrawing.ask(cast.paul.id, first, WHY, NOW)
    assert current() == first


def test_people_read_the_edition_before(small: str, cast: Cast) -> None:
    first = current()
    second = editions.publish(cast, editions.typo())
    take_back(cast, second)
    assert current() == first
    assert all_is_well()


def test_the_fact_names_both_and_the_reason_stands_beside_it(small: str, cast: Cast) -> None:
    take_back(cast, editions.publish(cast, editions.typo()))
    with reading() as session:
        entry = session.scalars(sa.select(RecordEntry).where(RecordEntry.kind == "edition withdrawn")).one()
        beside = session.get_one(FactPii, entry.id)
        assert cast.aline.id.encode() in entry.body and cast.paul.id.encode() in entry.body
        assert WHY.encode() in beside.body and WHY.encode() not in entry.body


def test_what_was_signed_stays_valid_and_readable(small: str, cast: Cast) -> None:
    code = finish(cast.ana)
    take_back(cast, current())
    assert progress.of(cast.ana.id, small).completed
    assert [stand.edition.slug for stand in progress.of_all(cast.ana.id)] == ["small"]
    assert copies.signed_text(cast.ana.id, code).body
    assert all_is_well()


def test_without_any_edition_the_course_cannot_be_read(small: str, cast: Cast) -> None:
    assign_to(cast, small, cast.marc.id)
    opening.open_course(cast.marc.id, small, "en", NOW)
    finish(cast.ana)
    take_back(cast, current())
    assert catalogue.unopened(set()) == [] and progress.of_all(cast.marc.id) == []
    for who in (cast.marc, cast.ana, cast.omar):
        with pytest.raises(Refusal) as error:
            opening.open_course(who.id, small, "en", NOW)
        assert error.value.code == "course-withdrawn"
    assert all_is_well()


def test_a_corrected_edition_takes_its_place(small: str, cast: Cast) -> None:
    assign_to(cast, small, cast.marc.id)
    opening.open_course(cast.marc.id, small, "en", NOW)
    take_back(cast, current())
    editions.publish(cast, editions.typo())
    read_all(cast.marc)
    answer_all(cast.marc)
    assert signing.sign(HOUSE, cast.marc.id, small, act(cast.marc), NOW)
    assert all_is_well()


def test_who_was_asked_again_for_it_need_not_any_more(small: str, cast: Cast) -> None:
    signed_by(cast, cast.ana)
    second = editions.publish(cast, editions.another_promise())
    assert withdrawing.effect(second) == withdrawing.Effect(now_read="1.0", ended=1, signed=0)
    take_back(cast, second)
    assert open_ones(cast.ana) == []
    assert all_is_well()


def test_whoever_was_freed_so_is_asked_again_by_the_next_material_edition(small: str, cast: Cast) -> None:
    signed_by(cast, cast.ana)
    take_back(cast, editions.publish(cast, editions.another_promise()))
    editions.publish(cast, editions.another_promise("3.0"))
    assert [row.cycle for row in open_ones(cast.ana)] == [3]
    assert all_is_well()


def test_whoever_signed_it_is_left_in_peace(small: str, cast: Cast) -> None:
    signed_by(cast, cast.ana)
    second = editions.publish(cast, editions.another_promise())
    opening.open_course(cast.ana.id, small, "en", NOW)
    signing.sign(HOUSE, cast.ana.id, small, act(cast.ana), NOW)
    take_back(cast, second)
    assert (open_ones(cast.ana), all_is_well()) == ([], True)


def test_an_older_edition_can_be_taken_back_without_effect_on_reading(small: str, cast: Cast) -> None:
    first = current()
    second = editions.publish(cast, editions.typo())
    take_back(cast, first)
    assert current() == second
    take_back(cast, second)
    with pytest.raises(KeyError):
        current()


@pytest.mark.parametrize(("player", "code"), [("ana", "forbidden"), ("hana", "forbidden"), ("ines", "forbidden")])
def test_only_authors_and_approvers_ask(small: str, cast: Cast, player: str, code: str) -> None:
    with pytest.raises(Refusal) as error:
        withdrawing.ask(getattr(cast, player).id, current(), WHY, NOW)
    assert error.value.code == code


def test_nobody_confirms_what_they_asked(small: str, cast: Cast) -> None:
    roles.grant(cast.ines.id, cast.paul.id, "approver", NOW)
    asked = withdrawing.ask(cast.paul.id, current(), WHY, NOW)
    with pytest.raises(Refusal) as error:
        withdrawing.confirm(cast.paul.id, asked, NOW)
    assert error.value.code == "own-proposal"


def test_a_reason_is_needed_and_it_is_asked_once(small: str, cast: Cast) -> None:
    codes = []
    for reason in (" ", "x" * 501, WHY, WHY):
        try:
            withdrawing.ask(cast.paul.id, current(), reason, NOW)
        except Refusal as refusal:
            codes.append(refusal.code)
    assert codes == ["withdraw-reason-missing", "text-too-long", "withdrawal-open"]


def test_a_no_leaves_it_in_force_and_it_may_be_asked_again(small: str, cast: Cast) -> None:
    first = current()
    for who in (cast.aline, cast.paul):
        withdrawing.drop(who.id, withdrawing.ask(cast.paul.id, first, WHY, NOW), NOW)
    take_back(cast, first)
    with pytest.raises(Refusal) as error:
        withdrawing.ask(cast.paul.id, first, WHY, NOW)
    assert error.value.code == "withdrawn-already"


def test_at_the_command_line_both_are_named(small: str, cast: Cast) -> None:
    names = {"by": cast.paul.email, "approved_by": cast.aline.email, "reason": WHY, "now": NOW}
    for change, code in (({"approved_by": cast.paul.email}, "not-approver"), ({"by": cast.aline.email}, "same-person")):
        with pytest.raises(Refusal) as error:
            withdrawing.withdraw(small, "1.0", **(names | change))
        assert error.value.code == code
    with pytest.raises(Refusal):
        withdrawing.withdraw(small, "7.0", **names)
    withdrawing.withdraw(small, "1.0", **names)
    with pytest.raises(KeyError):
        current()
