"""Long work: asked for once, done once, taken over from the dead, kept for a week, and seen by nobody else."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.domain.refusal import Refusal
from lms.services import job_runs, jobs
from lms.services.job_runs import LEASE, MAX_TRIES, Desk, Task, Work
from lms.services.jobs import Asker
from lms.store import job_files, reading, writing
from lms.store.models import Job
from tests.cast import NOW, Cast
from tests.conftest import Clock

KIND = "evidence pack"
ROOT = Path(__file__).parents[2]
MakeDesk = Callable[[Work], Desk]


def write_two_lines(task: Task) -> Iterator[tuple[int, int]]:
    task.out.write(b"one\n")
    yield 1, 2
    task.out.write(b"two\n")
    task.file_name = "lines.txt"
    yield 2, 2


def break_down(task: Task) -> Iterator[tuple[int, int]]:
    yield 0, 1
    raise OSError("no room left for Ana Duarte")


@pytest.fixture
def hana(cast: Cast) -> Asker:
    return Asker(cast.hana.id, frozenset({"hr"}))


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> MakeDesk:
    return lambda work: Desk(tmp_path, {KIND: work}, clock)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refusal) as refusal:
        yield
    assert refusal.value.code == code


def asked(asker: Asker, **params: str) -> str:
    return jobs.ask(KIND, params, asker.id, "en", NOW)


def test_a_finished_job_has_its_file_under_its_hash(hana: Asker, desk: MakeDesk, tmp_path: Path) -> None:
    id = asked(hana)
    assert job_runs.run_next(desk(write_two_lines)) is True
    place, shown = jobs.file(tmp_path, hana, id)
    assert place.read_bytes() == b"one\ntwo\n"
    assert (shown.state, shown.file_name, shown.file_size) == ("finished", "lines.txt", 8)
    assert shown.file_sha256 == sha256(b"one\ntwo\n").hexdigest()
    assert place.stat().st_mode & 0o777 == 0o600
    assert [item.name for item in job_files.folder(tmp_path).iterdir()] == [id]


def test_nothing_waits_nothing_happens(app: Flask, desk: MakeDesk) -> None:
    assert job_runs.run_next(desk(write_two_lines)) is False


def test_the_same_question_asked_twice_is_one_job_while_it_is_open(hana: Asker, desk: MakeDesk) -> None:
    first = asked(hana, course="small")
    assert asked(hana, course="small") == first
    assert asked(hana, course="other") != first
    while job_runs.run_next(desk(write_two_lines)):
        pass
    assert asked(hana, course="small") != first


def test_a_job_that_keeps_nothing_leaves_no_file(hana: Asker, desk: MakeDesk, tmp_path: Path) -> None:
    id = asked(hana)
    job_runs.run_next(desk(lambda task: iter([(3, 3)])))
    assert (jobs.one(hana, id).state, jobs.one(hana, id).of) == ("finished", 3)
    assert list(job_files.folder(tmp_path).iterdir()) == []
    with refused("not-found"):
        jobs.file(tmp_path, hana, id)


def test_what_comes_with_the_end_is_written_in_the_same_transaction(hana: Asker, desk: MakeDesk) -> None:
    def work(task: Task) -> Iterator[tuple[int, int]]:
        yield 1, 1
        task.on_finish.append(lambda session, digest, now: session.execute(sa.text("SELECT nothing FROM nowhere")))

    id = asked(hana)
    job_runs.run_next(desk(work))
    assert jobs.one(hana, id).state == "waiting"


def test_a_failing_job_is_tried_again_after_a_pause_and_then_given_up(
    hana: Asker, desk: MakeDesk, clock: Clock, tmp_path: Path
) -> None:
    id, broken = asked(hana), desk(break_down)
    for _ in range(MAX_TRIES):
        assert job_runs.run_next(broken) is True
        assert job_runs.run_next(broken) is False
        clock.advance(minutes=10)
    shown = jobs.one(hana, id)
    assert (shown.state, shown.problem) == ("failed", "OSError")
    assert list(job_files.folder(tmp_path).iterdir()) == []


def test_a_refusal_is_final(hana: Asker, desk: MakeDesk) -> None:
    def work(task: Task) -> Iterator[tuple[int, int]]:
        yield 0, 1
        raise Refusal("not-found")

    id = asked(hana)
    job_runs.run_next(desk(work))
    assert (jobs.one(hana, id).state, jobs.one(hana, id).problem) == ("failed", "not-found")


def test_a_failed_job_can_be_asked_for_once_more(hana: Asker, desk: MakeDesk) -> None:
    id = asked(hana)
    with refused("job-not-over"):
        jobs.again(hana, id, NOW)
    job_runs.run_next(desk(lambda task: iter(())))
    assert jobs.one(hana, jobs.again(hana, id, NOW)).state == "waiting"


def test_the_job_of_a_killed_worker_is_taken_over_when_its_lease_has_run_out(
    hana: Asker, desk: MakeDesk, clock: Clock, tmp_path: Path
) -> None:
    id = asked(hana)
    dead = job_runs._claim(clock())
    assert dead is not None
    assert job_runs.run_next(desk(write_two_lines)) is False
    clock.advance(seconds=LEASE.total_seconds())
    assert job_runs.run_next(desk(write_two_lines)) is True
    assert jobs.one(hana, id).state == "finished"


def test_a_worker_killed_in_the_middle_loses_nothing(
    app: Flask, hana: Asker, desk: MakeDesk, clock: Clock, tmp_path: Path
) -> None:
    id, url = asked(hana), app.config["PARAPH"].database_url
    victim = [sys.executable, "-m", "tests.services.job_victim", str(tmp_path), url]
    assert subprocess.run(victim, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert [item.name for item in job_files.folder(tmp_path).iterdir()] == [f"{id}.1.half"]
    assert job_runs.run_next(desk(write_two_lines)) is False
    clock.advance(seconds=LEASE.total_seconds())
    assert job_runs.run_next(desk(write_two_lines)) is True
    job_runs.expire(tmp_path, clock())
    assert jobs.file(tmp_path, hana, id)[0].read_bytes() == b"one\ntwo\n"
    assert [item.name for item in job_files.folder(tmp_path).iterdir()] == [id]


def test_a_job_that_kills_every_worker_is_given_up(hana: Asker, desk: MakeDesk, clock: Clock) -> None:
    id = asked(hana)
    for _ in range(MAX_TRIES):
        assert job_runs._claim(clock()) is not None
        clock.advance(seconds=LEASE.total_seconds())
    assert job_runs.run_next(desk(write_two_lines)) is False
    assert (jobs.one(hana, id).state, jobs.one(hana, id).problem) == ("failed", job_runs.STOPPED)


def test_who_lost_the_row_writes_nothing_more(hana: Asker, desk: MakeDesk, clock: Clock, tmp_path: Path) -> None:
    """A worker stood still longer than its lease, another one took over, and both go on."""
    id = asked(hana)

    def slow(task: Task) -> Iterator[tuple[int, int]]:
        clock.advance(seconds=LEASE.total_seconds())
        assert job_runs.run_next(desk(write_two_lines)) is True
        task.out.write(b"too late")
        task.file_name = "late.txt"
        yield 1, 1

    job_runs.run_next(desk(slow))
    place, shown = jobs.file(tmp_path, hana, id)
    assert (place.read_bytes(), shown.file_name) == (b"one\ntwo\n", "lines.txt")


def test_two_workers_do_each_job_once(app: Flask, hana: Asker, tmp_path: Path, clock: Clock) -> None:
    ids, done = [asked(hana, course=str(number)) for number in range(6)], []

    def work(task: Task) -> Iterator[tuple[int, int]]:
        done.append(task.id)
        yield 1, 1

    def worker() -> None:
        with app.app_context():
            while job_runs.run_next(Desk(tmp_path, {KIND: work}, clock)):
                pass

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == sorted(ids)


def test_a_worker_that_stops_gives_its_job_back_without_counting_the_try(
    hana: Asker, tmp_path: Path, clock: Clock
) -> None:
    id, answers = asked(hana), iter([False, False, True])
    assert job_runs.run_next(Desk(tmp_path, {KIND: write_two_lines}, clock, lambda: next(answers))) is False
    with reading() as session:
        row = session.get_one(Job, id)
        assert (row.state, row.tries, row.leased_until) == ("waiting", 0, None)


def test_a_cancelled_job_stops_at_its_next_step(hana: Asker, desk: MakeDesk, tmp_path: Path) -> None:
    id = asked(hana)

    def work(task: Task) -> Iterator[tuple[int, int]]:
        task.out.write(b"half")
        jobs.cancel(hana, id)
        yield 1, 2
        raise AssertionError("went on")

    assert job_runs.run_next(desk(work)) is True
    assert jobs.one(hana, id).state == "cancelled"
    assert list(job_files.folder(tmp_path).iterdir()) == []
    with refused("job-over"):
        jobs.cancel(hana, id)


def test_a_file_is_gone_after_a_week(hana: Asker, desk: MakeDesk, clock: Clock, tmp_path: Path) -> None:
    id = asked(hana)
    job_runs.run_next(desk(write_two_lines))
    clock.advance(days=6, hours=23)
    assert job_runs.expire(tmp_path, clock()) == 0
    clock.advance(hours=1)
    assert job_runs.expire(tmp_path, clock()) == 1
    assert list(job_files.folder(tmp_path).iterdir()) == []
    with refused("job-file-gone"):
        jobs.file(tmp_path, hana, id)


def test_after_an_erasure_every_file_goes_at_once(hana: Asker, desk: MakeDesk, tmp_path: Path) -> None:
    id = asked(hana)
    job_runs.run_next(desk(write_two_lines))
    assert job_runs.forget_files(tmp_path) == 1
    assert jobs.one(hana, id).state == "expired"
    assert list(job_files.folder(tmp_path).iterdir()) == []


def test_what_is_being_made_during_an_erasure_is_begun_anew(hana: Asker, desk: MakeDesk, tmp_path: Path) -> None:
    id, tries = asked(hana), []

    def work(task: Task) -> Iterator[tuple[int, int]]:
        tries.append(task.attempt)
        task.out.write(b"before" if len(tries) == 1 else b"after")
        if len(tries) == 1:
            job_runs.forget_files(tmp_path)
        yield 1, 1
        task.file_name = "name.txt"

    while job_runs.run_next(desk(work)):
        pass
    assert (tries, jobs.file(tmp_path, hana, id)[0].read_bytes()) == ([1, 2], b"after")


def test_what_dead_tries_left_is_swept_up_and_what_is_alive_stays(hana: Asker, desk: MakeDesk, tmp_path: Path) -> None:
    id = asked(hana)
    job_runs.run_next(desk(write_two_lines))
    for name in (f"{id}.1.half", "f00.2.half", "f00"):
        (job_files.folder(tmp_path) / name).write_bytes(b"left over")
    job_runs.expire(tmp_path, NOW)
    assert [item.name for item in job_files.folder(tmp_path).iterdir()] == [id]


def test_a_file_on_another_machine_is_said_to_be_there(hana: Asker, desk: MakeDesk, tmp_path: Path) -> None:
    id = asked(hana)
    job_runs.run_next(desk(write_two_lines))
    with refused("job-file-elsewhere"):
        jobs.file(tmp_path / "another", hana, id)


def test_nobody_else_sees_it_and_whoever_lost_the_role_does_not_either(cast: Cast, hana: Asker, desk: MakeDesk) -> None:
    id = asked(hana)
    for asker in (Asker(cast.ines.id, frozenset({"hr", "admin"})), Asker(hana.id, frozenset({"author"}))):
        with refused("not-found"):
            jobs.one(asker, id)
        assert jobs.of(asker) == []
    assert [shown.id for shown in jobs.of(hana)] == [id]


def test_an_operators_job_belongs_to_no_person(hana: Asker) -> None:
    id = jobs.ask(KIND, {}, None, "en", NOW)
    with writing() as session:
        assert session.get_one(Job, id).wanted_by is None
    assert jobs.ask(KIND, {}, None, "en", NOW + timedelta(days=1)) == id
    assert jobs.of(hana) == []
