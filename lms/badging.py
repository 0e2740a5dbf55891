"""The worker's sweep of badges: finds its key, takes up badges of before, and signs what waits."""

import logging
import time
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.config import Settings
from lms.services import badge_signing
from lms.services.badge_signing import Desk
from lms.store import keys
from lms.web.paper import badge
from lms.worker import Sweep

AT_A_STRETCH = 15.0  # seconds; a checkpoint must follow a signature within a minute
log = logging.getLogger(__name__)


def sweep(settings: Settings) -> Sweep:
    """One for each process; badges of before are looked for until there are none, and then no more.

    An upgrade may leave thousands to sign: after some seconds the other sweeps get their turn.
    """
    looked_back, since = False, 0.0

    def sign(now: datetime) -> int:
        nonlocal looked_back, since
        since = since or time.monotonic()
        key = key_of(settings) if time.monotonic() < since + AT_A_STRETCH else None
        done = 0
        if key is not None:
            looked_back = looked_back or badge_signing.adopt(now) == 0
            done = badge_signing.freeze_pending(Desk(settings.house, key, badge.bake), now)
        since = since if done else 0.0
        return done

    return sign


def key_of(settings: Settings) -> Ed25519PrivateKey | None:
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
