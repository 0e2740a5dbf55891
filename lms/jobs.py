"""The roof over jobs: which work each kind is, and the thread of the worker that does it beside the sweeps."""

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from time import monotonic, sleep
from typing import IO, cast

from flask import Flask, current_app

from lms import evidence_pack
from lms.config import Settings
from lms.domain.facts import to_the_millisecond
from lms.domain.refusal import Refusal
from lms.services import exporting, job_runs, reissuing
from lms.services.job_runs import Desk, Task, Work
from lms.services.record import person
from lms.waking import Bell
from lms.web import personal_words

STOP_SECONDS = 5
LOOK_EVERY, PATIENCE = 0.5, 120  # seconds; when nothing was printed for so long, the rest waits without the bar
log = logging.getLogger("lms.jobs")


def works(settings: Settings) -> dict[str, Work]:
    """Every kind of `domain.jobs.KINDS`, with what does it."""
    return {
        "certificates anew": certificates_anew(settings),
        "evidence pack": partial(evidence_pack.work, settings),
        "personal data": personal_data(settings),
    }


def personal_data(settings: Settings) -> Work:
    """What is held about whoever asked, and about nobody else."""

    def work(task: Task) -> Iterator[tuple[int, int]]:
        about = task.wanted_by
        if about is None or about != task.params["person"]:
            raise Refusal("not-found")
        yield 0, 1
        render = personal_words.renderer(settings)
        exporting.write(cast(IO[bytes], task.out), about, settings.organisation, render, task.now)
        task.file_name = f"personal-data-{task.now.date().isoformat()}.zip"
        task.on_finish.append(lambda session, digest, now: exporting.note(session, person(about), about, digest, now))
        yield 1, 1

    return work


def certificates_anew(settings: Settings) -> Work:
    """Issues them all at once; the bar shows how many are printed, which the sweep beside this thread does."""
    bell = Bell(settings)

    def work(task: Task) -> Iterator[tuple[int, int]]:
        slug, why, at = (str(task.params[name]) for name in ("course", "why", "at"))
        total = 0
        asked = datetime.fromisoformat(at)
        for _, total in reissuing.course_anew(settings.house, task.wanted_by or "", slug, why, asked, task.now):
            yield 0, total
        before, since = total, monotonic()
        while (left := reissuing.waiting(slug)) and monotonic() - since < PATIENCE:
            if left < before:
                before, since = left, monotonic()
            bell.ring()
            yield max(0, total - left), total
            sleep(LOOK_EVERY)
        yield total, total

    return work


def clock() -> datetime:
    return to_the_millisecond(datetime.now(UTC))


class JobThread:
    """Does one job after the other in a thread with an app context (so: a database session) of its own.

    One thread for each worker process: most of the work is Python, which two threads would only share. More at once
    is more workers. It ends with its process; a job it was at is given back when the end comes in good order, and
    taken over once its lease has run out when it does not.
    """

    def __init__(self, settings: Settings) -> None:
        self._desk = Desk(settings.instance, works(settings), clock, self.stopping)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def stopping(self) -> bool:
        return self._stop.is_set()

    def sweep(self, now: datetime) -> int:
        """Sees to it that somebody is at work; returns at once. 0: nothing here needs the sweep to come again."""
        if self._thread is None or not self._thread.is_alive():
            job_runs.expire(self._desk.instance, now)
            app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy, typed as what it stands for
            self._thread = threading.Thread(target=self._work, args=(app,), name="jobs", daemon=True)
            self._thread.start()
        return 0

    def close(self) -> None:
        """Asks the thread to stop at its next step and waits a moment for it."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def _work(self, app: Flask) -> None:
        try:
            with app.app_context():
                while job_runs.run_next(self._desk):
                    pass
        except Exception:
            log.exception("The jobs stopped; they are taken up again within a minute.")
