"""A process of signers: run as `python -m tests.services.crowd`, it signs for many people from many threads at once."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from sqlalchemy.exc import OperationalError, TimeoutError

from lms.app import create_app
from lms.domain.refusal import Refusal
from lms.services import signing
from lms.store import db
from tests.cast import NOW, Player
from tests.engines import settings_for
from tests.journey import HOUSE, SLUG, act


def main(instance: str, url: str, people: list[dict[str, str]], threads: int) -> list[str]:
    """Each person signs once from each thread; returns what came of it: codes of certificates, or of refusals."""
    app = create_app(settings_for(Path(instance), url))
    start = Barrier(threads)

    def crowd(number: int) -> list[str]:
        with app.app_context():
            turn = people[number % len(people) :] + people[: number % len(people)]
            start.wait()
            return [sign(Player(**person)) for person in turn]

    with ThreadPoolExecutor(threads) as pool:
        outcomes = [outcome for part in pool.map(crowd, range(threads)) for outcome in part]
    with app.app_context():
        db.engine.dispose()
    return outcomes


def sign(person: Player) -> str:
    while True:
        try:
            return signing.sign(HOUSE, person.id, SLUG, act(person), NOW)
        except Refusal as refusal:
            return refusal.code
        except (TimeoutError, OperationalError):  # too many at once: the page says 503, and one tries again
            continue
        finally:
            db.session.remove()


if __name__ == "__main__":
    print(json.dumps(main(**json.loads(sys.stdin.read()))))
