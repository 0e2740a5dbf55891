"""The pages of editions: what will change and for whom, the decision, the list, taking a version back."""

from collections.abc import Callable, Mapping

import pytest
import sqlalchemy as sa

from lms.services import proposing
from lms.store import library, reading
from lms.store.models import Withdrawal
from tests.cast import NOW, Cast, Player
from tests.journey import finish
from tests.page import PageClient
from tests.services import editions
from tests.services.test_proposing import BROKEN
from tests.services.test_publishing import changed
from tests.services.test_reopening import open_ones, signed_by

As = Callable[[Player], PageClient]
LIST = "/hr/courses/small/editions"


def page_of(proposal: str) -> str:
    return f"/hr/courses/small/proposals/{proposal}"


def current() -> str:
    with reading() as session:
        return library.current_ids(session)["small"]


def test_a_proposal_shows_each_difference_with_both_texts(small: str, cast: Cast, as_: As) -> None:
    proposal = editions.propose(cast, changed("2.0", "material", editions.MORE))
    text = as_(cast.aline).get(f"{page_of(proposal)}?lang=en").text
    assert "More than three words changed" in text
    assert "<ins>, and so does a photo of a screen</ins>" in text
    assert "#what-stays-inside" in text


def test_it_shows_how_many_are_asked_what_and_how_long_it_takes(small: str, cast: Cast, as_: As) -> None:
    signed_by(cast, cast.ana, cast.marc)
    finish(cast.omar)
    text = as_(cast.hana).get(page_of(editions.propose(cast, editions.another_promise()))).text
    assert "2 people who signed version 1.0" in text and "0 h 2 min" in text and "Posting policy" in text


def test_an_approver_publishes_with_a_date(small: str, cast: Cast, as_: As) -> None:
    signed_by(cast, cast.ana)
    proposal = editions.propose(cast, editions.another_promise())
    answer = as_(cast.aline).post(f"{page_of(proposal)}/approve", data={"due": "2026-12-24"})
    assert (answer.status_code, answer.location) == (303, LIST)
    assert str(open_ones(cast.ana)[0].due_on) == "2026-12-24"


@pytest.mark.parametrize(("due", "said"), [("2020-01-01", "has passed"), ("soon", "Please give a date")])
def test_an_impossible_date_is_said_at_its_field(small: str, cast: Cast, as_: As, due: str, said: str) -> None:
    signed_by(cast, cast.ana)
    proposal = editions.propose(cast, editions.another_promise())
    answer = as_(cast.aline).post(f"{page_of(proposal)}/approve?lang=en", data={"due": due})
    assert answer.status_code == 422 and said in answer.text
    assert proposing.find(small, proposal, NOW).line.state == "open"


def test_sending_back_needs_a_word_which_the_author_reads(small: str, cast: Cast, as_: As) -> None:
    aline, proposal = as_(cast.aline), editions.propose(cast, editions.typo())
    assert aline.post(f"{page_of(proposal)}/reject", data={"note": " "}).status_code == 422
    assert aline.post(f"{page_of(proposal)}/reject", data={"note": "Say <b>which</b> screens."}).status_code == 303
    assert "Say &lt;b&gt;which&lt;/b&gt; screens." in as_(cast.paul).get(page_of(proposal)).text


def test_the_author_takes_it_back_and_cannot_decide(small: str, cast: Cast, as_: As) -> None:
    paul, proposal = as_(cast.paul), editions.propose(cast, editions.typo())
    text = paul.get(page_of(proposal)).text
    assert "Take it back" in text and "Approve and publish" not in text
    assert paul.post(f"{page_of(proposal)}/take-back").status_code == 303
    assert paul.post(f"{page_of(proposal)}/take-back").status_code == 409


def test_hr_reads_and_has_no_buttons(small: str, cast: Cast, as_: As) -> None:
    proposal = editions.propose(cast, editions.typo())
    for page in (LIST, page_of(proposal)):
        text = as_(cast.hana).get(page).text
        assert "Approve and publish" not in text and "Take back" not in text


def test_what_waits_is_counted_in_the_rail(small: str, cast: Cast, as_: As) -> None:
    aline = as_(cast.aline)
    assert 'class="count"' not in aline.get("/hr/proposals").text
    editions.propose(cast, editions.typo())
    text = aline.get("/hr/proposals?lang=en").text
    assert '<span class="count">1</span>' in text and "Paul Keller" in text


