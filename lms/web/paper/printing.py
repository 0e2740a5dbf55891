"""The printing process itself: reads one job after the other from its standard input and answers on standard output."""

import json
import logging
import os
import resource
import shutil
import signal
import struct
import sys
import tempfile
import traceback
from pathlib import Path
from typing import BinaryIO

from lms.domain.certificate import CertificateValues
from lms.domain.paper_sheet import PaperSheetValues
from lms.domain.receipt import ReceiptValues
from lms.domain.signed_copy import SignedCopyValues
from lms.web.paper.certificate import render_certificate
from lms.web.paper.paper_sheet import render_paper_sheet
from lms.web.paper.receipt import render_receipt
from lms.web.paper.signed_copy import render_signed_copy

_LENGTH = struct.Struct(">I")


def main(megabytes: int, seconds: int, scratch: str) -> None:
    """Works until the parent closes the pipe, which it also does by dying."""
    tempfile.tempdir = scratch
    try:
        _serve(megabytes, seconds)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _serve(megabytes: int, seconds: int) -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent; the closed pipe tells us
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # it would log words of the page
    try:
        _warm_up()
    except Exception as problem:  # the parent wants a sentence, whatever it was
        return _answer(answers, b"-", f"Certificates cannot be printed: {problem}".encode())
    _answer(answers, b"+", b"ready")
    jobs = sys.stdin.buffer
    while (head := _read(jobs)) is not None and (receipt := _read(jobs)) is not None:
        signal.alarm(seconds)  # when the parent is gone nobody else stops a page that runs wild
        try:
            _answer(answers, b"+", _printed(head, receipt))
        except BrokenPipeError:
            return None
        except (Exception, MemoryError) as problem:
            _answer(answers, b"-", f"This page could not be printed: {_where(problem)}.".encode())
        finally:
            signal.alarm(0)
    return None


def _where(problem: BaseException) -> str:
    """Kind and place of a problem, without its message: that may quote the page."""
    last = traceback.extract_tb(problem.__traceback__)[-1:]
    return type(problem).__name__ + "".join(f" at {Path(frame.filename).name}:{frame.lineno}" for frame in last)


def _printed(head: bytes, receipt: bytes) -> bytes:
    job = json.loads(head)
    if job["kind"] == "certificate":
        values = CertificateValues.from_json(job["values"])
        return render_certificate(values, receipt if job["receipt"] else None)
    if job["kind"] == "signed-copy":
        return render_signed_copy(SignedCopyValues.from_json(job["values"]))
    if job["kind"] == "receipt":
        return render_receipt(ReceiptValues.from_json(job["values"]))
    if job["kind"] == "paper-sheet":
        return render_paper_sheet(PaperSheetValues.from_json(job["values"]))
    raise ValueError(f"nothing is printed under the name {job['kind']!r}")


def _warm_up() -> None:
    """Imports the layout library and parses the sheets before the first job asks for them."""
    from lms.web.paper import press

    for sheet in ("fonts.css", "certificate.css", "signed_copy.css", "receipt.css"):
        press.stylesheet(sheet)


def _read(jobs: BinaryIO) -> bytes | None:
    """One length and its bytes; None at the end of the pipe."""
    head = jobs.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = jobs.read(length)
    return body if len(body) == length else None


def _answer(answers: BinaryIO, status: bytes, body: bytes) -> None:
    answers.write(status + _LENGTH.pack(len(body)) + body)
    answers.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
