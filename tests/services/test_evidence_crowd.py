"""Twenty thousand people in one pack: its memory does not grow with them."""

import tracemalloc
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from lms import evidence_pack
from lms.domain.audience import Everyone
from lms.domain.facts import SYSTEM
from lms.domain.kinds import Completed, Waived
from lms.domain.names import person_key
from lms.services import assigning, evidence_scope
from lms.services.evidence_scope import Scope
from lms.services.record import draft, seal
from lms.store import new_id, reading, writing
from lms.store.models import Enrolment, Person
from tests.cast import NOW, Cast
from tests.obligations import HOUSE
from tests.packs import check, numbers, pack, rows

MOST_BYTES = 40_000_000
PEOPLE = 20_000


def crowd(cast: Cast, people: int) -> None:
    """So many people with the course; of each ten, three have done it and one is waived."""
    row = {"department": "Crowd", "location": "", "job_title": "", "active": True, "created_at": NOW, "version": 1}
    names = ((f"P{number}", "Crowd", f"p{number}@crowd.example") for number in range(people))
    everybody = [
        {
            **row,
            "id": new_id(),
            "given_name": a,
            "family_name": b,
            "email": c,
            "email_key": c,
            "name_key": person_key(a, b),
        }
        for a, b, c in names
    ]
    with writing() as session:
        session.execute(sa.insert(Person), everybody)
    assigning.assign(HOUSE, cast.hana.id, "small", Everyone(), None, NOW)
    with reading() as session:
        duties = session.execute(sa.select(Enrolment.id, Enrolment.person_id).order_by(Enrolment.person_id)).all()
    turn = count()
    with writing() as session:
        for start in range(0, len(duties), 1_000):
            facts = [
                draft(
                    Completed() if number < 3 else Waived(),
                    actor=SYSTEM,
                    now=NOW,
                    subject=who,
                    course="small",
                    enrolment=id,
                    pii=None if number < 3 else {"reason": "On a ship"},
                )
                for id, who in duties[start : start + 1_000]
                if (number := next(turn) % 10) < 4
            ]
            seal(session, *facts)


@pytest.mark.long
def test_its_memory_does_not_grow_with_the_people(app: Flask, cast: Cast, small: str, tmp_path: Path) -> None:
    crowd(cast, PEOPLE)
    about = evidence_scope.about(Scope(course=small))
    tracemalloc.start()
    try:
        with (tmp_path / "crowd.zip").open("wb") as file:
            steps = sum(1 for _ in evidence_pack.build(app.config["PARAPH"], about, "en", NOW, file))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MOST_BYTES, peak
    assert steps > PEOPLE / 100


@pytest.mark.long
def test_everybody_of_a_crowd_is_in_it_once(app: Flask, cast: Cast, small: str, tmp_path: Path) -> None:
    crowd(cast, 2_500)
    folder = pack(app.config["PARAPH"], Scope(course=small), tmp_path)
    told = numbers(folder)
    assert len({row["person_id"] for row in rows(folder)}) == told["obliged"] == 2_500 + 7
    assert (told["completed"], told["waived"]) == (753, 251)
    assert check(folder).returncode == 0
