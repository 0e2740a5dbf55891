"""A closed loop over a few connections, in a process of its own: a job comes on stdin as JSON, its outcome goes out."""

import http.client
import itertools
import json
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from typing import Any

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Request:
    """What is sent, and the status that alone counts as an answer."""

    method: str
    path: str
    headers: dict[str, str]
    body: str = ""
    status: int = 200


@dataclass(frozen=True)
class Job:
    """The requests again and again until the seconds are over; without seconds, each of them once."""

    port: int
    connections: int
    requests: list[Request]
    seconds: float | None = None


@dataclass
class Outcome:
    """`milliseconds` holds one figure per answer; `wrong` the statuses that were not asked for."""

    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.milliseconds) / self.seconds


def send(job: Job) -> Outcome:
    """Runs the job in a fresh process. Raises RuntimeError when any answer was another than asked for."""
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(command, input=json.dumps(asdict(job)), stdout=subprocess.PIPE, text=True, check=True)
    outcome = Outcome(**json.loads(done.stdout))
    if outcome.wrong:
        raise RuntimeError(f"{len(outcome.wrong)} wrong answers at {job.requests[0].path}: {outcome.wrong[:5]}")
    return outcome


def _work(job: Job) -> Outcome:
    outcome = Outcome()
    turns = itertools.count()
    begin = time.perf_counter()
    end = begin + job.seconds if job.seconds is not None else None
    loops = [threading.Thread(target=_loop, args=(job, turns, end, outcome)) for _ in range(job.connections)]
    for loop in loops:
        loop.start()
    for loop in loops:
        loop.join()
    outcome.seconds = time.perf_counter() - begin
    return outcome


def _loop(job: Job, turns: Any, end: float | None, outcome: Outcome) -> None:
    """One connection; http.client opens it anew whenever the server has closed it."""
    connection = http.client.HTTPConnection(HOST, job.port, timeout=30)
    for turn in turns:
        if time.perf_counter() >= end if end is not None else turn >= len(job.requests):
            break
        request = job.requests[turn % len(job.requests)]
        begin = time.perf_counter()
        connection.request(request.method, request.path, request.body or None, request.headers)
        answer = connection.getresponse()
        answer.read()
        outcome.milliseconds.append((time.perf_counter() - begin) * 1000)
        if answer.status != request.status:
            outcome.wrong.append(answer.status)
    connection.close()


if __name__ == "__main__":
    raw = json.load(sys.stdin)
    job = Job(raw["port"], raw["connections"], [Request(**each) for each in raw["requests"]], raw["seconds"])
    json.dump(asdict(_work(job)), sys.stdout)
