"""The doctor finds rows that differ from their facts, and says nothing about an honest instance."""

import sqlalchemy as sa

from lms.services import demo, doctor, record
from lms.services.doctor import Finding
from lms.store import writing
from lms.store.folder import read_folder
from lms.store.models import Enrolment
from tests.cast import NOW, Cast
from tests.house.test_courses import COURSES
from tests.journey import HOUSE, finish


def problems() -> list[Finding]:
    return [found for found in doctor.examine(HOUSE, NOW) if found.problem]


def test_an_honest_instance_has_no_problem(small: str, cast: Cast) -> None:
    finish(cast.ana)
    assert problems() == []


def test_a_row_that_differs_from_its_facts_is_named(small: str, cast: Cast) -> None:
    finish(cast.ana)
    with writing() as session:
        session.execute(sa.update(Enrolment).values(score_got=1, signed_at=None))
    assert [found.problem for found in problems()] == ["score_got, signed_at differ from the facts"]


def test_a_row_without_facts_is_named(small: str, cast: Cast) -> None:
    with writing() as session:
        row = Enrolment(person_id=cast.ana.id, course="small", cycle=1, cycle_start=0, assigned_at=NOW)
        row.extra_attempts = {}
        session.add(row)
    assert "no assigned fact" in (problems()[0].problem or "")


def test_the_demonstration_is_honest_and_has_every_role(database_url: str, app: object) -> None:
    accounts = demo.build(HOUSE, read_folder(COURSES[0].parent / demo.COURSE), NOW)
    assert problems() == []
    assert record.verify().head.size > 200
    roles = {account.role for account in accounts}
    assert {"Administrator", "HR", "Author", "Approver", "Manager", "New hire"} <= roles
    assert len({account.password for account in accounts}) == len(accounts)
