"""Ends this process when the process that started it ends, even when that one is killed outright."""

import ctypes
import os
import signal
import sys
import threading
import time

GRACE_SECONDS = 10
"""How long a process that is told to end may take for what it is doing."""

_PR_SET_PDEATHSIG = 1
_WATCH_SECONDS = 1.0


def follow(parent: int) -> None:
    """Sends SIGTERM to this process once `parent` is gone. Call it first, from the main thread."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:  # it ended before we could ask to be told
        os.kill(os.getpid(), signal.SIGTERM)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_WATCH_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
