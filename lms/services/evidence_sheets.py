"""The lists of an evidence pack, each written to a file aside as people go by, so that memory holds a portion only."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from lms.domain.facts import timestamp
from lms.domain.merkle import leaf_hash
from lms.domain.names import full_name
from lms.domain.population import SIGNATURES
from lms.domain.spreadsheet import cell
from lms.services.evidence_people import Raw, Subject
from lms.store.archive import Archive, scratch

NOT_RECORDED = "not recorded"
PROVEN = (*SIGNATURES, "declined", "signature withdrawn", "waived")
LATER = (*PROVEN, "withdrawn", "completed", "certificate revoked", "person deactivated", "person erased")
HEADERS: dict[str, tuple[str, ...]] = {
    "population.csv": (
        *("course", "person_id", "name", "email", "department", "manager", "on_leave", "status", "counted"),
        *("assigned", "due", "notified", "opened", "displayed", "tested", "signed", "declined", "completed", "ended"),
        *("edition", "method", "certificate", "certificate_expires", "left", "enrolment", "later"),
    ),
    "exemptions.csv": ("course", "person_id", "name", "at", "by", "reason", "fact_id", "seq"),
    "reminders.csv": ("course", "person_id", "name", "kind", "sent_at", "enrolment"),
    "signatures.csv": (
        *(
            "course",
            "person_id",
            "name",
            "kind",
            "at",
            "edition",
            "method",
            "reason",
            "by",
            "scan_sha256",
            "fact_id",
            "seq",
        ),
    ),
}
LINES = ("facts.jsonl", "side_rows.jsonl", "inclusion.jsonl")


class Sheets:
    """All lists of one pack; `put_into` moves them into the zip."""

    def __init__(self, folder: Path) -> None:
        self._files = {name: scratch(folder) for name in (*HEADERS, *LINES)}
        for name, header in HEADERS.items():
            self._files[name].write(b"\xef\xbb\xbf")  # else spreadsheets take UTF-8 for something else
            self._write(name, [header])

    def person(self, subject: Subject, before: datetime) -> None:
        """Everything the lists say about one person in one course, of what happened before that instant."""
        self._write("population.csv", [_population(subject, before)])
        now = [raw for raw in subject.raws if raw.entry.at < before]
        reasons = _told(subject)
        self._write("exemptions.csv", (_exemption(subject, raw, reasons) for raw in now if raw.entry.kind == "waived"))
        self._write("reminders.csv", (_reminder(subject, mail) for mail in subject.mails))
        signing = (raw for raw in now if raw.entry.kind in PROVEN and raw.entry.kind != "waived")
        self._write("signatures.csv", (_signature(subject, raw, reasons) for raw in signing))
        self.facts([*subject.raws, *subject.about_person])
        self._lines("side_rows.jsonl", (_side(side.fact_id, side.salt, side.body) for side in subject.sides))

    def facts(self, raws: Iterable[Raw]) -> None:
        """Entries, byte for byte."""
        self._lines("facts.jsonl", (_fact(raw) for raw in raws))

    def inclusion(self, paths: Mapping[int, Sequence[bytes]], size: int) -> None:
        """The way of single entries up to the root of the tree of that size."""
        lines = ({"seq": seq, "size": size, "path": [step.hex() for step in path]} for seq, path in paths.items())
        self._lines("inclusion.jsonl", lines)

    def put_into(self, archive: Archive) -> Iterator[int]:
        """Yields while it copies; each file is gone afterwards."""
        for name, file in self._files.items():
            with file:
                yield from archive.add_file(name, file)

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    def _write(self, name: str, rows: Iterable[Sequence[object]]) -> None:
        buffer = io.StringIO()
        csv.writer(buffer).writerows([cell(value) for value in row] for row in rows)
        self._files[name].write(buffer.getvalue().encode())

    def _lines(self, name: str, values: Iterable[Mapping[str, Any]]) -> None:
        text = "".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n" for value in values)
        self._files[name].write(text.encode())


def _population(subject: Subject, before: datetime) -> tuple[object, ...]:
    stood, state = subject.standing, subject.standing.obligation.state
    fulfilled = stood.given
    paper = next((p for p in subject.papers if fulfilled and p.signed_fact_id == fulfilled.id), None)
    later = [raw.entry for raw in (*subject.raws, *subject.about_person) if raw.entry.at >= before]
    return (
        *_who(subject),
        *(subject.person.email, subject.person.department, subject.manager, NOT_RECORDED),
        *(stood.word, "yes" if stood.obliged else "no", _at(state.assigned_at), state.due),
        *(_at(state.notified_at), _at(state.opened_at), _at(state.displayed_at), _at(state.tested_at)),
        *(_at(state.signed_at), _at(state.declined_at), _at(state.completed_at), _at(state.ended_at)),
        *(subject.edition, _method(fulfilled.data if fulfilled else None)),
        *(paper.code if paper else "", paper.expires_on if paper else ""),
        *(_at(stood.left_at), stood.obligation.enrolment),
        "; ".join(f"{entry.kind} {_at(entry.at)}" for entry in later if entry.kind in LATER),
    )


def _exemption(subject: Subject, raw: Raw, reasons: Mapping[str, Mapping[str, Any]]) -> tuple[object, ...]:
    entry = raw.entry
    reason = reasons.get(entry.id, {}).get("reason", "")
    return (*_who(subject), _at(entry.at), entry.actor.id or entry.actor.kind, reason, entry.id, raw.seq)


def _reminder(subject: Subject, mail: Any) -> tuple[object, ...]:
    return (*_who(subject), mail.kind, _at(mail.sent_at), mail.values.get("enrolment"))


def _signature(subject: Subject, raw: Raw, reasons: Mapping[str, Mapping[str, Any]]) -> tuple[object, ...]:
    entry, told = raw.entry, reasons.get(raw.entry.id, {})
    edition = entry.data.get("edition", {}).get("number", "")
    scan = entry.data.get("scan", {}).get("sha256", "")
    method = _method(entry.data) if entry.kind in SIGNATURES else ""
    by = entry.actor.id or entry.actor.kind
    what = (entry.kind, _at(entry.at), edition, method, told.get("reason", ""), by, scan)
    return (*_who(subject), *what, entry.id, raw.seq)


def _who(subject: Subject) -> tuple[str, str, str]:
    name = full_name(subject.person.given_name, subject.person.family_name)
    return subject.course, subject.person.id, "(erased)" if subject.person.erased_at else name


def _method(data: Mapping[str, Any] | None) -> str:
    """How it was signed; a signature on paper has no method of its own."""
    return "" if data is None else str(data.get("method", "paper"))


def _told(subject: Subject) -> dict[str, dict[str, Any]]:
    return {side.fact_id: json.loads(side.body) for side in subject.sides}


def _fact(raw: Raw) -> dict[str, Any]:
    return {"seq": raw.seq, "leaf_sha256": leaf_hash(raw.body).hex(), "entry": raw.body.decode()}


def _side(fact_id: str, salt: bytes, body: bytes) -> dict[str, str]:
    return {"fact_id": fact_id, "salt": salt.hex(), "body": body.decode()}


def _at(instant: datetime | None) -> str:
    return timestamp(instant) if instant else ""
