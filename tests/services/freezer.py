"""A process that freezes what waits: run as `python -m tests.services.freezer`; it tells of each print, and is killed.

Its papers are a few bytes and take a while, so that there is time for the blow before they are stored.
"""

import json
import os
import sys
import time
from datetime import datetime
from pathlib import Path

from lms.app import create_app
from lms.services.freezing import freeze_pending
from tests.engines import settings_for


def main(instance: str, url: str, now: str, pause: float) -> None:
    def made(values: str, receipt: bytes | None) -> bytes:
        os.write(1, b"made\n")
        time.sleep(pause)
        return b"%PDF " + json.loads(values)["code"].encode()

    with create_app(settings_for(Path(instance), url)).app_context():
        while freeze_pending(made, datetime.fromisoformat(now), limit=2):
            os.write(1, b"stored\n")


if __name__ == "__main__":
    main(**json.loads(sys.stdin.readline()))
