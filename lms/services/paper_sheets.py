"""The sheet to sign by hand: any published version of a course in any of its languages."""

import sqlalchemy as sa

from lms.domain.course.render import plain, statements, view
from lms.domain.house import House
from lms.domain.ids import known
from lms.domain.paper_sheet import PaperSheetValues
from lms.domain.refusal import Refusal
from lms.services.copies import pictures
from lms.store import library, reading
from lms.store.models import Edition


def values(house: House, slug: str, edition_id: str, language: str) -> PaperSheetValues:
    """Everything that is printed; without an id the version that is read now. Raises Refusal("not-found").

    A language that the version does not have gives its source language.
    """
    with reading() as session:
        if not edition_id:
            edition_id = library.current_ids(session, [slug]).get(slug, "")
        query = sa.select(Edition.id).where(Edition.course == slug, Edition.id == known(edition_id))
        if session.scalar(query) is None:
            raise Refusal("not-found")
        edition = library.published(session, known(edition_id))
        language = language if language in edition.documents else edition.course.source_lang
        document = library.document(session, edition.documents[language])
        section = edition.course.acknowledgement
        if document is None or section is None:  # nothing is signed in a course without an acknowledgement
            raise Refusal("not-found")
        html = document.body.decode()
        return PaperSheetValues(
            language=language,
            organisation=house.organisation,
            course_title=plain(edition.course.title, view(edition.course, language)),
            version=edition.number,
            document_html=html,
            statements=tuple(promise.text for promise in statements(edition.course, section, language)),
            edition_sha256=edition.sha256,
            fingerprint=edition.documents[language],
            images=pictures(session, edition.id, html),
        )
