"""Proposing a text for publication, looking at what it will change, and deciding on it: two people, one edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from lms.domain.change import Declaration as Declaration
from lms.domain.house import House
from lms.domain.ids import known
from lms.domain.names import full_name, name_key
from lms.domain.refusal import Refusal
from lms.services import comparing, publishing
from lms.services.comparing import WhatWillChange as WhatWillChange
from lms.services.comparing import preview as preview
from lms.store import new_id, reading, writing
from lms.store.models import Mail, Person, Proposal, ProposalFile, Role
from lms.store.record import lock_head

NOTE_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal in a list."""

    id: str
    course: str
    titles: Mapping[str, str]
    number: str
    kind: str
    state: str
    proposer_id: str
    proposer: str
    proposed_at: datetime
    decider: str
    decided_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """One proposal with its files and what it would change now."""

    line: Line
    because: str
    answers: Mapping[str, bool]
    reviewers: Mapping[str, str]  # language → name
    files: Mapping[str, bytes]
    outdated: str | None  # the number of the edition that was published since, which it was not compared with
    will_change: WhatWillChange | None  # None once it is decided


def propose(author_id: str, files: Mapping[str, bytes], declaration: Declaration, now: datetime) -> str:
    """Freezes the files as a proposal and tells the approvers; returns its id.

    Raises Refusal: course-broken, unchanged, version-exists, kind-too-small, promise-changed, version-major,
    question-open, stale-translation, reviewer-unknown, proposal-open.
    """
    text = comparing.checked(files)
    with writing() as session:
        publishing.refuse_second(session, text.course.id)
        row = publishing.proposal_of(text, publishing.judge(session, text, declaration), declaration, author_id, now)
        session.add(row)
        try:
            session.flush()
        except IntegrityError:  # somebody else was faster: the index holds one open proposal for each course
            raise Refusal("proposal-open") from None
        kept = [{"proposal_id": row.id, "path": path, "body": body} for path, body in sorted(files.items())]
        session.execute(sa.insert(ProposalFile), kept)
        _tell_approvers(session, row, now)
        return row.id


def approve(house: House, approver_id: str, proposal_id: str, due_on: date | None, now: datetime) -> str:
    """Publishes a proposal in the same transaction; returns the id of the edition.

    `due_on` is for those who must do a part again; without it they have 30 days. Raises Refusal: not-found, forbidden,
    own-proposal, proposal-decided, proposal-outdated, due-past.
    """
    publishing.refuse_past(house, due_on, now)
    with reading() as session:  # parsing takes a while: not while everybody waits for the record
        files = _files(session, known(proposal_id))
    text = comparing.checked(files) if files else None
    with writing() as session:
        lock_head(session)
        row = _open(session, proposal_id)
        _require_approver(session, row, approver_id)
        _require_current(session, row)
        assert text is not None and text.sha256 == row.sha256, "a proposal keeps its files"
        return publishing.enact(session, house, text, row, approver_id, due_on, now)


def reject(approver_id: str, proposal_id: str, note: str, now: datetime) -> None:
    """Sends a proposal back with a word on what is missing. Raises Refusal as `approve` does, and note-missing."""
    note = note.strip()
    if not name_key(note):
        raise Refusal("note-missing")
    if len(note) > NOTE_LIMIT:
        raise Refusal("text-too-long", limit=NOTE_LIMIT)
    with writing() as session:
        row = _open(session, proposal_id)
        _require_approver(session, row, approver_id)
        row.state, row.decided_by, row.decided_at, row.note = "rejected", approver_id, now, note


def take_back(author_id: str, proposal_id: str, now: datetime) -> None:
    """Withdraws one's own proposal. Raises Refusal: not-found, forbidden, proposal-decided."""
    with writing() as session:
        row = _open(session, proposal_id)
        if row.proposed_by != author_id:
            raise Refusal("forbidden")
        row.state, row.decided_by, row.decided_at = "withdrawn", author_id, now


def waiting() -> list[Line]:
    """Every open proposal, the oldest first."""
    with reading() as session:
        return _lines(session, Proposal.state == "open")


def waiting_number() -> int:
    """How many there are."""
    with reading() as session:
        open_ones = sa.select(sa.func.count()).select_from(Proposal).where(Proposal.state == "open")
        return session.execute(open_ones).scalar_one()


def of_course(slug: str) -> list[Line]:
    """The proposals of one course, the newest first."""
    with reading() as session:
        return _lines(session, Proposal.course == slug)[::-1]


