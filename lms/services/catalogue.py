"""What is published: the courses that anybody may open, and the files that came with an edition."""

import sqlalchemy as sa

from lms.domain.course.model import QuizSection
from lms.domain.refusal import Refusal
from lms.services.progress import Progress, QuizState
from lms.store import library, reading
from lms.store.library import Published
from lms.store.models import Edition


def unopened(besides: set[str]) -> list[Progress]:
    """Every published course but those named, as somebody finds it who has nothing to do with it yet."""
    with reading() as session:
        current = library.current_ids(session)
        editions = [library.published(session, current[slug]) for slug in current if slug not in besides]
    return [Progress(edition, None, frozenset(), _untouched(edition)) for edition in editions]


def file(slug: str, path: str, edition_id: str | None = None) -> bytes:
    """The bytes of a file of the current or of a named edition. Raises Refusal("not-found")."""
    with reading() as session:
        edition_id = edition_id or library.current_ids(session, [slug]).get(slug)
        query = sa.select(Edition.id).where(Edition.id == edition_id, Edition.course == slug)
        known = session.execute(query).scalar_one_or_none() if edition_id else None
        body = library.file(session, known, path) if known else None
    if body is None:
        raise Refusal("not-found")
    return body


def _untouched(edition: Published) -> dict[str, QuizState]:
    return {
        section.id: QuizState(section.id)
        for _, section in edition.course.sections()
        if isinstance(section, QuizSection)
    }
