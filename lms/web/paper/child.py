"""Prints in a process of its own: bounded in memory and time, restarted when it fails, gone when its parent is gone.

WeasyPrint reads text that people wrote; a page that runs wild must not take the app with it. One long-lived child
saves the 0.7 s its import costs. Spawned, never forked, so that it holds no socket, lock or database of the parent.
"""

import ctypes
import json
import os
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
from typing import IO, Self

APT_LINE = "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libharfbuzz.so.0",
    "libfontconfig.so.1",
    "libpangoft2-1.0.so.0",
)
_MOST_BYTES = 64 * 1024 * 1024
_LENGTH = struct.Struct(">I")
_STARTING_SECONDS = 30.0
# what the printing process may know of our environment: no keys, no passwords, no database
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH")


class PaperUnavailable(Exception):
    """Nothing can be printed at the moment; the sentence says why."""


class PaperFailed(Exception):
    """This one page could not be printed; others can."""


def available() -> str | None:
    """None when everything is there; else what is missing and the one line to type. Costs next to nothing."""
    if sys.platform != "linux":
        return None  # other systems name the libraries differently; the child will tell
    missing = [name for name in _LIBRARIES if not _loads(name)]
    if not missing:
        return None
    return f"Certificates cannot be printed: {', '.join(missing)} not found. Type: sudo {APT_LINE}"


class PaperChild:
    """One child process; may be shared by threads, which take turns."""

    def __init__(self, seconds: float = 15.0, renders: int = 500, megabytes: int = 1024) -> None:
        self._seconds, self._renders, self._megabytes = seconds, renders, megabytes
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._scratch = ""
        self._done = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def render(self, kind: str, values_json: str, receipt: bytes | None = None) -> bytes:
        """The PDF of a `certificate`, a `signed-copy` or a `receipt`. Raises PaperUnavailable or PaperFailed."""
        with self._turn:
            process = self._running()
            head = json.dumps({"kind": kind, "values": values_json, "receipt": receipt is not None}).encode()
            try:
                self._send(process, head, receipt or b"")
                status, answer = self._receive(process, time.monotonic() + self._seconds)
            except (OSError, EOFError, TimeoutError) as problem:
                self._end()
                raise PaperFailed(_sentence(problem, self._seconds)) from problem
            self._done += 1
            if self._done >= self._renders:
                self._end()
            if status != b"+":
                raise PaperFailed(answer.decode(errors="replace"))
            return answer

    def close(self) -> None:
        """Ends the child; the next render starts a new one."""
        with self._turn:
            self._end()

    @property
    def pid(self) -> int | None:
        """Of the running child, for whoever watches processes."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._owner != os.getpid():
            self._process, self._scratch = None, ""  # we were forked: that child belongs to our parent
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        if reason := available():
            raise PaperUnavailable(reason)
        self._owner, self._scratch = os.getpid(), tempfile.mkdtemp(prefix="paraph-paper-")
        process = self._process = _spawn(self._megabytes, self._seconds, self._scratch)
        try:
            status, answer = self._receive(process, time.monotonic() + _STARTING_SECONDS)
        except (OSError, EOFError, TimeoutError) as problem:
            self._end()
            raise PaperUnavailable("Certificates cannot be printed: the printing process does not start.") from problem
        if status != b"+":
            self._end()
            raise PaperUnavailable(answer.decode(errors="replace"))
        self._done = 0
        return process

    def _send(self, process: "subprocess.Popen[bytes]", *parts: bytes) -> None:
        assert process.stdin is not None
        for part in parts:
            process.stdin.write(_LENGTH.pack(len(part)) + part)
        process.stdin.flush()

    def _receive(self, process: "subprocess.Popen[bytes]", deadline: float) -> tuple[bytes, bytes]:
        assert process.stdout is not None
        pipe = process.stdout.fileno()
        status = _read_until(pipe, 1, deadline)
        (length,) = _LENGTH.unpack(_read_until(pipe, _LENGTH.size, deadline))
        if length > _MOST_BYTES:
            raise EOFError("the printing process answered nonsense")
        return status, _read_until(pipe, length, deadline)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close_quietly(pipe)
        process.wait()
        shutil.rmtree(self._scratch, ignore_errors=True)  # fonts it unpacked; a killed process cannot tidy up


def _spawn(megabytes: int, seconds: float, scratch: str) -> "subprocess.Popen[bytes]":
    """A fresh interpreter; it learns its bounds from its arguments and hears that we are gone from the closed pipe."""
    command = [sys.executable, "-m", "lms.web.paper.printing", str(megabytes), str(int(seconds) + 5), scratch]
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(each for each in sys.path if each)
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)


def _read_until(pipe: int, length: int, deadline: float) -> bytes:
    """Exactly so many bytes, or EOFError, or TimeoutError."""
    parts: list[bytes] = []
    ready = select.poll()  # select() fails beyond 1024 open files
    ready.register(pipe, select.POLLIN | select.POLLHUP)
    while length:
        left = deadline - time.monotonic()
        if left <= 0 or not ready.poll(left * 1000):
            raise TimeoutError
        part = os.read(pipe, min(length, 1 << 16))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _sentence(problem: Exception, seconds: float) -> str:
    if isinstance(problem, TimeoutError):
        return f"This page took longer than {seconds:g} seconds to print and was stopped."
    return "The printing process ended while it printed this page; it will be started again."


def _close_quietly(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return  # a broken pipe is closed all the same


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
