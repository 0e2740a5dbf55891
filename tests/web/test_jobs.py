"""The pages of long work: a bar that moves without script, a file for its asker only, stop, and once more."""

import re
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from lms.services import job_runs, jobs, roles
from lms.services.job_runs import Desk
from tests.cast import NOW, Cast, Player
from tests.conftest import Clock
from tests.page import PageClient
from tests.queries import counted
from tests.services.test_jobs import KIND, break_down, write_two_lines

As = Callable[[Player], PageClient]


def asked(cast: Cast) -> str:
    return jobs.ask(KIND, {"course": "small"}, cast.hana.id, "en", NOW)


def test_while_it_waits_the_page_has_a_bar_and_comes_back_without_script(cast: Cast, as_: As) -> None:
    page = as_(cast.hana).get(f"/jobs/{asked(cast)}").text
    assert re.search(r'<noscript><meta http-equiv="refresh" content="\d+"></noscript>', page)
    assert '<progress class="job-bar" aria-labelledby="how-far" max="100">' in page
    assert "Waiting for its turn" in page


def test_the_script_is_told_the_same(cast: Cast, as_: As) -> None:
    answer = as_(cast.hana).get(f"/jobs/{asked(cast)}/progress").json
    assert answer == {
        "state": "waiting",
        "open": True,
        "done": 0,
        "of": 0,
        "percent": 0,
        "words": "Waiting for its turn",
    }


def test_the_file_comes_as_a_download_that_is_stored_nowhere(cast: Cast, as_: As, tmp_path: Path, clock: Clock) -> None:
    id, hana = asked(cast), as_(cast.hana)
    job_runs.run_next(Desk(tmp_path, {KIND: write_two_lines}, clock))
    assert f'href="/jobs/{id}/file"' in hana.get(f"/jobs/{id}").text
    answer = hana.get(f"/jobs/{id}/file")
    assert answer.data == b"one\ntwo\n"
    assert answer.headers["Content-Disposition"] == "attachment; filename=lines.txt"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_foreign_job_is_a_missing_one(cast: Cast, as_: As, tmp_path: Path, clock: Clock) -> None:
    id, ines = asked(cast), as_(cast.ines)
    job_runs.run_next(Desk(tmp_path, {KIND: write_two_lines}, clock))
    for address in (f"/jobs/{id}", f"/jobs/{id}/progress", f"/jobs/{id}/file"):
        assert ines.get(address).status_code == 404
    for act in ("cancel", "again"):
        assert ines.post(f"/jobs/{id}/{act}").status_code == 404


def test_who_lost_the_role_gets_the_file_no_more(cast: Cast, as_: As, tmp_path: Path, clock: Clock) -> None:
    id = asked(cast)
    job_runs.run_next(Desk(tmp_path, {KIND: write_two_lines}, clock))
    roles.revoke(cast.ines.id, cast.hana.id, "hr", NOW)
    assert as_(cast.hana).get(f"/jobs/{id}/file").status_code == 404


def test_a_failure_says_so_and_offers_another_try(cast: Cast, as_: As, tmp_path: Path, clock: Clock) -> None:
    id, hana = asked(cast), as_(cast.hana)
    for _ in range(job_runs.MAX_TRIES):
        job_runs.run_next(Desk(tmp_path, {KIND: break_down}, clock))
        clock.advance(minutes=5)
    page = hana.get(f"/jobs/{id}").text
    assert "This did not work." in page and "OSError" in page and "Duarte" not in page
    answer = hana.post(f"/jobs/{id}/again")
    assert (answer.status_code, answer.location != f"/jobs/{id}") == (303, True)
    assert "Waiting for its turn" in hana.get(answer.location).text


def test_stop_stops_it(cast: Cast, as_: As) -> None:
    id, hana = asked(cast), as_(cast.hana)
    assert hana.post(f"/jobs/{id}/cancel").status_code == 303
    assert "This was stopped." in hana.get(f"/jobs/{id}").text
    assert hana.post(f"/jobs/{id}/cancel").status_code == 409


def test_the_list_has_my_own_in_four_queries(app: Flask, cast: Cast, as_: As) -> None:
    id, hana = asked(cast), as_(cast.hana)
    with counted() as statements:
        assert f"/jobs/{id}" in hana.get("/jobs").text
    assert len(statements) <= 4
    assert "You have asked for nothing yet." in as_(cast.ana).get("/jobs").text
