"""The worker half: sweeps the database for work whenever the bell rings, and once a minute."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from flask import Flask

from lms.config import Settings
from lms.domain.facts import to_the_millisecond
from lms.waking import Bell

log = logging.getLogger("lms.worker")

Sweep = Callable[[datetime], int]
"""Does what is due at that instant and says how many things it did. Safe to run twice at once: it claims its rows."""

_ROUNDS = 50  # a sweep may work in portions; this many at one ring, so that the others get their turn


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


def patiently(sweep: Sweep, pause: timedelta) -> Sweep:
    """The sweep with a rest after it failed: nobody waits for a place out of reach at every ring."""
    rest_until: list[datetime] = []

    def rested(now: datetime) -> int:
        if rest_until and now < rest_until[0]:
            return 0
        rest_until[:] = []
        try:
            return sweep(now)
        except Exception:
            rest_until[:] = [now + pause]
            raise

    return rested


def apart(app: Flask, sweep: Sweep) -> Sweep:
    """The sweep in an app context of its own: whatever it leaves open is closed before the next one begins."""

    def alone(now: datetime) -> int:
        with app.app_context():
            return sweep(now)

    return alone


def run(app: Flask, settings: Settings, sweeps: Mapping[str, Sweep]) -> None:
    """Works until SIGTERM or SIGINT."""

    own = {name: apart(app, sweep) for name, sweep in sweeps.items()}

    def work() -> None:
        done = sweep_all(own, lambda: to_the_millisecond(datetime.now(UTC)))
        if done >= _ROUNDS:  # there may be more: ten thousand certificates are not done at one ring
            bell.ring()

    bell = Bell(settings, work)
    try:
        bell.listen()
    finally:
        bell.close()
