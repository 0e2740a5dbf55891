"""What the machine tells about itself: CPU time of processes, of everybody, and memory; from /proc, so Linux only."""

import contextlib
import os
import platform
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
_USER, _NICE, _SYSTEM, _STEAL = 0, 1, 2, 7


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def named(word: str) -> list[int]:
    """The processes whose command line holds a word: the database server's, which name the database they work for."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if word.encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def cpu_seconds(pids: list[int]) -> float:
    """CPU time these processes have used since they began."""
    return sum(_ticks(pid) for pid in pids) / TICK


def resident_mb(pid: int) -> float:
    """Memory of a process that is in RAM, pages shared with its siblings included."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def describe() -> str:
    """The machine in a line."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} × {name}, {memory:.0f} GB, Python {platform.python_version()}, SQLite {_sqlite()}"


def _sqlite() -> str:
    try:
        from pysqlite3 import dbapi2

        return str(dbapi2.sqlite_version)
    except ImportError:
        return sqlite3.sqlite_version


@dataclass
class Neighbours:
    """How many cores everybody else used between `Neighbours(pids)` and `cores()`; `pids` and our children are ours."""

    pids: list[int]

    def __post_init__(self) -> None:
        self.begin, self.busy, self.ours = time.monotonic(), _busy(), self._ours()

    def cores(self) -> float:
        elapsed = time.monotonic() - self.begin
        return max(0.0, (_busy() - self.busy) - (self._ours() - self.ours)) / elapsed

    def _ours(self) -> float:
        times = os.times()
        mine = times.user + times.system + times.children_user + times.children_system
        return mine + cpu_seconds(self.pids)


def _busy() -> float:
    """CPU seconds of all processes, and those a host took away; interrupts are nobody's."""
    words = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    return sum(int(words[at]) for at in (_USER, _NICE, _SYSTEM, _STEAL)) / TICK


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
