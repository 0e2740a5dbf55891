"""What has changed in a course since somebody signed it: for whoever is asked again, and whoever need not be."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.domain.course.model import Change, ChangeKind, Version
from lms.services import progress
from lms.services.progress import Progress
from lms.store import library, reading
from lms.store.library import Published
from lms.store.models import Certificate, Edition, EditionFile, Enrolment


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


@dataclass(frozen=True, slots=True)
class Beside:
    """The edition that was signed last, beside the one that is asked for now."""

    stand: Progress
    before: Published
    signed_in: str  # the language of that signature

    @property
    def after(self) -> Published:
        return self.stand.edition


def beside(person_id: str, slug: str) -> Beside | None:
    """What to compare for somebody whose signature is not enough any more; None for everybody else.

    Who never signed has nothing to compare, and of an update or a cosmetic change a note is all there is.
    Raises Refusal: not-found, course-withdrawn.
    """
    with reading() as session:
        stand = progress.within(session, person_id, slug)
        signed = _no_longer_enough(session, person_id, stand) if stand.open else None
        if signed is None:
            return None
        before = library.published(session, signed.id)
        return Beside(stand, before, signed.language or before.course.source_lang)


@lru_cache(maxsize=library.KEPT)
def same_files(before: Published, after: Published) -> frozenset[str]:
    """The paths of the present edition that hold the bytes they held before; neither edition ever changes."""
    old, new = aliased(EditionFile), aliased(EditionFile)
    both = sa.and_(old.path == new.path, old.sha256 == new.sha256)
    query = sa.select(new.path).join(old, both).where(new.edition_id == after.id, old.edition_id == before.id)
    with reading() as session:
        return frozenset(session.scalars(query))


def _no_longer_enough(session: Session, person_id: str, stand: Progress) -> sa.Row[*tuple[Any, ...]] | None:
    """The newest edition she signed, with the language of its certificate; None when it is as good as the present one.

    It is as good when no edition after it, up to the present one, is material.
    """
    mine = Enrolment.person_id == person_id
    query = (
        sa.select(Edition.id, Edition.kind, Enrolment.id.label("enrolment"), Certificate.language)
        .outerjoin(Enrolment, sa.and_(Enrolment.edition_id == Edition.id, mine))
        .outerjoin(Certificate, sa.and_(Certificate.edition_id == Edition.id, Certificate.person_id == person_id))
        .where(Edition.course == stand.edition.slug)
        .order_by(Edition.major.desc(), Edition.minor.desc(), Certificate.issued_at.desc())
    )
    rows = session.execute(query).all()
    newest = next((at for at, row in enumerate(rows) if row.enrolment is not None), None)
    here = next(at for at, row in enumerate(rows) if row.id == stand.edition.id)
    if newest is None or not any(row.kind == "material" for row in rows[here:newest]):
        return None
    return rows[newest]
