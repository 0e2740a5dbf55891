"""A process that signs for one person after the other: run as `python -m tests.services.signer`.

It writes a line with the certificate's code as soon as a signature is acknowledged, and is meant to be killed.
"""

import json
import os
import sys
from pathlib import Path

from lms.app import create_app
from lms.services import signing
from lms.store import db
from tests.cast import NOW, Player
from tests.engines import settings_for
from tests.journey import HOUSE, SLUG, act

STARTED = "ready"


def main(instance: str, url: str, people: list[dict[str, str]]) -> None:
    with create_app(settings_for(Path(instance), url)).app_context():
        acknowledge(STARTED)
        for person in (Player(**values) for values in people):
            acknowledge(signing.sign(HOUSE, person.id, SLUG, act(person), NOW))
        db.session.remove()
        db.engine.dispose()


def acknowledge(word: str) -> None:
    """One write, unbuffered: what stands in the pipe was really answered."""
    os.write(1, f"{word}\n".encode())


if __name__ == "__main__":
    main(**json.loads(sys.stdin.readline()))
