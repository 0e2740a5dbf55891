"""What a signer keeps: the very text of her signature, to read again at any time, and the values of her signed copy."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.certificate import CertificateValues, normalise_code
from lms.domain.course.addresses import file_path
from lms.domain.facts import Entry, read
from lms.domain.house import House
from lms.domain.refusal import Refusal
from lms.domain.signed_copy import SignedCopyValues
from lms.domain.strokes import Strokes, strokes_of
from lms.store import library, reading
from lms.store.library import Published
from lms.store.models import Certificate, EditionFile, FactPii, Person, RecordEntry

PICTURE = re.compile(r'<img [^>]*?src="([^"]+)"')


@dataclass(frozen=True, slots=True)
class SignedText:
    """The document of one signature, byte for byte as it was on the page."""

    edition: Published
    current: bool  # whether it is still the one in force
    language: str
    sha256: str
    body: bytes
    signed_at: datetime
    drawn: Strokes = ()  # the signature, where it was drawn and is not erased


@dataclass(frozen=True, slots=True)
class _Signature:
    """A certificate's row with the fact behind it."""

    certificate: Certificate
    entry: Entry
    leaf_hash: bytes

    @property
    def bound(self) -> dict[str, str]:
        """Number, hash, language and document of the edition signed."""
        edition: dict[str, str] = self.entry.data["edition"]
        return edition


def signed_text(person_id: str, code: str) -> SignedText:
    """The text behind a certificate of this person. Raises Refusal("not-found") when there is none."""
    with reading() as session:
        signature = _signature(session, person_id, code)
        edition = library.published(session, signature.certificate.edition_id)
        return SignedText(
            edition=edition,
            current=library.current_ids(session, [edition.slug]).get(edition.slug) == edition.id,
            language=signature.bound["language"],
            sha256=signature.bound["document"],
            body=_document(session, signature),
            signed_at=signature.entry.at,
            drawn=strokes_of(_side_row(session, signature.entry.id).get("strokes", [])),
        )


def values(house: House, person_id: str, code: str) -> SignedCopyValues:
    """Everything that is printed on the signed copy. Raises Refusal("not-found") when there is none."""
    with reading() as session:
        signature = _signature(session, person_id, code)
        printed = CertificateValues.from_json(json.dumps(signature.certificate.values))
        data, side = signature.entry.data, _side_row(session, signature.entry.id)
        document = _document(session, signature)
        return SignedCopyValues(
            language=signature.bound["language"],
            organisation=printed.organisation,
            course_title=printed.course_title,
            version=signature.bound["number"],
            holder=printed.holder,
            document_html=document.decode(),
            statements=tuple(statement["text"] for statement in data["statements"]),
            consent=data["consent"]["text"],
            method=data["method"],
            typed_name=side.get("typed_name", "") if data["method"] == "typed" else "",
            drawn=strokes_of(side.get("strokes", [])),
            signed_at=signature.entry.at,
            zone=str(house.zone_of(_zone(session, person_id))),
            edition_sha256=signature.bound["sha256"],
            fingerprint=signature.bound["document"],
            fact_id=signature.entry.id,
            leaf_hash=signature.leaf_hash.hex(),
            images=pictures(session, signature.certificate.edition_id, document.decode()),
        )


def _signature(session: Session, person_id: str, code: str) -> _Signature:
    query = (
        sa.select(Certificate, RecordEntry)
        .join(RecordEntry, RecordEntry.id == Certificate.signed_fact_id)
        .where(Certificate.code == normalise_code(code), Certificate.person_id == person_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise Refusal("not-found")
    certificate, row = found
    return _Signature(certificate, read(row.seq, row.body), row.leaf_hash)


def _document(session: Session, signature: _Signature) -> bytes:
    row = library.document(session, signature.bound["document"])
    if row is None:  # erased with its signer
        raise Refusal("not-found")
    return row.body


def _side_row(session: Session, fact_id: str) -> dict[str, Any]:
    """What the fact commits to; nothing once it was erased."""
    body = session.execute(sa.select(FactPii.body).where(FactPii.fact_id == fact_id)).scalar_one_or_none()
    side: dict[str, Any] = json.loads(body) if body else {}
    return side


def _zone(session: Session, person_id: str) -> str | None:
    return session.execute(sa.select(Person.timezone).where(Person.id == person_id)).scalar_one_or_none()


def pictures(session: Session, edition_id: str, html: str) -> dict[str, bytes]:
    """The pictures of the document, under the names it uses for them."""
    names = {name: file_path(name) for name in PICTURE.findall(html)}
    wanted = sa.and_(EditionFile.edition_id == edition_id, EditionFile.path.in_([p for p in names.values() if p]))
    bodies = {
        row.path: row.body for row in session.execute(sa.select(EditionFile.path, EditionFile.body).where(wanted))
    }
    return {name: bodies[path] for name, path in names.items() if path in bodies}
