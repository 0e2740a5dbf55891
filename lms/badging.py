"""The worker's sweep of badges: finds its key, takes up badges of before, and signs what waits."""

import logging
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.config import Settings
from lms.services import badge_signing
from lms.services.badge_signing import Desk
from lms.store import keys
from lms.web.paper import badge
from lms.worker import Sweep

log = logging.getLogger(__name__)


def sweep(settings: Settings) -> Sweep:
    """One for each process; badges of before are looked for until there are none, and then no more."""
    looked_back = False

    def sign(now: datetime) -> int:
        nonlocal looked_back
        key = key_of(settings)
        if key is None:
            return 0
        if not looked_back:
            looked_back = badge_signing.adopt(now) == 0
        return badge_signing.freeze_pending(Desk(settings.house, key, badge.bake), now)

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
