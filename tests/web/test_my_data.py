"""My data as a file: asked on my account, proven by the password when the sign-in is old, made by the worker."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from lms.jobs import works
from lms.services import job_runs
from lms.services.job_runs import Desk
from lms.store import reading, writing
from lms.store.models import Job, Person, RecordEntry
from tests.cast import NOBODY, Cast, Player
from tests.conftest import Clock
from tests.engines import settings_for
from tests.page import PageClient
from tests.passwords import GOOD, give_password

As = Callable[[Player], PageClient]


@pytest.fixture
def work(tmp_path: Path, database_url: str, clock: Clock) -> Callable[[], bool]:
    settings = settings_for(tmp_path, database_url)
    return lambda: job_runs.run_next(Desk(tmp_path, works(settings), clock))


def test_i_ask_the_worker_makes_it_and_i_fetch_it(cast: Cast, as_: As, work: Callable[[], bool]) -> None:
    ana = as_(cast.ana)
    asked = ana.post("/me/data")
    assert asked.status_code == 303 and work()
    file = ana.get(f"{asked.location}/file")
    parts = json.loads(zipfile.ZipFile(io.BytesIO(file.data)).read("data.json"))["parts"]
    assert parts["account"][0]["email"] == cast.ana.email


def test_that_i_took_it_is_in_the_record_with_its_hash(cast: Cast, as_: As, work: Callable[[], bool]) -> None:
    as_(cast.ana).post("/me/data")
    work()
    with reading() as session:
        bodies = session.scalars(sa.select(RecordEntry.body).where(RecordEntry.kind == "evidence exported")).all()
        digest = session.scalar(sa.select(Job.file_sha256))
    assert [json.loads(body)["data"] for body in bodies] == [{"what": "personal-data", "sha256": digest}]


def test_an_old_sign_in_is_asked_for_the_password(cast: Cast, as_: As, clock: Clock) -> None:
    give_password(cast.ana)
    ana = as_(cast.ana)
    clock.advance(minutes=16)
    without, wrong = ana.post("/me/data"), ana.post("/me/data", data={"password": "something else"})
    assert (without.status_code, wrong.status_code) == (422, 422)
    assert "It is a while since you signed in" in without.text
    assert ana.post("/me/data", data={"password": GOOD}).status_code == 303


def test_nobody_else_fetches_it_not_even_an_administrator(cast: Cast, as_: As, work: Callable[[], bool]) -> None:
    asked = as_(cast.ana).post("/me/data")
    work()
    assert [as_(other).get(f"{asked.location}/file").status_code for other in (cast.omar, cast.ines)] == [404, 404]


def test_the_file_goes_after_a_week(
    cast: Cast, as_: As, work: Callable[[], bool], clock: Clock, tmp_path: Path
) -> None:
    ana = as_(cast.ana)
    asked = ana.post("/me/data")
    work()
    clock.advance(days=8)
    job_runs.expire(tmp_path, clock.now)
    assert not list((tmp_path / "jobs").iterdir())
    assert as_(cast.ana).get(f"{asked.location}/file").status_code == 410


def test_making_it_once_more_takes_the_password_too(
    cast: Cast, as_: As, work: Callable[[], bool], clock: Clock
) -> None:
    ana = as_(cast.ana)
    asked = ana.post("/me/data").location
    work()
    clock.advance(minutes=16)
    assert ana.post(f"{asked}/again").location == "/me"
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Job)) == 1
    assert "It is a while since you signed in" in ana.get("/me").text


def test_a_failed_statement_keeps_its_values_to_itself(app: Flask) -> None:
    """A trace ends in the log, and the log names nobody."""
    with pytest.raises(IntegrityError) as error, writing() as session:
        session.execute(sa.insert(Person), {"id": NOBODY, "given_name": "Secretname"})
    assert "Secretname" not in str(error.value).partition("DETAIL:")[0]
