"""The small course as other versions, and the two people who publish them: for tests about editions."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from lms.domain.change import Declaration
from lms.domain.facts import SYSTEM
from lms.domain.kinds import Assigned, Completed
from lms.services import proposing
from lms.services.record import draft, seal
from lms.store import library, new_id, writing
from lms.store.models import Enrolment, Person
from lms.store.record import lock_head
from tests.cast import NOW, Cast
from tests.obligations import HOUSE, assign_to
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


def crowd_has_signed(cast: Cast, number: int, slug: str = "small") -> str:
    """That many people who finished an assignment of the course, told by the facts that say so; the assignment."""
    assignment = assign_to(cast, slug, cast.omar.id)
    with writing() as session:
        edition = library.current_ids(session, [slug])[slug]
        start = lock_head(session)
        people = [_person(index) for index in range(number)]
        session.execute(sa.insert(Person), people)
        rows, facts = [], []
        for index, one in enumerate(people):
            row = {"id": new_id(), "person_id": one["id"], "course": slug, "assignment_id": assignment, "cycle": 1}
            row |= {"cycle_start": start + 2 * index, "state": "completed", "assigned_at": NOW, "completed_at": NOW}
            rows.append(row | {"edition_id": edition, "extra_attempts": {}})
            about = {"actor": SYSTEM, "now": NOW, "subject": one["id"], "course": slug, "enrolment": row["id"]}
            facts.append(draft(Assigned(1, start + 2 * index, assignment), **about))
            facts.append(draft(Completed(), edition=edition, **about))
        seal(session, *facts)
        session.execute(sa.insert(Enrolment), rows)
    return assignment


def _person(index: int) -> dict[str, object]:
    email = f"crowd{index}@ostrelle.example"
    names = {"given_name": f"P{index}", "family_name": "Crowd", "name_key": f"crowd p{index:06}"}
    zone = "Pacific/Auckland" if index % 2 else None
    return names | {"id": new_id(), "email": email, "email_key": email, "created_at": NOW, "timezone": zone} | EMPTY


EMPTY = {"department": "", "location": "", "job_title": "", "active": True, "version": 1}
