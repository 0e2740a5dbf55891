"""How long what is asked again takes, for lists in which whole courses and short paths stand side by side."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from lms.domain.plan import minutes_of
from lms.store import library
from lms.store.models import Enrolment


def minutes(session: Session, rows: Sequence[Enrolment]) -> dict[str, int]:
    """Enrolment → minutes of its short path, signing included; whole courses are left out.

    One query where there is a short path, none without. What is finished is measured by the edition that was signed.
    """
    short = [row for row in rows if row.path is not None]
    current = library.current_ids(session, {row.course for row in short}) if short else {}
    measured = {row.id: row.edition_id or current.get(row.course) for row in short}
    return {
        row.id: minutes_of(library.plan_along(library.published(session, edition), tuple(row.path or ())))
        for row in short
        if (edition := measured[row.id])
    }
