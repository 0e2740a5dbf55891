"""What the worker does when the bell rings: each sweep settles a portion of what the database says is due."""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime

from lms.config import Settings
from lms.domain.certificate import CertificateValues
from lms.jobbing import JobThread
from lms.services import certificates, enclosures, post
from lms.web import mail
from lms.web.paper.certificate import missing_glyphs
from lms.web.paper.child import PaperChild
from lms.worker import Sweep

log = logging.getLogger(__name__)


@contextmanager
def sweeps(settings: Settings) -> Iterator[dict[str, Sweep]]:
    """Every sweep by name, in the order in which they run; the printing process lives as long as the block."""
    with PaperChild() as paper, closing(JobThread(settings)) as jobs:

        def print_certificate(values: str, receipt: bytes | None) -> bytes:
            printed = CertificateValues.from_json(values)
            if missing := missing_glyphs(printed):
                points = " ".join(f"U+{ord(char):04X}" for char in missing)
                log.warning("certificate %s: no font has %s", printed.code, points)
            return paper.render("certificate", values, receipt)

        def freeze(now: datetime) -> int:
            return certificates.freeze_pending(print_certificate, now)

        def deliver(now: datetime) -> int:
            return post.deliver(settings, mail.renderer(settings), now, enclosures.enclose)

        yield {"certificates": freeze, "mail": deliver, "jobs": jobs.sweep}