def test_a_first_edition_can_be_looked_at(cast: Cast, as_: As) -> None:
    from lms.store.folder import read_folder
    from tests.conftest import SMALL

    proposal = editions.propose(cast, read_folder(SMALL))
    assert "This is the first edition" in as_(cast.paul).get(page_of(proposal)).text
    assert as_(cast.paul).get(LIST).status_code == 200


def test_the_list_tells_who_made_each_version_and_how_many_signed_it(small: str, cast: Cast, as_: As) -> None:
    finish(cast.ana)
    editions.publish(cast, editions.typo())
    text = as_(cast.hana).get(LIST).text
    assert "1.1" in text and "Paul Keller" in text and "Aline Roche" in text and "read now" in text


def test_a_version_is_taken_back_by_two(small: str, cast: Cast, as_: As) -> None:
    second = editions.publish(cast, editions.typo())
    paul, aline = as_(cast.paul), as_(cast.aline)
    ask = f"/hr/courses/small/editions/{second}/withdraw"
    assert paul.post(ask, data={"reason": ""}).status_code == 422
    assert paul.post(ask, data={"reason": "A client is named."}).status_code == 303
    with reading() as session:
        row = session.scalars(sa.select(Withdrawal.id)).one()
    assert "A client is named." in aline.get(LIST).text
    assert aline.post(f"/hr/courses/small/withdrawals/{row}/confirm").status_code == 303
    assert current() != second


def test_saying_no_leaves_it_in_force(small: str, cast: Cast, as_: As) -> None:
    first = current()
    as_(cast.paul).post(f"/hr/courses/small/editions/{first}/withdraw", data={"reason": "A client is named."})
    with reading() as session:
        row = session.scalars(sa.select(Withdrawal.id)).one()
    assert as_(cast.aline).post(f"/hr/courses/small/withdrawals/{row}/drop").status_code == 303
    assert current() == first


def test_a_course_without_any_version_left_says_so_and_keeps_what_was_signed(small: str, cast: Cast, as_: As) -> None:
    from lms.services import withdrawing

    code = finish(cast.ana)
    withdrawing.confirm(cast.aline.id, withdrawing.ask(cast.paul.id, current(), "Wrong.", NOW), NOW)
    omar, ana = as_(cast.omar), as_(cast.ana)
    answer = omar.get("/courses/small")
    assert answer.status_code == 410 and "cannot be read at the moment" in answer.text
    for page in ("/", "/me", "/courses", "/courses/small", "/courses/small/done", "/certificates", f"/signed/{code}"):
        assert ana.get(page).status_code == 200, page
    for page in ("/hr/courses", LIST):
        assert as_(cast.hana).get(page).status_code == 200, page


def test_somebody_asked_again_sees_only_what_is_left(small: str, cast: Cast, as_: As) -> None:
    signed_by(cast, cast.ana)
    editions.publish(cast, editions.another_promise())
    ana = as_(cast.ana)
    text = ana.get("/courses/small").text
    assert "You have signed version 1.0" in text and "Another one." in text
    ana.post("/courses/small")
    assert ana.get("/courses/small/sign").status_code == 200


@pytest.mark.parametrize("files", [changed("1.1", "update", editions.MORE)])
def test_whoever_has_signed_reads_what_an_update_changed(
    small: str, cast: Cast, as_: As, files: Mapping[str, bytes]
) -> None:
    finish(cast.ana)
    assert "What changed since you signed" not in as_(cast.ana).get("/courses/small").text
    editions.publish(cast, files)
    text = as_(cast.ana).get("/courses/small").text
    assert "What changed since you signed" in text and "Another one." in text


def test_a_spelling_is_not_worth_a_word(small: str, cast: Cast, as_: As) -> None:
    finish(cast.ana)
    editions.publish(cast, editions.typo())
    assert "What changed since you signed" not in as_(cast.ana).get("/courses/small").text


def test_errors_never_reach_a_proposal(small: str, cast: Cast) -> None:
    with pytest.raises(Exception, match="errors"):
        editions.propose(cast, changed("1.1", "update", BROKEN))
