"""The text of a proposal, which whoever approves reads before the decision."""

from collections.abc import Callable

import pytest

from lms.domain.change import Declaration
from lms.services import proposing
from lms.store.folder import read_folder
from tests.cast import NOW, Cast, Player
from tests.conftest import SMALL
from tests.page import PageClient

As = Callable[[Player], PageClient]


@pytest.fixture
def proposal(cast: Cast) -> str:
    """The address of the first version of a course that waits for approval, with a hostile line and a picture."""
    files = read_folder(SMALL)
    line = b"\n## A <script>alert(1)</script> line <!-- #line -->\n\n![A dot](images/dot.png)\n"
    files["10-posting.md"] += line
    files["10-posting.fr.md"] += line
    files["images/dot.png"] = b"\x89PNG"
    return f"/hr/courses/small/proposals/{proposing.propose(cast.paul.id, files, Declaration(), NOW)}"


def test_a_first_version_can_be_read_before_it_is_approved(cast: Cast, as_: As, proposal: str) -> None:
    aline = as_(cast.aline)
    assert f"{proposal}/text" in aline.get(proposal).text
    page = aline.get(f"{proposal}/text?file=10-posting.md").text
    assert page.count('class="right"') >= 6 and 'lang="fr"' in page and f"{proposal}/files/images/dot.png" in page
    assert "<script>alert" not in page


def test_pictures_of_a_proposal_are_served_as_nothing_else(cast: Cast, as_: As, proposal: str) -> None:
    answer = as_(cast.aline).get(f"{proposal}/files/images/dot.png")
    assert answer.mimetype == "image/png" and "sandbox" in answer.headers["Content-Security-Policy"]


def test_what_is_no_part_of_a_proposal_is_not_found(cast: Cast, as_: As, proposal: str) -> None:
    aline = as_(cast.aline)
    for address in (
        f"{proposal}/files/none.png",
        f"{proposal}/files/../x",
        proposal.replace("small", "other") + "/text",
    ):
        assert aline.get(address).status_code == 404


def test_hr_sees_that_something_waits_but_no_right_answers(cast: Cast, as_: As, proposal: str) -> None:
    hana = as_(cast.hana)
    assert f"{proposal}/text" not in hana.get(proposal).text
    assert hana.get(f"{proposal}/text").status_code == 403
