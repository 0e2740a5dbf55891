"""Pages that show somebody's evidence say so to the record first: the one kind of GET that appends."""

from flask import request

from lms.services import viewing
from lms.web.clock import now
from lms.web.me import me


def look(subject: str, what: str) -> None:
    """Logs that the reader looks at `what` (of `domain.viewing.VIEWED`) of this person; call it before loading it.

    HEAD shows nothing, so it leaves nothing.
    """
    if request.method == "GET":
        viewing.viewed(me().id, subject, what, now())
