"""The editions of a course with who made them, how many people have signed each, and which were taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.domain.names import full_name
from lms.domain.refusal import Refusal
from lms.store import reading
from lms.store.models import Course, Edition, Enrolment, Person, Proposal, Withdrawal


@dataclass(frozen=True, slots=True)
class TakingBack:
    """A withdrawal that is asked for or done."""

    id: str
    state: str
    reason: str
    asker_id: str
    asker: str
    asked_at: datetime
    decider: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One published version."""

    id: str
    number: str
    kind: str
    published_at: datetime
    publisher: str
    approver: str
    signed: int
    current: bool
    because: str  # why it was called a smaller change than the comparison found
    taking_back: TakingBack | None


@dataclass(frozen=True, slots=True)
class Editions:
    """A course with all its versions, the newest first; none while it was only proposed."""

    slug: str
    titles: Mapping[str, str]
    lines: tuple[EditionLine, ...]

    @property
    def current(self) -> EditionLine | None:
        return next((line for line in self.lines if line.current), None)


def of_course(slug: str) -> Editions:
    """Raises Refusal("not-found") for a course that was never published nor proposed."""
    with reading() as session:
        lines = _lines(session, slug)
        titles = sa.select(Edition.titles).where(Edition.course == slug).order_by(Edition.major.desc())
        named = session.scalars(titles.order_by(Edition.minor.desc()).limit(1)).first()
        if named is None:
            proposed = sa.select(Proposal.titles).where(Proposal.course == slug).order_by(Proposal.proposed_at.desc())
            named = session.scalars(proposed.limit(1)).first()
        if named is None:
            raise Refusal("not-found")
        return Editions(slug, named, tuple(lines))


def _lines(session: Session, slug: str) -> list[EditionLine]:
    publisher, approver = aliased(Person), aliased(Person)
    signed = sa.select(sa.func.count(sa.distinct(Enrolment.person_id))).where(Enrolment.edition_id == Edition.id)
    because = sa.select(Proposal.because).where(Proposal.edition_id == Edition.id).limit(1)
    query = (
        sa.select(
            *(Edition, publisher, approver, Course.edition_id.label("current")),
            signed.scalar_subquery().label("signed"),
            because.scalar_subquery().label("because"),
        )
        .join(publisher, publisher.id == Edition.published_by)
        .join(approver, approver.id == Edition.approved_by)
        .join(Course, Course.slug == Edition.course)
        .where(Edition.course == slug)
        .order_by(Edition.major.desc(), Edition.minor.desc())
    )
    back = _taken_back(session, slug)
    return [
        EditionLine(
            *(edition.id, edition.number, edition.kind, edition.published_at, _name(by), _name(ok)),
            *(number, edition.id == current, why or "", back.get(edition.id)),
        )
        for edition, by, ok, current, number, why in session.execute(query)
    ]


def _taken_back(session: Session, slug: str) -> dict[str, TakingBack]:
    """Edition → what counts of its withdrawals: the one that is open or done."""
    asker, decider = aliased(Person), aliased(Person)
    query = (
        sa.select(Withdrawal, asker, decider)
        .join(Edition, Edition.id == Withdrawal.edition_id)
        .join(asker, asker.id == Withdrawal.asked_by)
        .outerjoin(decider, decider.id == Withdrawal.decided_by)
        .where(Edition.course == slug, Withdrawal.state.in_(("open", "confirmed")))
    )
    return {
        row.edition_id: TakingBack(
            *(row.id, row.state, row.reason, row.asked_by, _name(by), row.asked_at),
            *(_name(ok) if ok else "", row.decided_at),
        )
        for row, by, ok in session.execute(query)
    }


def _name(person: Person) -> str:
    return full_name(person.given_name, person.family_name)
