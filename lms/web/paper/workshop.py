"""Where certificates are made: printing processes side by side; the seal is put on here, where the key is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from queue import LifoQueue
from typing import Self

from lms.domain.certificate import CertificateValues
from lms.web.paper.certificate import missing_glyphs
from lms.web.paper.child import PaperChild, available
from lms.web.paper.sealing import Sealer

MOST_CHILDREN = 2


class Workshop:
    """May be shared by threads: each takes a free printing process, and seals while others print."""

    def __init__(self, sealer: Sealer, children: int | None = None) -> None:
        count = children or min(MOST_CHILDREN, os.cpu_count() or 1)
        self.threads = count + 1  # one seals while the others wait for their printing process
        self._sealer = sealer
        self._children = [PaperChild() for _ in range(count)]
        self._free: LifoQueue[PaperChild] = LifoQueue()  # a single certificate always meets the warm one
        for child in reversed(self._children):
            self._free.put(child)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.close()

    def problem(self, now: datetime) -> str | None:
        """Why nothing can be made at the moment; None when it can."""
        return available() or self._sealer.ready(now)

    def certificate(self, values: str, receipt: bytes | None, now: datetime) -> bytes:
        """Printed and sealed. Raises PaperUnavailable, PaperFailed or SealUnavailable."""
        with self._one() as child:
            printed = child.render("certificate", values, receipt)
        return self._sealer.seal(printed, now)

    def receipt(self, values: str) -> bytes:
        """Printed only: what proves it is the checkpoint. Raises PaperUnavailable or PaperFailed."""
        with self._one() as child:
            return child.render("receipt", values)

    @contextmanager
    def _one(self) -> Iterator[PaperChild]:
        child = self._free.get()
        try:
            yield child
        finally:
            self._free.put(child)


def unprintable(values: str) -> str:
    """The characters of a snapshot that no font here has, as code points."""
    return " ".join(f"U+{ord(char):04X}" for char in missing_glyphs(CertificateValues.from_json(values)))
