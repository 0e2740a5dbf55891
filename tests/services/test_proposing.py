"""Proposing and deciding: what may be proposed, who decides, and that a proposal becomes one edition or none."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from lms.domain.change import DUTY, Declaration
from lms.domain.refusal import Refusal
from lms.services import comparing, post, proposing, publishing, roles
from lms.store import library, reading, writing
from lms.store.folder import read_folder
from lms.store.models import Mail, RecordEntry
from lms.store.record import lock_head
from tests.cast import NOW, Cast
from tests.conftest import SMALL
from tests.engines import settings_for
from tests.obligations import HOUSE
from tests.services import editions
from tests.services.editions import MORE, approve, propose
from tests.services.test_publishing import changed


def refused(cast: Cast, files: Mapping[str, bytes], declaration: Declaration = editions.NOTHING_MORE) -> str:
    with pytest.raises(Refusal) as error:
        propose(cast, files, declaration)
    return error.value.code


BROKEN = ("10-posting.md", "[x] b)", "[ ] b)")
STALE = ("10-posting.fr.md", "<!-- #what-stays-inside -->", "<!-- #what-stays-inside =000000 -->")


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (read_folder(SMALL), "unchanged"),
        (changed("0.9", "update", MORE), "version-exists"),
        (changed("1.1", "update", BROKEN), "course-broken"),
        (changed("1.1", "cosmetic", MORE), "kind-too-small"),
        (changed("1.1", "update", editions.DUTY), "question-open"),
        (editions.another_answer("1.1", "update"), "kind-too-small"),
        (editions.another_promise("1.1", "update"), "promise-changed"),
        (editions.another_answer("1.1"), "version-major"),
        (changed("2.0", "material", MORE, STALE), "stale-translation"),
    ],
)
def test_what_may_not_be_proposed(small: str, cast: Cast, files: dict[str, bytes], code: str) -> None:
    assert refused(cast, files) == code
    assert proposing.waiting() == []


def test_a_course_that_was_never_published_can_be_proposed(cast: Cast) -> None:
    edition = editions.publish(cast, read_folder(SMALL))
    with reading() as session:
        assert library.current_ids(session) == {"small": edition}


def test_errors_come_with_the_refusal(small: str, cast: Cast) -> None:
    with pytest.raises(Refusal) as error:
        propose(cast, changed("1.1", "update", BROKEN))
    assert [note.code for note in error.value.arguments["errors"]] == ["Q03"]


def test_too_small_a_kind_is_refused_with_the_differences_that_ask_for_more(small: str, cast: Cast) -> None:
    with pytest.raises(Refusal) as error:
        propose(cast, editions.another_answer("1.1", "update"))
    assert {one.code for one in error.value.arguments["differences"]} == {"answer-key"}


def test_a_reason_allows_a_smaller_kind_but_never_another_promise(small: str, cast: Cast) -> None:
    why = Declaration(because="The tick stood on the wrong line.")
    assert refused(cast, editions.another_promise("1.1", "update"), why) == "promise-changed"
    assert propose(cast, editions.another_answer("1.1", "update"), why)


def test_the_answer_of_a_person_makes_it_material(small: str, cast: Cast) -> None:
    files = changed("1.1", "update", editions.DUTY)
    assert refused(cast, files, Declaration(answers={DUTY: True})) == "kind-too-small"
    assert propose(cast, files, Declaration(answers={DUTY: False}))


def test_a_stale_translation_may_come_with_a_small_change(small: str, cast: Cast) -> None:
    assert propose(cast, changed("1.1", "update", MORE, STALE))


def test_a_material_edition_may_leave_the_stale_language_out(small: str, cast: Cast) -> None:
    files = {path: body for path, body in editions.another_answer().items() if not path.endswith(".fr.md")}
    files["course.md"] = files["course.md"].replace(b"translations: [fr]\n", b"")
    approve(cast, propose(cast, files))
    with reading() as session:
        current = library.current(session, small)
        assert current is not None and tuple(current.documents) == ("en",)


def test_one_proposal_at_a_time(small: str, cast: Cast) -> None:
    propose(cast, editions.typo())
    assert refused(cast, changed("1.2", "update", MORE)) == "proposal-open"
    with pytest.raises(Refusal, match="Another proposal"):
        publishing.publish(editions.typo(), by=cast.paul.email, approved_by=cast.aline.email, now=NOW)


def test_a_reviewer_is_somebody_of_the_house(small: str, cast: Cast) -> None:
    nobody = Declaration(reviewers={"fr": "00000000-0000-4000-8000-000000000000"})
    assert refused(cast, editions.typo(), nobody) == "reviewer-unknown"
    proposal = propose(cast, editions.typo(), Declaration(reviewers={"fr": cast.marc.id}))
    assert proposing.find(small, proposal, NOW).reviewers == {"fr": "Marc Lefèvre"}


def test_nobody_decides_on_what_they_proposed(small: str, cast: Cast) -> None:
    roles.grant(cast.ines.id, cast.paul.id, "approver", NOW)
    proposal = propose(cast, editions.typo())
    for decide in (proposing.approve, _rejected):
        with pytest.raises(Refusal) as error:
            decide(HOUSE, cast.paul.id, proposal, None, NOW)
        assert error.value.code == "own-proposal"


def _rejected(house: object, who: str, proposal: str, due_on: None, now: object) -> None:
    proposing.reject(who, proposal, "Not yet.", NOW)


@pytest.mark.parametrize("player", ["ana", "hana", "ines", "paul"])
def test_only_an_approver_decides(small: str, cast: Cast, player: str) -> None:
    proposal = propose(cast, editions.typo())
    with pytest.raises(Refusal) as error:
        proposing.approve(HOUSE, getattr(cast, player).id, proposal, None, NOW)
    assert error.value.code == "forbidden"


def test_a_decision_is_made_once(small: str, cast: Cast) -> None:
    proposal = propose(cast, editions.typo())
    approve(cast, proposal)
    for again in (lambda: approve(cast, proposal), lambda: proposing.take_back(cast.paul.id, proposal, NOW)):
        with pytest.raises(Refusal, match="decided already"):
            again()


def test_a_proposal_goes_back_with_a_word(small: str, cast: Cast) -> None:
    proposal = propose(cast, editions.typo())
    with pytest.raises(Refusal) as error:
        proposing.reject(cast.aline.id, proposal, " . ", NOW)
    assert error.value.code == "note-missing"
    proposing.reject(cast.aline.id, proposal, "The second sentence is unclear.", NOW)
    found = proposing.find(small, proposal, NOW)
    assert (found.line.state, found.line.note) == ("rejected", "The second sentence is unclear.")


def test_only_its_author_takes_a_proposal_back(small: str, cast: Cast) -> None:
    proposal = propose(cast, editions.typo())
    with pytest.raises(Refusal) as error:
        proposing.take_back(cast.aline.id, proposal, NOW)
    assert error.value.code == "forbidden"
    proposing.take_back(cast.paul.id, proposal, NOW)
    assert propose(cast, editions.typo())


def test_approving_publishes_the_very_bytes_with_both_people(small: str, cast: Cast) -> None:
    edition = editions.publish(cast, editions.typo())
    with reading() as session:
        kept = {path: library.file(session, edition, path) for path in editions.typo()}
        facts = session.scalars(sa.select(RecordEntry.body).where(RecordEntry.kind == "edition published")).all()
    assert kept == editions.typo()
    assert len(facts) == 2
    assert cast.paul.id.encode() in facts[1] and cast.aline.id.encode() in facts[1]


def test_a_proposal_compared_with_an_older_edition_is_not_published(small: str, cast: Cast) -> None:
    proposal = propose(cast, editions.typo())
    _publish_behind_its_back(cast, editions.typo("1.2"))
    with pytest.raises(Refusal) as error:
        approve(cast, proposal)
    assert (error.value.code, error.value.arguments["number"]) == ("proposal-outdated", "1.2")
    assert proposing.find(small, proposal, NOW).outdated == "1.2"


def _publish_behind_its_back(cast: Cast, files: Mapping[str, bytes]) -> None:
    """As an operator could with another version of the program: one open proposal is refused otherwise."""
    text = comparing.checked(files)
    with writing() as session:
        lock_head(session)
        judged = publishing.judge(session, text, Declaration())
        row = publishing.proposal_of(text, judged, Declaration(), cast.paul.id, NOW)
        publishing.enact(session, HOUSE, text, row, cast.aline.id, None, NOW)


def test_each_approver_gets_one_mail(small: str, cast: Cast) -> None:
    proposal = propose(cast, editions.typo())
    with reading() as session:
        mails = session.scalars(sa.select(Mail).where(Mail.kind == "proposal")).all()
        assert [(mail.person_id, mail.values["proposal"]) for mail in mails] == [(cast.aline.id, proposal)]


def test_a_preview_tells_what_differs_and_writes_nothing(small: str, cast: Cast) -> None:
    seen = proposing.preview(editions.another_answer("1.1", "update"), NOW)
    assert (seen.declared, seen.least, seen.before and seen.before.number) == ("update", "material", "1.0")
    assert {one.item for one in seen.comparison.differences} >= {"q-journalist"}
    assert proposing.waiting() == []


def test_a_preview_of_a_broken_text_has_its_errors_only(small: str, cast: Cast) -> None:
    seen = proposing.preview(changed("1.1", "update", BROKEN), NOW)
    assert ([note.code for note in seen.errors], seen.least) == (["Q03"], None)


def test_nobody_is_mailed_about_what_is_decided(small: str, cast: Cast, tmp_path: Path) -> None:
    approve(cast, propose(cast, editions.typo()))
    settings = replace(settings_for(tmp_path), smtp_url="smtp://127.0.0.1:1")
    assert post.deliver(settings, lambda letter: ("", ""), NOW) == 1
    with reading() as session:
        assert session.scalars(sa.select(Mail.dropped_at)).one() == NOW
