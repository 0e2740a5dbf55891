"""`lms serve` with real processes: it starts whole, ends whole, and leaves nobody behind however it is ended."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lms import config

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads the process tree from /proc")


@dataclass
class House:
    """A running `lms serve` and what descends from it."""

    process: subprocess.Popen[str]

    def child(self, name: str) -> int:
        """The process of one half: `web` or `worker`."""
        (pid,) = [pid for pid in children(self.process.pid) if f" {name} " in f"{command_line(pid)} "]
        return pid

    def descendants(self) -> list[int]:
        return descendants(self.process.pid)


def children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def descendants(pid: int) -> list[int]:
    below = children(pid)
    return below + [pid for child in below for pid in descendants(child)]


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except OSError:
        return ""


def gone(pids: list[int]) -> bool:
    return not any(" lms." in command_line(pid) for pid in pids)


def wait_until(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    config.make_secret_key(tmp_path)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
    return clean | {"LMS_INSTANCE": str(tmp_path)}


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def lms(*words: str) -> list[str]:
    return [sys.executable, "-m", "lms.cli", *words]


@pytest.fixture
def house(environ: dict[str, str], port: int) -> Iterator[House]:
    """`lms serve`, with both halves up and two processes that answer requests."""
    command = lms("serve", "--port", str(port))
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        house = House(process)
        assert process.stdout is not None
        assert str(port) in process.stdout.readline()
        wait_until(lambda: len(house.descendants()) >= 4)
        everybody = house.descendants()
        try:
            yield house
        finally:
            process.kill()
            wait_until(lambda: gone(everybody))


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_cleanly_within_seconds_when_told_to(house: House, told: signal.Signals) -> None:
    everybody = house.descendants()
    house.process.send_signal(told)
    assert house.process.wait(20) == 0
    assert gone(everybody)


def test_nobody_outlives_a_parent_that_was_killed(house: House) -> None:
    everybody = house.descendants()
    house.process.kill()
    wait_until(lambda: gone(everybody))


def test_a_worker_that_crashed_is_started_again(house: House) -> None:
    first = house.child("worker")
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: first not in children(house.process.pid) and len(children(house.process.pid)) == 2)
    assert house.child("worker") != first


def test_when_the_web_half_ends_by_itself_so_does_everything(house: House) -> None:
    everybody = house.descendants()
    os.kill(house.child("web"), signal.SIGKILL)
    assert house.process.wait(15) == 128 + signal.SIGKILL
    wait_until(lambda: gone(everybody))


def test_a_process_that_answers_requests_is_replaced_when_it_crashed(house: House) -> None:
    web = house.child("web")
    first = children(web)[0]
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: first not in children(web) and len(children(web)) == 2)


def test_a_port_in_use_is_one_clear_sentence_and_nothing_is_started(environ: dict[str, str], port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        run = subprocess.run(lms("serve", "--port", str(port)), env=environ, capture_output=True, text=True, timeout=10)
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr == (
        f"Error: Port {port} is in use. Choose another one: lms serve --port {port + 1}, or make run PORT={port + 1}.\n"
    )


def test_what_a_command_writes_is_for_its_user_only(environ: dict[str, str], tmp_path: Path) -> None:
    subprocess.run(lms("db", "upgrade"), env=environ, check=True, capture_output=True)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"secret.key": 0o600, "paraph.sqlite": 0o600}


def test_connections_that_send_nothing_stop_nobody(house: House, port: int) -> None:
    """Browsers open some ahead; one for each process was enough to make everybody else wait for half a minute."""
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(6)]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200
    for each in (*silent, connection):
        each.close()


def test_a_body_far_too_large_is_answered_and_not_cut_off(house: House, port: int) -> None:
    """A browser that is cut off while it sends shows no page at all."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", "/verify", b"%PDF" * 2_000_000, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    assert answer.status == 413 and b"larger than this page takes" in answer.read()
    connection.close()
