"""Both apps under the same server: gunicorn with the settings of `lms web`, two processes, a free port of loopback."""

import http.client
import os
import socket
import subprocess
import sys
import time
from types import TracebackType

from bench import machine
from bench.load import HOST

WORKERS = 2
PATIENCE_SECONDS = 30
REFERENCE_URL = "BENCH_REFERENCE_URL"


class Server:
    """A running server; `first_answer` is the seconds from its start to its first answer."""

    def __init__(self, app: str, port: int, environ: dict[str, str], address: str, database: str | None = None) -> None:
        """`database` is the name of a PostgreSQL database, whose own processes work for this server alone."""
        self.port, self._database = port, database
        begin = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.serving", app, str(port)],
            env={**os.environ, **environ, "LMS_NO_THROTTLE": "1"},
        )
        self._wait(address)
        self.first_answer = time.monotonic() - begin

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE_SECONDS)

    @property
    def workers(self) -> list[int]:
        """The processes that answer."""
        return machine.children(self._process.pid)

    @property
    def pids(self) -> list[int]:
        """All of it."""
        backends = machine.named(self._database) if self._database else []
        return [self._process.pid, *self.workers, *backends]

    def _wait(self, address: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE_SECONDS)
            try:
                connection.request("GET", address)
                connection.getresponse().read()
                return
            except OSError:
                time.sleep(0.02)
            finally:
                connection.close()
        raise RuntimeError(f"nothing answers on port {self.port}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def main(app: str, port: int) -> None:
    """The app is made after the fork, as `lms web` does it."""
    from lms import webserver

    # Processes are not replaced meanwhile: once in 5,000 requests, at random, would only blur a run of seconds.
    settings = webserver.gunicorn_settings(HOST, port, WORKERS, lambda: None) | {"max_requests": 0}
    if app == "paraph":
        from lms import config, waking
        from lms.app import create_app

        loaded = config.load()
        webserver.run(settings, lambda: waking.ring_after_posts(create_app(loaded), loaded))
    else:
        from bench import reference

        webserver.run(settings, lambda: reference.create_app(os.environ[REFERENCE_URL]))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
