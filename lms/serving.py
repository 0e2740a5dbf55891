"""`lms serve`: the web half and the worker half as two child processes that start and end with their parent."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

import click

from lms.parent import GRACE_SECONDS
from lms.ports import check_port

_LOOK_SECONDS = 0.2
_STOP_SECONDS = GRACE_SECONDS + 2  # then whoever is left is killed
_STEADY_SECONDS = 60  # who has run this long has recovered
_LONGEST_PAUSE = 30.0


@dataclass
class Child:
    """One of our own commands as a child process."""

    command: list[str]
    process: subprocess.Popen[bytes] = field(init=False)
    started: float = field(init=False)

    def start(self) -> None:
        # -P: a module of the current folder must not stand in for ours. Its own process group: Ctrl-C reaches the
        # parent alone, which then ends its children in good order.
        line = [sys.executable, "-P", "-m", "lms.cli", *self.command, "--follow", str(os.getpid())]
        self.process = subprocess.Popen(line, stdin=subprocess.DEVNULL, process_group=0)
        self.started = time.monotonic()

    @property
    def code(self) -> int | None:
        """How it ended, or None while it runs."""
        return self.process.poll()

    @property
    def age(self) -> float:
        return time.monotonic() - self.started


@dataclass
class Restarted(Child):
    """A child that is started again when it ends: at once after a clean end, later and later after crashes."""

    crashes: int = 0
    due: float = 0.0

    def keep_alive(self) -> None:
        if self.code is None:
            return
        if not self.due:
            self._plan()
        if time.monotonic() >= self.due:
            self.due = 0.0
            self.start()

    def _plan(self) -> None:
        self.crashes = 0 if self.code == 0 else 1 if self.age > _STEADY_SECONDS else self.crashes + 1
        pause = min(2.0 ** (self.crashes - 1), _LONGEST_PAUSE) if self.crashes else 0.1
        self.due = time.monotonic() + pause
        if self.crashes:
            click.echo(f"The worker ended with code {self.code}; starting it again in {pause:.0f} s.", err=True)


def serve(host: str, port: int, workers: int, access_log: bool = False) -> int:
    """Runs both halves until told to stop (0), or until the web half ends by itself (its code).

    Raises PortTaken before anything is started.
    """
    check_port(host, port)
    told_to_stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: told_to_stop.set())
    options = ["--host", host, "--port", str(port), "--workers", str(workers)]
    web = Child(["web", *options, *(["--access-log"] if access_log else [])])
    worker = Restarted(["worker"])
    started: list[Child] = []
    try:
        for child in (web, worker):
            child.start()
            started.append(child)
        while not told_to_stop.wait(_LOOK_SECONDS):
            if web.code is not None:
                click.echo("The web server has ended; so does everything else.", err=True)
                return _shell_code(web.code)
            worker.keep_alive()
        return 0
    finally:
        _end(started)


def _end(children: list[Child]) -> None:
    """Asks all of them to end, and kills who has not after a while."""
    for child in children:
        if child.code is None:
            child.process.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    for child in children:
        try:
            child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


def _shell_code(code: int) -> int:
    """A web half that ends by itself is a failure, also when it calls that a success."""
    return 128 - code if code < 0 else code or 1
