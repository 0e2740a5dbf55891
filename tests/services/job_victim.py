"""A worker that is killed in the middle of a job: run as `python -m tests.services.job_victim INSTANCE URL`."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from lms.app import create_app
from lms.services import job_runs
from lms.services.job_runs import Desk, Task
from tests.cast import NOW
from tests.engines import settings_for


def die(task: Task) -> Iterator[tuple[int, int]]:
    task.out.write(b"half of it")
    task.out.flush()
    yield 1, 2
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    instance = Path(sys.argv[1])
    with create_app(settings_for(instance, sys.argv[2])).app_context():
        job_runs.run_next(Desk(instance, {"evidence pack": die}, lambda: NOW))
