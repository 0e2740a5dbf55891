"""What the worker does when the bell rings: each sweep settles a portion of what the database says is due."""

import logging
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.config import Settings
from lms.jobs import JobThread
from lms.services import badge_signing, checkpoints, delivering, enclosures, freezing, integrity, post, purging, wiping
from lms.services.badge_signing import Desk
from lms.store import keys
from lms.store.seals import Source
from lms.web import mail
from lms.web.paper import badge
from lms.web.paper.sealing import Sealer
from lms.web.paper.workshop import Workshop, unprintable
from lms.worker import Sweep, patiently

PAUSE = timedelta(minutes=5)
AT_A_STRETCH = 15.0  # seconds; a checkpoint must follow a signature within a minute
log = logging.getLogger(__name__)


@contextmanager
def sweeps(settings: Settings) -> Iterator[dict[str, Sweep]]:
    """Every sweep by name, in the order in which they run; the printing processes live as long as the block."""
    sealer = Sealer(Source.of(settings), settings.timestamp_url)
    with Workshop(sealer) as workshop, closing(JobThread(settings)) as jobs:

        def freeze(now: datetime) -> int:
            if workshop.problem(now):  # they wait, and their tries with them; the log, /readyz and `lms doctor` say why
                return 0
            return freezing.freeze_pending(
                lambda values, receipt: workshop.certificate(values, receipt, now),
                now,
                threads=workshop.threads,
                unprintable=unprintable,
            )

        enclose = enclosures.enclosing(settings.house, workshop.receipt)

        def deliver(now: datetime) -> int:
            return post.deliver(settings, mail.renderer(settings), now, enclose)

        # Checkpoints first: certificates wait for theirs, because the receipt in them needs it.
        work = {"certificates": freeze, "mail": deliver, "jobs": jobs.sweep, "badges": badges(settings)}
        # The night's verification last: the others need not wait for it.
        yield {**_checkpoints(settings), **work, **_privacy(settings), **_integrity(settings)}


def _checkpoints(settings: Settings) -> dict[str, Sweep]:
    """What signs the record and carries checkpoints off the machine; a place out of reach is left alone for a while."""

    def sign(now: datetime) -> int:
        return checkpoints.sign_due(settings.instance, now)

    def put(now: datetime) -> int:
        return delivering.put_into_folder(settings.checkpoint_folder, now)

    def stamp(now: datetime) -> int:
        return delivering.stamp(settings.timestamp_url, now)

    return {
        "checkpoints": sign,
        "checkpoints by mail": delivering.post_to_auditors,
        "checkpoints into the folder": patiently(put, PAUSE),
        "timestamps": patiently(stamp, PAUSE),
    }


def _privacy(settings: Settings) -> dict[str, Sweep]:
    """What makes the instance forget."""

    def finish(now: datetime) -> int:
        return wiping.finish(settings.instance, settings.timezone, now)

    nights: set[date] = set()

    def purge(now: datetime) -> int:
        """Once a night in this process; a second time, by another one, finds nothing."""
        local = now.astimezone(settings.timezone)
        if local.hour in wiping.NIGHT and local.date() not in nights:
            purging.purge(now)
            nights.add(local.date())
        return 0

    return {"erasures": finish, "purge": purge}


def _integrity(settings: Settings) -> dict[str, Sweep]:
    """What looks whether the record holds: its end as soon as a worker has started, all of it every night."""
    looked: list[datetime] = []

    def verify(now: datetime) -> int:
        if not looked:
            integrity.check_tail(now)
            looked.append(now)
        return integrity.check_nightly(settings.house, now)

    return {"integrity": patiently(verify, PAUSE)}


def badges(settings: Settings) -> Sweep:
    """Signs the badges that wait, and looks for earned ones of before until there are none.

    One for each process. An upgrade may leave thousands to sign: after some seconds the other sweeps get their turn.
    """
    looked_back, since = False, 0.0

    def sign(now: datetime) -> int:
        nonlocal looked_back, since
        since = since or time.monotonic()
        key = key_of_badges(settings) if time.monotonic() < since + AT_A_STRETCH else None
        done = 0
        if key is not None:
            looked_back = looked_back or badge_signing.adopt(now) == 0
            done = badge_signing.freeze_pending(Desk(settings.house, key, badge.bake), now)
        since = since if done else 0.0
        return done

    return sign


def key_of_badges(settings: Settings) -> Ed25519PrivateKey | None:
    """The key; a first one is made where nothing was ever signed, and a lost one is never replaced in silence."""
    key = keys.ed25519(settings.instance, keys.BADGES)
    if key is not None:
        return key
    if badge_signing.any_frozen():
        log.error("keys/%s.pem is missing: badges wait until it is brought back from a backup.", keys.BADGES)
        return None
    try:
        return keys.make_ed25519(settings.instance, keys.BADGES)
    except FileExistsError:  # another worker was faster
        return keys.ed25519(settings.instance, keys.BADGES)
