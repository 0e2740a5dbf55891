"""Builds the wheel, installs it away from the checkout, and sees that it serves a demonstration and ends cleanly.

What it proves: templates, static files, migrations, translations and courses travel in the wheel.
"""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
READY_SECONDS = 60
STOP_SECONDS = 20


def run(*command: str | Path, cwd: Path = CHECKOUT, **environment: str) -> None:
    subprocess.run([str(word) for word in command], check=True, cwd=cwd, env=os.environ | environment)


def build_wheel(into: Path) -> Path:
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", into, ".")
    (wheel,) = into.glob("*.whl")
    return wheel


def install(wheel: Path, venv: Path) -> Path:
    """A fresh environment with the locked packages and the wheel; returns its folder of commands."""
    run(sys.executable, "-m", "venv", "--without-pip", venv)
    pip = (sys.executable, "-m", "pip", "--python", venv / "bin" / "python", "install", "--quiet")
    quiet = ("--disable-pip-version-check", "--no-input")
    run(*pip, *quiet, "--require-hashes", "--requirement", CHECKOUT / "requirements" / "run.txt")
    run(*pip, *quiet, "--no-deps", wheel)
    return venv / "bin"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


def wait_until(condition: Callable[[], bool], seconds: float, failure: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(failure)
        time.sleep(0.2)


def is_ready(server: subprocess.Popen[bytes], port: int) -> bool:
    if server.poll() is not None:
        raise SystemExit(f"lms serve ended by itself with code {server.returncode}.")
    try:
        return get(port, "/readyz")[0] == 200
    except OSError:
        return False


def expect(port: int, path: str, *statuses: int) -> str:
    status, body = get(port, path)
    if status not in statuses:
        raise SystemExit(f"{path} answered {status}, expected {statuses}:\n{body[:2000]}")
    print(f"  {status} {path}")
    return body


def visit(port: int) -> None:
    """The pages that show that everything has travelled along."""
    expect(port, "/readyz", 200)
    expect(port, "/", 200, 303)
    page = expect(port, "/sign-in?lang=fr", 200)
    if 'lang="fr"' not in page:
        raise SystemExit("The French translations did not travel.")
    static = re.search(r'(?:href|src)="(/static/[^"]+)"', page)
    if static is None:
        raise SystemExit("The sign-in page names no static file.")
    expect(port, static[1], 200)


def processes_of(folder: Path) -> list[int]:
    """Who still runs something from this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "cmdline").read_bytes():
                found.append(int(process.name))
        except OSError:
            continue  # it has just ended
    return found


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="paraph-wheel-") as name:
        folder = Path(name).resolve()
        bin_folder = install(build_wheel(folder / "dist"), folder / "venv")
        settings = {"LMS_INSTANCE": str(folder / "instance"), "PYTHONPATH": ""}
        run(bin_folder / "lms", "demo", cwd=folder, **settings)
        port = free_port()
        command = [str(bin_folder / "lms"), "serve", "--port", str(port)]
        server = subprocess.Popen(command, cwd=folder, env=os.environ | settings)
        try:
            wait_until(lambda: is_ready(server, port), READY_SECONDS, "/readyz never answered 200.")
            visit(port)
        finally:
            server.send_signal(signal.SIGTERM)
            code = server.wait(STOP_SECONDS)
        if code != 0:
            raise SystemExit(f"lms serve ended with {code} when asked to stop.")
        wait_until(lambda: not processes_of(folder), 5, f"Left behind: {processes_of(folder)}")
    print("The wheel serves, and leaves nothing behind.")


if __name__ == "__main__":
    main()
