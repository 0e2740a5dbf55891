"""The web half: gunicorn, its settings in one place, and the app made in each process after the fork."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from lms import parent

HANG_SECONDS = 30  # a process that gives no sign of life for so long is replaced
THREADS = 8  # in one process; fewer than the connections its database pool lends


class Gunicorn(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    """Gunicorn run from inside, with our settings instead of its command line."""

    def __init__(self, settings: dict[str, Any], make_app: Callable[[], Any]) -> None:
        self._settings, self._make_app = settings, make_app
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._make_app()


def gunicorn_settings(host: str, port: int, workers: int, ready: Callable[[], None]) -> dict[str, Any]:
    """Everything gunicorn is told.

    It trusts no forwarded header: the app does, for the hops it was told of. It keeps no access log: the app does,
    without the one-time tokens that addresses may hold.
    """
    return {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        # Browsers open connections ahead and send nothing: in a process without threads each one stops all others.
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": HANG_SECONDS,
        "graceful_timeout": parent.GRACE_SECONDS,
        "max_requests": 5_000,  # bounds what a slow leak can cost; the jitter keeps processes from leaving together
        "max_requests_jitter": 500,
        "forwarded_allow_ips": "",
        "limit_request_line": 4_094,
        "limit_request_fields": 64,
        "limit_request_field_size": 8_190,
        "control_socket_disable": True,
        # Its heartbeat file; on a disk a stalled write would look like a stalled process.
        "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,
        "accesslog": None,
        "umask": 0o077,
        "loglevel": "warning",
        "proc_name": "paraph",
        "when_ready": lambda _arbiter: ready(),
        "post_fork": lambda _arbiter, worker: parent.follow(worker.ppid),
    }


def run(settings: dict[str, Any], make_app: Callable[[], Any]) -> None:
    """Serves until told to stop; leaves by SystemExit with gunicorn's own code."""
    Gunicorn(settings, make_app).run()
