"""The worker half: sweeps the database for work whenever the bell rings, and once a minute."""

import logging
import os
import signal
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from flask import Flask

from lms.config import Settings
from lms.waking import Bell

log = logging.getLogger("lms.worker")

Sweep = Callable[[datetime], int]
"""Does what is due at that instant and says how many things it did. Safe to run twice at once: it claims its rows."""

SWEEPS: dict[str, Sweep] = {}
"""Every sweep by its name, in the order in which they run."""

_ROUNDS = 50  # a sweep may work in portions; this many at one ring, so that the others get their turn
_RECYCLE_AFTER = 1_000  # things done, after which the process is replaced: the libraries that draw PDFs grow slowly


def sweep_all(sweeps: Mapping[str, Sweep], clock: Callable[[], datetime]) -> int:
    """Runs each sweep until it finds nothing more; an error in one is logged and does not stop the others."""
    done = 0
    for name, sweep in sweeps.items():
        try:
            for _ in range(_ROUNDS):
                count = sweep(clock())
                done += count
                if count == 0:
                    break
        except Exception:
            log.exception("The sweep %r failed; it is tried again within a minute.", name)
    return done


def run(app: Flask, settings: Settings, sweeps: Mapping[str, Sweep]) -> None:
    """Works until SIGTERM or SIGINT, or until enough was done that a fresh process is due."""
    total = 0

    def work() -> None:
        nonlocal total
        with app.app_context():
            total += sweep_all(sweeps, lambda: datetime.now(UTC))
        if total >= _RECYCLE_AFTER:
            os.kill(os.getpid(), signal.SIGTERM)

    bell = Bell(settings, work)
    try:
        bell.listen()
    finally:
        bell.close()
