"""What a web process does without: libraries of the worker and of rare routes are imported late."""

import subprocess
import sys

HEAVY = ("aiohttp", "openbadgeslib", "pikepdf", "pyhanko", "pyld", "weasyprint")


def test_a_web_process_starts_without_the_libraries_of_the_worker() -> None:
    program = "import sys, lms.app, lms.waking, lms.webserver; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not set(HEAVY) & set(done.stdout.split())
