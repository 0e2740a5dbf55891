"""Everything that is held about one person, as a file for that person: data, a readable page, and their papers."""

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.domain.facts import Actor, timestamp
from lms.domain.ids import known
from lms.domain.kinds import EvidenceExported
from lms.domain.names import email_key, full_name
from lms.domain.refusal import Refusal
from lms.services import holdings
from lms.services.record import draft, seal
from lms.store import reading, writing
from lms.store import record as log
from lms.store.models import Certificate, Credential, FactPii, Person, RecordEntry, SignatureScan

FORMAT, VERSION = "paraph-personal-data", 1
SUFFIX = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
LOOKED = ("evidence viewed", "evidence exported")

Render = Callable[["Collected"], str]
"""Gives the readable page."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What `data.json` holds; `parts` in the order in which a reader wants them."""

    person_id: str
    name: str
    language: str | None
    organisation: str
    made_at: datetime
    parts: dict[str, list[dict[str, Any]]]

    def as_json(self) -> bytes:
        """UTF-8, described in the documents: format, version, made_at, organisation, person, then the parts."""
        envelope = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": timestamp(self.made_at),
            "organisation": self.organisation,
            "person": self.person_id,
            "parts": self.parts,
        }
        return json.dumps(envelope, ensure_ascii=False, indent=2).encode()


def person_of(told: str) -> str:
    """The id of the person with this id or e-mail address, whoever has left included. Raises Refusal not-found."""
    with reading() as session:
        if "@" in told:
            found = session.scalar(sa.select(Person.id).where(Person.email_key == email_key(told)))
        else:
            found = session.scalar(sa.select(Person.id).where(Person.id == known(told)))
    if found is None:
        raise Refusal("not-found")
    return found


def export(actor: Actor, person_id: str, organisation: str, target: Path, render: Render, now: datetime) -> str:
    """Writes the zip to a path, says so in the record and returns its SHA-256. Raises Refusal("not-found")."""
    with target.open("wb") as out:
        write(out, person_id, organisation, render, now)
    digest = _digest(target)
    with writing() as session:
        log.lock_head(session)
        note(session, actor, person_id, digest, now)
    return digest


def write(out: IO[bytes], person_id: str, organisation: str, render: Render, now: datetime) -> None:
    """The zip itself, as of one instant. Raises Refusal("not-found")."""
    with reading() as session, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        collected = collect(session, person_id, organisation, now)
        archive.writestr("data.json", collected.as_json())
        archive.writestr("data.html", render(collected))
        for name, body in _files(session, person_id):
            archive.writestr(name, body)


def note(session: Session, actor: Actor, person_id: str, digest: str, now: datetime) -> None:
    """Says in the record that a file with this hash was handed out; inside the caller's transaction."""
    fact = EvidenceExported("personal-data", digest)
    seal(session, draft(fact, actor=actor, now=now, subject=person_id))


def collect(session: Session, person_id: str, organisation: str, now: datetime) -> Collected:
    """All rows about a person, in the caller's transaction. Raises Refusal("not-found")."""
    row = session.get(Person, known(person_id))
    if row is None:
        raise Refusal("not-found")
    parts: dict[str, list[dict[str, Any]]] = {}
    for part in holdings.PARTS:
        parts[part.name] = list(holdings.rows(session, part, row.id))
    parts["account"][0]["manager"] = _name_of(session, row.manager_id)
    parts["looked_at"] = list(_lookers(session, row.id))
    parts["facts"] = list(_facts(session, row.id))
    parts["beside_facts"] = list(_side_rows(session, row.id))
    return Collected(row.id, full_name(row.given_name, row.family_name), row.language, organisation, now, parts)


def _name_of(session: Session, person_id: str | None) -> str | None:
    row = session.get(Person, person_id) if person_id else None
    return full_name(row.given_name, row.family_name) if row else None


