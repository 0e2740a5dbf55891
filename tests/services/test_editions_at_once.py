"""Deciding at the same time: two approvers, approving and taking back, publishing while people sign."""

import threading
from collections.abc import Callable, Iterable

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError

from lms.domain.refusal import Refusal
from lms.services import doctor, proposing, record, signing, withdrawing
from lms.store import db, reading
from lms.store.models import Edition, RecordEntry
from tests.cast import NOW, Cast, add_person
from tests.journey import act
from tests.obligations import HOUSE
from tests.services import editions
from tests.services.test_concurrency import ready_to_sign

Act = Callable[[], object]


def at_once(app: Flask, acts: Iterable[Act]) -> list[str]:
    """Each act in a thread of its own, all begun together; what came of each: ok, or the code of the refusal."""
    acts = list(acts)
    start, came = threading.Barrier(len(acts)), [""] * len(acts)

    def run(number: int) -> None:
        with app.app_context():
            start.wait()
            came[number] = _tried(acts[number])
            db.session.remove()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def _tried(act: Act) -> str:
    while True:
        try:
            act()
            return "ok"
        except Refusal as refusal:
            return refusal.code
        except OperationalError:  # locked for longer than SQLite waits: the page says 503, and one tries again
            db.session.remove()


def numbers() -> list[str]:
    with reading() as session:
        return sorted(row.number for row in session.scalars(sa.select(Edition)))


def all_is_well() -> bool:
    return ([one for one in doctor.examine(HOUSE, NOW) if one.problem], record.verify().problem) == ([], None)


def test_two_approvers_publish_once(small: str, cast: Cast, app: Flask) -> None:
    other = add_person("Noor", "Saleh", roles=("approver",))
    proposal = editions.propose(cast, editions.typo())
    came = at_once(app, (_approve(who, proposal) for who in (cast.aline.id, other.id, cast.aline.id, other.id)))
    assert sorted(came) == ["ok", *["proposal-decided"] * 3]
    assert (numbers(), all_is_well()) == (["1.0", "1.1"], True)


def test_approving_and_taking_back_has_one_winner(small: str, cast: Cast, app: Flask) -> None:
    proposal = editions.propose(cast, editions.typo())
    acts: list[Act] = [
        _approve(cast.aline.id, proposal),
        lambda: proposing.take_back(cast.paul.id, proposal, NOW),
        lambda: proposing.reject(cast.aline.id, proposal, "Not yet.", NOW),
    ]
    came = at_once(app, acts)
    assert sorted(came) == ["ok", "proposal-decided", "proposal-decided"]
    published = proposing.find(small, proposal, NOW).line.state == "approved"
    assert numbers() == (["1.0", "1.1"] if published else ["1.0"])


def test_two_authors_propose_one_after_the_other(small: str, cast: Cast, app: Flask) -> None:
    came = at_once(app, [lambda: editions.propose(cast, editions.typo())] * 4)
    assert sorted(came) == ["ok", *["proposal-open"] * 3]


def test_people_sign_the_old_text_or_are_told_of_the_new_one(small: str, cast: Cast, app: Flask) -> None:
    people = ready_to_sign(3)
    proposal = editions.propose(cast, editions.another_promise())
    seen = [(person.id, act(person)) for person in people]
    acts = [_approve(cast.aline.id, proposal), *(_sign(who, what) for who, what in seen)]
    came = at_once(app, acts)
    assert came[0] == "ok" and set(came[1:]) <= {"ok", "edition-changed"}
    with reading() as session:
        signed = session.scalars(sa.select(RecordEntry.seq).where(RecordEntry.kind == "signed")).all()
    assert (len(signed), all_is_well()) == (came[1:].count("ok"), True)


def _approve(who: str, proposal: str) -> Act:
    return lambda: proposing.approve(HOUSE, who, proposal, None, NOW)


def _sign(who: str, what: signing.Act) -> Act:
    return lambda: signing.sign(HOUSE, who, "small", what, NOW)


def test_a_confirmation_takes_effect_once(small: str, cast: Cast, app: Flask) -> None:
    second = editions.publish(cast, editions.typo())
    asked = withdrawing.ask(cast.paul.id, second, "Wrong.", NOW)
    came = at_once(app, [lambda: withdrawing.confirm(cast.aline.id, asked, NOW)] * 2)
    assert sorted(came) == ["ok", "proposal-decided"]
    assert all_is_well()
