"""What has changed in a course since somebody signed it: for whoever is asked again, and whoever need not be."""

from dataclasses import dataclass

import sqlalchemy as sa

from lms.domain.course.model import Change, ChangeKind, Version
from lms.services.progress import Progress
from lms.store import reading
from lms.store.models import Edition, Enrolment


@dataclass(frozen=True, slots=True)
class Since:
    """The version that was signed, and what is worth a word since then, the newest first."""

    signed: str
    changes: tuple[Change, ...]


def since_signature(person_id: str, stand: Progress) -> Since | None:
    """None where nothing was signed or nothing has changed but spelling; asks the database only where it may have."""
    mine = stand.enrolment
    if mine is None or not (mine.reopened_for if stand.open else stand.completed and mine.edition != stand.edition.id):
        return None
    query = (
        sa.select(Edition.major, Edition.minor)
        .join(Enrolment, Enrolment.edition_id == Edition.id)
        .where(Enrolment.person_id == person_id, Enrolment.course == stand.edition.slug)
        .order_by(Edition.major.desc(), Edition.minor.desc())
    )
    with reading() as session:
        row = session.execute(query.limit(1)).one_or_none()
    if row is None:
        return None
    signed = Version(row.major, row.minor)
    new = [c for c in stand.course.changes if signed < c.version <= stand.course.version]
    told = sorted((c for c in new if c.kind != ChangeKind.COSMETIC), key=lambda c: c.version, reverse=True)
    return Since(str(signed), tuple(told)) if told or stand.open else None
