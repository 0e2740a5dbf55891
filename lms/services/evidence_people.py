"""The people of an evidence pack, a portion at a time: how each stood, with the rows that show it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.domain.facts import Entry, read
from lms.domain.population import Measure, Standing, edition_read, standing, until
from lms.services.evidence_scope import Scope
from lms.store import library, reading
from lms.store.models import Certificate, Edition, Enrolment, FactPii, Mail, Person, RecordEntry

PORTION = 100
COMMITTED = (
    *("signed", "declined", "signature withdrawn", "paper signature recorded", "waived"),
    *("certificate issued", "certificate revoked"),
)
"""Kinds whose side rows travel along. Answers to quizzes stay at home: no rung of the ladder needs them."""

ABOUT_PEOPLE = ("person deactivated", "person reactivated", "person erased")


@dataclass(frozen=True, slots=True)
class Raw:
    """An entry as the record has it, and parsed."""

    seq: int
    body: bytes
    entry: Entry


@dataclass(frozen=True, slots=True)
class Side:
    """What an entry commits to: SHA-256(salt ‖ body) is its `pii_sha256`."""

    fact_id: str
    salt: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate of somebody in the pack."""

    id: str
    code: str
    signed_fact_id: str | None
    expires_on: date | None
    revoked_at: datetime | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """One person in one course."""

    person: Person
    manager: str
    course: str
    standing: Standing
    edition: str  # the number of the one signed, or of the one that was to be signed
    raws: tuple[Raw, ...]  # about this person and course, of later days too
    about_person: tuple[Raw, ...]
    sides: tuple[Side, ...]
    papers: tuple[Paper, ...]
    mails: tuple[Mail, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The course and the instant that people are looked at by; `size` entries of the record are looked at."""

    course: str
    scope: Scope
    before: datetime
    size: int


def how_many(course: str, scope: Scope) -> int:
    """Everybody who was ever assigned; those who were later than the day are passed over."""
    with reading() as session:
        people = _people(course, scope).subquery()
        return session.execute(sa.select(sa.func.count()).select_from(people)).scalar_one()


def course_entries(course: str, size: int) -> list[Raw]:
    """The facts about the course itself: editions published and withdrawn."""
    query = sa.select(RecordEntry.seq, RecordEntry.body).where(
        RecordEntry.subject.is_(None), RecordEntry.course == course, RecordEntry.seq < size
    )
    with reading() as session:
        return [_raw(row.seq, row.body) for row in session.execute(query.order_by(RecordEntry.seq))]


def portions(frame: Frame) -> Iterator[tuple[int, list[Subject]]]:
    """(how many people were looked at, those of them who had been assigned), each portion in a snapshot of its own."""
    after = None
    measured = until([raw.entry for raw in course_entries(frame.course, frame.size)], frame.before)
    read_then = edition_read(measured)
    while read_then is not None:
        with reading() as session:
            query = _people(frame.course, frame.scope).order_by(Enrolment.person_id).limit(PORTION)
            found = session.scalars(query.where(Enrolment.person_id > after) if after else query)
            ids: list[str] = list(found)
            subjects = _portion(session, frame, ids, read_then)
            session.expunge_all()
        if not ids:
            return
        yield len(ids), subjects
        after = ids[-1]


def _people(course: str, scope: Scope) -> sa.Select[str]:
    query = sa.select(Enrolment.person_id).where(Enrolment.course == course).distinct()
    query = query.where(Enrolment.assignment_id == scope.assignment) if scope.assignment else query
    return query.where(Enrolment.person_id == scope.person) if scope.person else query


def _portion(session: Session, frame: Frame, ids: Sequence[str], read_then: str) -> list[Subject]:
    if not ids:
        return []
    manager = aliased(Person)
    pairs = sa.select(Person, manager).join(manager, manager.id == Person.manager_id, isouter=True)
    people = session.execute(pairs.where(Person.id.in_(ids)).order_by(Person.id)).all()
    about_course = _entries(session, frame, ids, RecordEntry.course == frame.course)
    about_people = _entries(session, frame, ids, RecordEntry.course.is_(None), RecordEntry.kind.in_(ABOUT_PEOPLE))
    numbers = {row.id: row.number for row in session.scalars(sa.select(Edition).where(Edition.course == frame.course))}
    measure = Measure(lambda edition: library.plan(session, edition), read_then)
    stands = {id: _standing(frame, about_course[id], about_people[id], measure) for id in ids}
    shown = [id for id in ids if stands[id] is not None]
    sides, papers, mails = _sides(session, about_course), _papers(session, frame, shown), _mails(session, frame, shown)
    found = []
    for person, chief in people:
        stood = stands[person.id]
        if stood is None:
            continue
        signed_under = stood.given.edition if stood.given else stood.obligation.state.edition
        found.append(
            Subject(
                person=person,
                manager=f"{chief.given_name} {chief.family_name}" if chief else "",
                course=frame.course,
                standing=stood,
                edition=numbers.get(signed_under or read_then, ""),
                raws=tuple(about_course[person.id]),
                about_person=tuple(about_people[person.id]),
                sides=tuple(sides[person.id]),
                papers=tuple(papers[person.id]),
                mails=tuple(mails[person.id]),
            )
        )
    return found


def _standing(frame: Frame, course: Sequence[Raw], person: Sequence[Raw], measure: Measure) -> Standing | None:
    """Of an assignment: by its own enrolments only, so that another assignment of the course hides nothing."""
    entries = until([raw.entry for raw in course], frame.before)
    if frame.scope.assignment:
        own = {e.enrolment for e in entries if e.kind == "assigned" and _is_of(e, frame.scope)}
        entries = [e for e in entries if e.enrolment is None or e.enrolment in own or e.kind not in _OBLIGING]
    return standing(entries, until([raw.entry for raw in person], frame.before), measure)


_OBLIGING = ("assigned", "path widened", "due date moved", "notified", "waived", "withdrawn", "completed")


def _is_of(entry: Entry, scope: Scope) -> bool:
    return entry.data.get("assignment") == scope.assignment


def _entries(
    session: Session, frame: Frame, ids: Sequence[str], *which: sa.ColumnElement[bool]
) -> dict[str, list[Raw]]:
    query = sa.select(RecordEntry.subject, RecordEntry.seq, RecordEntry.body).where(
        RecordEntry.subject.in_(ids), *which, RecordEntry.seq < frame.size
    )
    found: dict[str, list[Raw]] = defaultdict(list)
    for row in session.execute(query.order_by(RecordEntry.seq)):
        found[row.subject].append(_raw(row.seq, row.body))
    return found


def _raw(seq: int, body: bytes) -> Raw:
    return Raw(seq, bytes(body), read(seq, body))


def _sides(session: Session, raws: dict[str, list[Raw]]) -> dict[str, list[Side]]:
    wanted = [raw.entry.id for of in raws.values() for raw in of if raw.entry.kind in COMMITTED]
    owner = {raw.entry.id: person for person, of in raws.items() for raw in of}
    found: dict[str, list[Side]] = defaultdict(list)
    for row in session.scalars(sa.select(FactPii).where(FactPii.fact_id.in_(wanted)).order_by(FactPii.fact_id)):
        found[owner[row.fact_id]].append(Side(row.fact_id, bytes(row.salt), bytes(row.body)))
    return found


def _papers(session: Session, frame: Frame, ids: Sequence[str]) -> dict[str, list[Paper]]:
    query = sa.select(
        *(Certificate.person_id, Certificate.id, Certificate.code, Certificate.signed_fact_id),
        *(Certificate.expires_on, Certificate.revoked_at, Certificate.sha256),
    ).where(Certificate.person_id.in_(ids), Certificate.course == frame.course, Certificate.issued_at < frame.before)
    found: dict[str, list[Paper]] = defaultdict(list)
    for row in session.execute(query.order_by(Certificate.issued_at, Certificate.id)):
        paper = Paper(row.id, row.code, row.signed_fact_id, row.expires_on, row.revoked_at, row.sha256)
        found[row.person_id].append(paper)
    return found


def _mails(session: Session, frame: Frame, ids: Sequence[str]) -> dict[str, list[Mail]]:
    """What was sent about the course before that instant; its words are not kept, its kind and time are."""
    sent = sa.and_(Mail.person_id.in_(ids), Mail.sent_at < frame.before)
    found: dict[str, list[Mail]] = defaultdict(list)
    for row in session.scalars(sa.select(Mail).where(sent).order_by(Mail.sent_at, Mail.id)):
        if row.values.get("course") == frame.course:
            found[row.person_id].append(row)
    return found
