"""The button: HR and auditors ask for a pack, the worker makes it, and the record says that it was made."""

import io
import json
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from lms import evidence_pack
from lms.services import job_runs, roles
from lms.services.job_runs import Desk
from lms.store import reading
from lms.store.models import RecordEntry
from tests.cast import NOW, Cast, Player
from tests.conftest import Clock
from tests.journey import finish
from tests.obligations import assign_to
from tests.page import PageClient
from tests.queries import counted

As = Callable[[Player], PageClient]
FORM = {"course": "small", "as_of": "2026-11-23", "certificates": "yes"}


def exports() -> list[dict[str, object]]:
    with reading() as session:
        bodies = session.scalars(sa.select(RecordEntry.body).where(RecordEntry.kind == "evidence exported"))
        return [json.loads(body) for body in bodies]


def work(app: Flask, clock: Clock) -> None:
    settings = app.config["PARAPH"]
    works = {"evidence pack": partial(evidence_pack.work, settings)}
    while job_runs.run_next(Desk(settings.instance, works, clock)):
        pass


def test_hr_asks_waits_and_downloads(app: Flask, cast: Cast, small: str, as_: As, clock: Clock) -> None:
    assign_to(cast, small, cast.ana.id)
    finish(cast.ana)
    hana = as_(cast.hana)
    answer = hana.post("/evidence", data=FORM)
    assert answer.status_code == 303 and exports() == []
    work(app, clock)
    page = hana.get(answer.location).text
    assert "evidence-small-2026-11-23.zip" in page
    archive = zipfile.ZipFile(io.BytesIO(hana.get(f"{answer.location}/file").data))
    assert {"population.csv", "README.md", "SHA256SUMS", "check_pack.py"} <= set(archive.namelist())
    [fact] = exports()
    assert fact["actor"] == {"kind": "person", "id": cast.hana.id}
    assert (fact["course"], fact["data"]["what"]) == ("small", "evidence-pack")  # type: ignore[index]
    assert fact["data"]["sha256"] in page  # type: ignore[index]


def test_an_auditor_may_ask_too_and_others_may_not(cast: Cast, small: str, as_: As) -> None:
    roles.grant(cast.ines.id, cast.omar.id, "auditor", NOW)
    assert as_(cast.omar).post("/evidence", data=FORM).status_code == 303
    for player in (cast.ana, cast.marc, cast.paul, cast.ines):
        assert as_(player).post("/evidence", data=FORM).status_code == 403


def test_a_wrong_day_is_said_and_nothing_typed_is_lost(cast: Cast, small: str, as_: As) -> None:
    for day, sentence in (("2031-01-01", "This day has not come yet."), ("soon", "Please give a date")):
        answer = as_(cast.hana).post("/evidence", data=FORM | {"as_of": day})
        assert answer.status_code == 422
        assert sentence in answer.text and f'value="{day}"' in answer.text
        assert 'name="course" value="small"' in answer.text


def test_what_is_not_there_is_not_found(cast: Cast, small: str, as_: As) -> None:
    hana = as_(cast.hana)
    for query in ("?course=nothing", "?person=nobody", f"?course=small&person={cast.ana.id}"):
        assert hana.get(f"/evidence{query}").status_code == 404


def test_the_pages_it_is_about_lead_to_it(cast: Cast, small: str, as_: As) -> None:
    id, hana = assign_to(cast, small, cast.ana.id), as_(cast.hana)
    for page, query in {
        "/hr/courses/small": "course=small",
        f"/hr/assignments/{id}": f"assignment={id}",
        f"/hr/people/{cast.ana.id}": f"person={cast.ana.id}",
    }.items():
        assert f'href="/evidence?{query}"' in hana.get(page).text
        with counted() as statements:
            assert hana.get(f"/evidence?{query}").status_code == 200
        assert len(statements) <= 12


def test_the_file_is_not_for_who_lost_the_role(app: Flask, cast: Cast, small: str, as_: As, clock: Clock) -> None:
    answer = as_(cast.hana).post("/evidence", data=FORM)
    work(app, clock)
    roles.revoke(cast.ines.id, cast.hana.id, "hr", NOW)
    assert as_(cast.hana).get(f"{answer.location}/file").status_code == 404


def test_nothing_is_left_beside_the_file(app: Flask, cast: Cast, small: str, as_: As, clock: Clock) -> None:
    as_(cast.hana).post("/evidence", data=FORM)
    work(app, clock)
    folder: Path = app.config["PARAPH"].instance / "jobs"
    assert [item.suffix for item in folder.iterdir()] == [""]


def test_without_a_word_of_what_there_is_a_choice(cast: Cast, small: str, as_: As) -> None:
    id, hana = assign_to(cast, small, cast.ana.id), as_(cast.hana)
    with counted() as statements:
        page = hana.get("/evidence").text
    assert 'href="/evidence?course=small"' in page and f'href="/evidence?assignment={id}"' in page
    assert len(statements) <= 12
