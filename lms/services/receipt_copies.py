"""The receipt of one's own signature, as a file to check and as a page to read; and the mail that carries both."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.certificate import CertificateValues, normalise_code
from lms.domain.checkpoint import read_checkpoint, read_note
from lms.domain.facts import Entry, read
from lms.domain.house import House
from lms.domain.receipt import ReceiptValues
from lms.domain.refusal import Refusal
from lms.services.post import Enclosure, Letter, NotYetError
from lms.services.receipts import receipt
from lms.store import new_id, reading
from lms.store.models import Certificate, Mail, Person, RecordEntry

KIND = "receipt"
Print = Callable[[str], bytes]
"""(values as JSON) → PDF; raises on failure."""

_ADD_MAIL = sa.insert(Mail)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Both forms of it."""

    document: bytes  # receipt.json
    values: ReceiptValues


def of(house: House, person_id: str, code: str) -> Receipt | None:
    """The receipt behind a certificate of this person; None until it is complete. Raises Refusal("not-found")."""
    with reading() as session:
        mine = sa.and_(Certificate.code == normalise_code(code), Certificate.person_id == person_id)
        return _receipt(session, house, mine)


def post(session: Session, person_id: str, slug: str, code: str, now: datetime) -> None:
    """Writes the mail with the receipt, inside the transaction that signs; it is sent once the receipt is complete."""
    row = {
        "id": new_id(),
        "dedupe_key": f"{KIND}/{code}",
        "person_id": person_id,
        "kind": KIND,
        "values": {"course": slug, "code": code},
        "created_at": now,
        "due_at": now,
        "tries": 0,
    }
    session.connection().execute(_ADD_MAIL, row)


def enclosed(house: House, letter: Letter, printing: Print) -> Sequence[Enclosure]:
    """receipt.json and receipt.pdf. Raises NotYetError while no checkpoint covers the signature."""
    with reading() as session:
        found = _receipt(session, house, Certificate.code == letter.values["code"])
    if found is None:
        raise NotYetError
    return (
        Enclosure("receipt.json", "application/json", found.document),
        Enclosure("receipt.pdf", "application/pdf", printing(found.values.as_json())),
    )


def _receipt(session: Session, house: House, which: sa.ColumnElement[bool]) -> Receipt | None:
    query = (
        sa.select(Certificate, RecordEntry.seq, RecordEntry.body, Person.timezone)
        .join(RecordEntry, RecordEntry.id == Certificate.signed_fact_id)
        .join(Person, Person.id == Certificate.person_id)
        .where(which, Certificate.erased_at.is_(None))
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise Refusal("not-found")
    document = receipt(session, found.Certificate.signed_fact_id)
    told = json.loads(document)
    # A certificate waits for its checkpoint, or gives up waiting: the receipt in it and this one are alike.
    if "checkpoint" not in told and found.Certificate.frozen_at is None:
        return None
    entry = read(found.seq, found.body)
    return Receipt(document, _values(house, found.Certificate, entry, told, str(house.zone_of(found.timezone))))


def _values(house: House, certificate: Certificate, entry: Entry, told: dict[str, str], zone: str) -> ReceiptValues:
    printed = CertificateValues.from_json(json.dumps(certificate.values))
    note = told.get("checkpoint", "")
    point = read_checkpoint(read_note(note.encode()).text) if note else None
    return ReceiptValues(
        language=printed.language,
        organisation=printed.organisation,
        holder=printed.holder,
        course_title=printed.course_title,
        version=printed.version,
        method=entry.data.get("method", "paper"),
        signed_at=entry.at,
        zone=zone,
        fingerprint=entry.data["edition"]["document"],
        edition_sha256=entry.data["edition"]["sha256"],
        fact_id=entry.id,
        index=entry.seq,
        leaf_hash=told["leaf_sha256"],
        checkpoint=note,
        size=point.size if point else None,
        root=point.root.hex() if point else "",
        verify_url=printed.verify_url,
    )
