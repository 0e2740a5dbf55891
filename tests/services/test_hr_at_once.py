"""Several people of HR at the same instant: one effect, and everybody else is told."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from flask import Flask

from lms.domain.audience import Everyone
from lms.domain.refusal import Refusal
from lms.services import assigning, directory, people, record
from lms.store import db, new_id, reading
from lms.store.models import Enrolment
from tests.cast import NOW, Cast
from tests.obligations import DUE, HOUSE, assign_to, differences


def at_once(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """What each act answered: "done" or the code of its refusal. Anything else fails the test."""
    answers: list[str] = []
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            ready.wait()
            try:
                act()
                answers.append("done")
            except Refusal as refusal:
                answers.append(refusal.code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def test_one_form_sent_five_times_at_once_assigns_once(app: Flask, cast: Cast, small: str) -> None:
    made = new_id()

    def assign() -> str:
        return assigning.assign(HOUSE, cast.hana.id, small, Everyone(), DUE, NOW, assignment_id=made)

    assert at_once(app, *[assign] * 5) == ["done"] * 5
    with reading() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(Enrolment)).scalar_one() == 7
    assert differences() == [] and record.verify().problem is None


def test_of_five_edits_at_once_one_is_saved(app: Flask, cast: Cast) -> None:
    card = directory.card(HOUSE, cast.ana.id, NOW)

    def edit(place: str) -> Callable[[], None]:
        details = replace(card.details, location=place)
        return lambda: people.change(HOUSE, cast.hana.id, cast.ana.id, details, card.version, NOW)

    assert at_once(app, *(edit(f"Room {n}") for n in range(5))) == ["changed-meanwhile"] * 4 + ["done"]


def test_two_lines_of_managers_drawn_at_once_make_no_circle(app: Flask, cast: Cast) -> None:
    ana, omar = (directory.card(HOUSE, one.id, NOW) for one in (cast.ana, cast.omar))

    def under(card: directory.Card, manager: str) -> Callable[[], None]:
        details = replace(card.details, manager_email=manager)
        return lambda: people.change(HOUSE, cast.hana.id, card.id, details, card.version, NOW)

    assert at_once(app, under(ana, cast.omar.email), under(omar, cast.ana.email)) == ["done", "manager-cycle"]


def test_moving_and_withdrawing_at_once_leave_rows_that_equal_their_facts(app: Flask, cast: Cast, small: str) -> None:
    made = assign_to(cast, small, cast.ana.id, cast.omar.id)
    at_once(
        app,
        lambda: assigning.move_due(HOUSE, cast.hana.id, made, date(2027, 1, 8), 1, NOW),
        lambda: assigning.withdraw(cast.hana.id, made, NOW),
        lambda: people.deactivate(cast.hana.id, cast.ana.id, NOW),
    )
    assert differences() == [] and record.verify().problem is None
