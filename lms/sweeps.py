"""What the worker does when the bell rings: each sweep settles a portion of what the database says is due."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from lms.config import Settings
from lms.services import certificates, post
from lms.web import mail
from lms.web.paper.child import PaperChild
from lms.worker import Sweep


@contextmanager
def sweeps(settings: Settings) -> Iterator[dict[str, Sweep]]:
    """Every sweep by name, in the order in which they run; the printing process lives as long as the block."""
    with PaperChild() as paper:

        def print_certificate(values: str, receipt: bytes | None) -> bytes:
            return paper.render("certificate", values, receipt)

        def freeze(now: datetime) -> int:
            return certificates.freeze_pending(print_certificate, now)

        def deliver(now: datetime) -> int:
            return post.deliver(settings, mail.renderer(settings), now)

        yield {"certificates": freeze, "mail": deliver}
