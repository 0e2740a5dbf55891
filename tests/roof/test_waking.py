"""The bell between web and worker: rings are heard at once, and a lost or a spare one does no harm."""

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from lms import config
from lms.waking import Bell, ring_after_posts
from tests.engines import ENGINES, SERVER

KEY = "0123456789abcdef" * 4
LISTENER = """
import sys
from pathlib import Path
from lms import config
from lms.waking import Bell

def work():
    with Path(sys.argv[1]).open("a") as file:
        file.write("worked\\n")

Bell(config.load(), work).listen()
"""


@pytest.fixture(params=ENGINES)
def environ(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    environ = {"LMS_INSTANCE": str(tmp_path), "LMS_SECRET_KEY": KEY}
    return environ | ({"LMS_DATABASE_URL": SERVER} if request.param == "postgresql" and SERVER else {})


@contextmanager
def listening(environ: dict[str, str], trace: Path) -> Iterator[None]:
    """A worker process that writes a line into `trace` each time it has heard the bell."""
    process = subprocess.Popen([sys.executable, "-c", LISTENER, str(trace)], env=os.environ | environ)
    try:
        wait_for(trace.exists)  # it works once when it starts, for rings that nobody heard
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def wait_for(condition: object, seconds: float = 15.0) -> float:
    """How long it took until the condition held."""
    began = time.monotonic()
    while not condition():  # type: ignore[operator]
        assert time.monotonic() - began < seconds, "it never happened"
        time.sleep(0.02)
    return time.monotonic() - began


def test_a_ring_is_heard_within_two_seconds(environ: dict[str, str], tmp_path: Path) -> None:
    trace, bell = tmp_path / "trace", Bell(config.load(environ))
    with listening(environ, trace):
        before = trace.read_text()
        assert bell.ring()
        assert wait_for(lambda: trace.read_text() > before) < 2.0
    bell.close()


def test_rings_that_nobody_hears_do_not_pile_up(environ: dict[str, str]) -> None:
    bell = Bell(config.load(environ), work=lambda: None)
    for _ in range(20):
        assert bell.ring()
    assert bell._huey.storage.queue_size() == 1
    bell._huey.storage.flush_all()
    bell.close()


def test_a_queue_that_cannot_be_reached_never_fails_a_request(tmp_path: Path) -> None:
    bell = Bell(config.load({"LMS_INSTANCE": str(tmp_path / "missing"), "LMS_SECRET_KEY": KEY}))
    assert bell.ring() is False


def test_only_a_post_that_was_not_refused_rings(tmp_path: Path) -> None:
    settings = config.load({"LMS_INSTANCE": str(tmp_path), "LMS_SECRET_KEY": KEY})
    bell, app = Bell(settings, work=lambda: None), Flask("small")
    app.add_url_rule("/<int:status>", view_func=lambda status: ("", status), methods=["GET", "POST"])
    client = ring_after_posts(app, settings).test_client()
    client.get("/200").close()
    client.post("/422").close()
    assert bell._huey.storage.queue_size() == 0
    client.post("/303").close()
    assert bell._huey.storage.queue_size() == 1
    app.extensions["bell"].close()
    bell.close()


def test_a_damaged_queue_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "queue.sqlite").write_bytes(b"no database at all" * 100)
    bell = Bell(config.load({"LMS_INSTANCE": str(tmp_path), "LMS_SECRET_KEY": KEY}), work=lambda: None)
    assert bell.ring()
    bell.close()


def test_a_message_that_somebody_slipped_in_runs_no_code(tmp_path: Path) -> None:
    bell = Bell(config.load({"LMS_INSTANCE": str(tmp_path), "LMS_SECRET_KEY": KEY}), work=lambda: None)
    bell._huey.storage.enqueue(pickle.dumps(_Bomb()))
    with pytest.raises(ValueError):
        bell._huey.dequeue()
    bell.close()


class _Bomb:
    def __reduce__(self) -> object:
        return os.abort, ()
