"""Sealed certificates per second, from rows that wait to frozen bytes: `python -m bench.sealed [HOW_MANY]`.

Through the worker's own sweep: two printing processes, the seal put on beside them, stored by the batch. The rows that
wait are the demonstration's certificates issued anew, again and again, through the service; so are their facts.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from bench.machine import children, cpu_seconds, resident_mb
from lms import config, instance
from lms.app import create_app
from lms.domain.facts import to_the_millisecond
from lms.services import reissuing
from lms.store import reading
from lms.store.models import Certificate, Role
from lms.sweeps import sweeps
from lms.worker import Sweep

TARGET = 12
_PLENTY = 400


def main(wanted: int) -> float:
    """Prints rate, CPU and memory; returns the rate."""
    with tempfile.TemporaryDirectory(prefix="paraph-bench-") as folder:
        os.environ["LMS_INSTANCE"] = folder
        subprocess.run([sys.executable, "-m", "lms.cli", "demo"], check=True, stdout=subprocess.DEVNULL)
        settings = config.load()
        with create_app(settings).app_context(), sweeps(settings) as found:
            _wait_for(settings, found, wanted)
            return _measure(found["certificates"], wanted, Path(folder))


def _wait_for(settings: config.Settings, found: Mapping[str, Sweep], wanted: int) -> None:
    """Issues anew until so many wait; the first few are printed, which warms everything up."""
    found["checkpoints"](now())
    found["certificates"](now())
    with reading() as session:
        hr = session.scalars(sa.select(Role.person_id).where(Role.name == "hr")).first() or ""
    while _waiting() < wanted:
        for _ in reissuing.course_anew(settings.house, hr, instance.COURSE, "design", now(), now()):
            pass
        time.sleep(0.002)
    found["checkpoints"](now())


def _measure(sweep: Sweep, wanted: int, folder: Path) -> float:
    cpu, start, worker, printing = _used(), time.perf_counter(), 0.0, 0.0
    done = 0
    while done < wanted and (count := sweep(now())):
        done += count
        worker = max(worker, resident_mb(os.getpid()))
        printing = max([printing, *map(resident_mb, children(os.getpid()))])
    seconds = time.perf_counter() - start
    used = _used() - cpu
    print(
        f"{done} sealed certificates in {seconds:.1f} s: {done / seconds:.1f} per second (target at least {TARGET}); "
        f"{1000 * used / done:.0f} ms CPU each; memory at most {worker:.0f} MB (worker), "
        f"{printing:.0f} MB (each printing process); database {(folder / 'paraph.sqlite').stat().st_size / 1e6:.0f} MB"
    )
    return done / seconds


def _used() -> float:
    """CPU seconds of the worker, of its printing processes, and of those that were replaced after 500 pages."""
    return sum(os.times()[:4]) + cpu_seconds(children(os.getpid()))


def _waiting() -> int:
    with reading() as session:
        query = sa.select(sa.func.count()).select_from(Certificate).where(Certificate.frozen_at.is_(None))
        return session.scalar(query) or 0


def now() -> datetime:
    return to_the_millisecond(datetime.now(UTC))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _PLENTY)
