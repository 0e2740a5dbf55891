"""A real instance, served by real processes: what the browser tests look at, and what they may kill."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import flask_migrate
import sqlalchemy as sa

from lms.app import create_app
from lms.config import keep_organisation, load, make_secret_key
from lms.services import hashing, publishing, record
from lms.store import db, writing
from lms.store.folder import read_folder
from lms.store.models import Password
from tests.cast import NOW, Cast, Player, add_cast

PASSWORD = "a quiet lamp above the stairs"
COURSES = (
    Path(__file__).parents[1] / "courses" / "small",
    Path(__file__).parents[2] / "courses" / "social-media",
    Path(__file__).parents[1] / "courses" / "story",
)


def build(instance: Path) -> Cast:
    """An instance with the cast, who all have the same password, and three published courses."""
    make_secret_key(instance)
    keep_organisation(instance, "Ostrelle")
    app = create_app(load({"LMS_INSTANCE": str(instance)}))
    with app.app_context():
        flask_migrate.upgrade()
        record.open_record("http://127.0.0.1", NOW)
        cast = add_cast()
        hashed = hashing.hash_new(PASSWORD)
        with writing() as session:
            rows = [{"person_id": one.id, "hash": hashed, "changed_at": NOW} for one in everybody(cast)]
            session.execute(sa.insert(Password), rows)
        for folder in COURSES:
            publishing.publish(read_folder(folder), by=cast.paul.email, approved_by=cast.aline.email, now=NOW)
        db.engine.dispose()
    return cast


def publish(instance: Path, folder: Path, cast: Cast) -> None:
    """One more course in an instance that is there."""
    app = create_app(load({"LMS_INSTANCE": str(instance)}))
    with app.app_context():
        publishing.publish(read_folder(folder), by=cast.paul.email, approved_by=cast.aline.email, now=NOW)
        db.engine.dispose()


def everybody(cast: Cast) -> list[Player]:
    return [getattr(cast, field.name) for field in fields(cast)]


@dataclass
class Server:
    """`lms serve` on a free port; `kill` is kill -9 of everything at once."""

    instance: Path
    port: int = field(default_factory=lambda: free_port())
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
        environ |= {"LMS_INSTANCE": str(self.instance), "LMS_BASE_URL": self.url}
        log = (self.instance / "server.log").open("ab")
        command = [sys.executable, "-m", "lms.cli", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=environ, stdout=log, stderr=log, start_new_session=True)
        log.close()
        self._wait()

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)

    def kill_and_restart(self) -> None:
        """kill -9 of the parent, the web processes and the worker, then a fresh start."""
        assert self.process is not None
        for pid in [self.process.pid, *descendants(self.process.pid)]:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()
        while self._answers():
            time.sleep(0.05)
        self.start()

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while not self._answers():
            assert time.monotonic() < deadline, (self.instance / "server.log").read_text()[-2000:]
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


def descendants(pid: int) -> list[int]:
    """Children, their children and so on, as the system lists them."""
    below = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return below + [further for child in below for further in descendants(child)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
