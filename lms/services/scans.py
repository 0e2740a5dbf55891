"""Scans of signed papers: told by their first bytes, never by their name, and written anew before they are kept."""

import os
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256

from lms.domain.refusal import Refusal
from lms.services import pictures

LARGEST = 1_900 * 1024  # bytes; the form around it still fits into one request
SECONDS = 20
MOST_PAGES = 20
MEGABYTES = 512  # of address space for whatever a PDF unpacks to
PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
PDF = b"%PDF-"
REASONS = {3: "scan-active", 4: "scan-long"}  # the exit codes of the reader; every other one means unreadable


@dataclass(frozen=True, slots=True)
class Scan:
    """What is kept: nothing but pages or pixels."""

    body: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        return sha256(self.body).hexdigest()


def kept(data: bytes) -> Scan:
    """The scan as it is kept; the same file gives the same bytes.

    Costs time and memory, so call it outside a transaction. Raises Refusal: scan-missing, scan-broken, scan-active,
    scan-long, scan-large.
    """
    if not data:
        raise Refusal("scan-missing", field="scan")
    if len(data) > LARGEST:
        raise Refusal("scan-large", most=LARGEST // 1024, field="scan")
    if data.startswith(PDF):
        return Scan(_pages(data), "application/pdf")
    media_type = next((kind for start, kind in PICTURES.items() if data.startswith(start)), None)
    if media_type is None:
        raise Refusal("scan-broken", field="scan")
    try:
        return Scan(pictures.redrawn(data)[0], media_type)
    except Refusal:
        raise Refusal("scan-broken", field="scan") from None


def _pages(data: bytes) -> bytes:
    """Read in a process of its own, bounded in memory and time: a small PDF may unpack to gigabytes."""
    limits = (MEGABYTES, SECONDS, MOST_PAGES)
    command = [sys.executable, "-m", "lms.services.scan_reader", *map(str, limits)]
    known = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    known["PYTHONPATH"] = os.pathsep.join(each for each in sys.path if each)
    try:
        done = subprocess.run(command, input=data, capture_output=True, env=known, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise Refusal("scan-broken", field="scan") from None
    if done.returncode != 0:
        raise Refusal(REASONS.get(done.returncode, "scan-broken"), most=MOST_PAGES, field="scan")
    if len(done.stdout) > LARGEST:
        raise Refusal("scan-large", most=LARGEST // 1024, field="scan")
    return done.stdout
