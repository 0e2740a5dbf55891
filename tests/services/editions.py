"""The small course as other versions, and the two people who publish them: for tests about editions."""

from collections.abc import Mapping
from datetime import date

from lms.domain.change import Declaration
from lms.services import proposing
from tests.cast import NOW, Cast
from tests.obligations import HOUSE
from tests.services.test_publishing import changed

TYPO = ("10-posting.md", "A screenshot counts.", "A screen shot counts.")
MORE = ("10-posting.md", "- A screenshot counts.", "- A screenshot counts, and so does a photo of a screen.")
DUTY = ("10-posting.md", "Wait an hour", "You must wait a day")
KEY = ("10-posting.md", "- [ ] a) Answer in one line", "- [x] a) Answer in one line")
UNKEY = ("10-posting.md", "- [x] b) Pass on", "- [ ] b) Pass on")
PROMISE = ("20-promise.md", "client names or figures before", "client names before")

NOTHING_MORE = Declaration()


def typo(version: str = "1.1") -> dict[str, bytes]:
    """A spelling that changes nothing for anybody."""
    return changed(version, "cosmetic", TYPO)


def another_answer(version: str = "2.0", kind: str = "material") -> dict[str, bytes]:
    """The right answer of a counted question has changed."""
    return changed(version, kind, KEY, UNKEY)


def another_promise(version: str = "2.0", kind: str = "material") -> dict[str, bytes]:
    """The statement has changed."""
    return changed(version, kind, PROMISE)


def propose(cast: Cast, files: Mapping[str, bytes], declaration: Declaration = NOTHING_MORE) -> str:
    """Paul proposes it."""
    return proposing.propose(cast.paul.id, files, declaration, NOW)


def approve(cast: Cast, proposal: str, due_on: date | None = None) -> str:
    """Aline publishes it."""
    return proposing.approve(HOUSE, cast.aline.id, proposal, due_on, NOW)


def publish(cast: Cast, files: Mapping[str, bytes], due_on: date | None = None) -> str:
    """Both, one after the other."""
    return approve(cast, propose(cast, files), due_on)