def open_of(slug: str) -> Line | None:
    """The proposal of a course that waits for a decision."""
    with reading() as session:
        return next(iter(_lines(session, sa.and_(Proposal.course == slug, Proposal.state == "open"))), None)


def find(slug: str, proposal_id: str, now: datetime) -> Proposed:
    """One proposal with everything to look at. Raises Refusal("not-found")."""
    with reading() as session:
        row = session.get(Proposal, known(proposal_id))
        if row is None or row.course != slug:
            raise Refusal("not-found")
        (line,) = _lines(session, Proposal.id == row.id)
        files = _files(session, row.id)
        will_change = comparing.preview(files, now, row.answers) if row.state == "open" else None
        return Proposed(
            line, row.because or "", row.answers, _names(session, row.reviewers), files, _outdated(session, row),
            will_change,
        )  # fmt: skip


def files(slug: str, proposal_id: str) -> dict[str, bytes]:
    """The files of a proposal by path, whatever became of it. Raises Refusal("not-found")."""
    with reading() as session:
        row = session.get(Proposal, known(proposal_id))
        if row is None or row.course != slug:
            raise Refusal("not-found")
        return _files(session, row.id)


def _lines(session: Session, which: sa.ColumnElement[bool]) -> list[Line]:
    proposer, decider = aliased(Person), aliased(Person)
    query = (
        sa.select(Proposal, proposer.given_name, proposer.family_name, decider.given_name, decider.family_name)
        .join(proposer, proposer.id == Proposal.proposed_by)
        .outerjoin(decider, decider.id == Proposal.decided_by)
        .where(which)
        .order_by(Proposal.proposed_at, Proposal.id)
    )
    return [
        Line(
            *(row.id, row.course, row.titles, row.number, row.kind, row.state, row.proposed_by),
            full_name(given, family),
            row.proposed_at,
            full_name(by_given or "", by_family or ""),
            row.decided_at,
            row.note or "",
        )
        for row, given, family, by_given, by_family in session.execute(query)
    ]


def _files(session: Session, proposal_id: str) -> dict[str, bytes]:
    query = sa.select(ProposalFile.path, ProposalFile.body).where(ProposalFile.proposal_id == proposal_id)
    return {row.path: row.body for row in session.execute(query.order_by(ProposalFile.path))}


def _names(session: Session, reviewers: Mapping[str, str]) -> dict[str, str]:
    people = {row.id: row for row in session.scalars(sa.select(Person).where(Person.id.in_(set(reviewers.values()))))}
    return {lang: full_name(people[id].given_name, people[id].family_name) for lang, id in sorted(reviewers.items())}


def _open(session: Session, proposal_id: str) -> Proposal:
    row = session.get(Proposal, known(proposal_id), with_for_update=True)
    if row is None:
        raise Refusal("not-found")
    if row.state != "open":
        raise Refusal("proposal-decided")
    return row


def _require_approver(session: Session, row: Proposal, person_id: str) -> None:
    """Another person than the one who proposed it, active, with the role."""
    holds = sa.select(Role.name).join(Person, Person.id == Role.person_id)
    if not session.scalar(holds.where(Role.person_id == person_id, Role.name == "approver", Person.active)):
        raise Refusal("forbidden")
    if row.proposed_by == person_id:
        raise Refusal("own-proposal")


def _require_current(session: Session, row: Proposal) -> None:
    number = _outdated(session, row)
    if number is not None:
        raise Refusal("proposal-outdated", number=number)


def _outdated(session: Session, row: Proposal) -> str | None:
    """The number of the edition it would have to be compared with now, when it was compared with another one."""
    if row.state != "open":
        return None
    base = comparing.base(session, row.course)
    return base.number if base is not None and base.id != row.base_edition_id else None


def _tell_approvers(session: Session, row: Proposal, now: datetime) -> None:
    """A mail to each approver but the one who proposed it."""
    query = sa.select(Person.id).join(Role, Role.person_id == Person.id)
    approvers = session.scalars(query.where(Role.name == "approver", Person.active, Person.id != row.proposed_by)).all()
    values = {"course": row.course, "proposal": row.id, "titles": row.titles, "number": row.number}
    mails = [
        {
            "id": new_id(),
            "dedupe_key": f"proposal/{row.id}/{person}",
            "person_id": person,
            "kind": "proposal",
            "values": values,
            "created_at": now,
            "due_at": now,
            "tries": 0,
        }
        for person in approvers
    ]
    if mails:
        session.execute(sa.insert(Mail), mails)