def _lookers(session: Session, person_id: str) -> Iterator[dict[str, Any]]:
    """Who looked at this person's evidence or took it away, by name."""
    looked = sa.select(RecordEntry.body).where(RecordEntry.subject == person_id, RecordEntry.kind.in_(LOOKED))
    facts = [json.loads(body) for body in session.scalars(looked.order_by(RecordEntry.seq))]
    who = {fact["actor"].get("id") for fact in facts} - {None}
    people = session.execute(sa.select(Person.id, Person.given_name, Person.family_name).where(Person.id.in_(who)))
    names = {row.id: full_name(row.given_name, row.family_name) for row in people}
    for fact in facts:
        name = names.get(fact["actor"].get("id"), fact["actor"]["kind"])
        yield {"at": fact["at"], "kind": fact["kind"], "what": fact["data"]["what"], "by": name}


def _facts(session: Session, person_id: str) -> Iterator[dict[str, Any]]:
    """Every entry about the person, byte for byte; of what they did about others only what kind, and when."""
    query = sa.select(RecordEntry.seq, RecordEntry.kind, RecordEntry.subject, RecordEntry.body, RecordEntry.leaf_hash)
    for row in session.execute(query.where(_named(session, person_id)).order_by(RecordEntry.seq)):
        told = {"seq": row.seq, "at": json.loads(row.body)["at"], "kind": row.kind, "leaf_sha256": row.leaf_hash.hex()}
        about_other = row.subject not in (None, person_id)
        yield told if about_other else {**told, "body": bytes(row.body).decode()}


def _named(session: Session, person_id: str) -> sa.ColumnElement[bool]:
    """The person is the subject or the actor. No column repeats the actor: its bytes are looked for in the entry."""
    needle = f'"actor":{{"id":"{person_id}"'.encode()
    if session.get_bind().dialect.name == "postgresql":
        acted = sa.text("position(:needle in record_entry.body) > 0").bindparams(
            sa.bindparam("needle", needle, sa.LargeBinary())
        )
        return sa.or_(RecordEntry.subject == person_id, acted)
    return sa.or_(RecordEntry.subject == person_id, sa.func.instr(RecordEntry.body, needle) > 0)


def _side_rows(session: Session, person_id: str) -> Iterator[dict[str, Any]]:
    """What entries commit to, with the salt: whoever has the entry can compute its `pii_sha256` anew."""
    entry = aliased(RecordEntry)
    query = (
        sa.select(FactPii.fact_id, FactPii.salt, FactPii.body, entry.kind, entry.seq)
        .join(entry, entry.id == FactPii.fact_id)
        .where(FactPii.person_id == person_id)
        .order_by(entry.seq)
    )
    for row in session.execute(query):
        yield {"seq": row.seq, "kind": row.kind, "salt": bytes(row.salt).hex(), "told": json.loads(row.body)}


def _files(session: Session, person_id: str) -> Iterator[tuple[str, bytes]]:
    """Papers, one at a time; a name in the zip is made of codes and ids only."""
    mine = sa.select(Certificate.code, Certificate.pdf).where(Certificate.person_id == person_id)
    for code, pdf in session.execute(mine.where(Certificate.pdf.is_not(None)).execution_options(yield_per=1)):
        yield f"certificates/{code}.pdf", pdf or b""
    scans = sa.select(SignatureScan.fact_id, SignatureScan.media_type, SignatureScan.body)
    for fact_id, kind, body in session.execute(scans.where(SignatureScan.person_id == person_id)):
        yield f"scans/{fact_id}.{SUFFIX.get(kind, 'bin')}", body
    badges = sa.select(Credential.id, Credential.body, Credential.picture).where(Credential.person_id == person_id)
    for credential_id, signed, picture in session.execute(badges):
        if signed is not None:
            yield f"credentials/{credential_id}.json", signed
        if picture is not None:
            yield f"credentials/{credential_id}.png", picture


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        digest = sha256()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
