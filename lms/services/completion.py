"""What follows by itself when nothing is missing any more: completed, badge earned, certificate issued."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.certificate import CODE_BYTES, CertificateValues, new_code
from lms.domain.course.render import plain, view
from lms.domain.dates import after, today
from lms.domain.enrolment import State, held_in_all
from lms.domain.facts import SYSTEM, Fact
from lms.domain.house import House
from lms.domain.kinds import BadgeEarned, CertificateIssued, Completed
from lms.domain.strokes import Strokes
from lms.services import credentials, projection
from lms.services.projection import Folded
from lms.services.record import About, Draft, draft, seal
from lms.store import library
from lms.store.library import Published
from lms.store.models import Award, Certificate, Person
from lms.store.record import Held

Points = tuple[int, int] | None

# Written once and asked of the connection: everybody waits for the record's head while these run.
_person, _award = Person.__table__.c, Award.__table__.c
_theirs = sa.and_(_award.person_id == _person.id, _award.badge == sa.bindparam("badge", type_=_award.badge.type))
_HOLDER = (
    sa.select(_person.given_name, _person.family_name, _person.email, _person.timezone, _award.earned_at)
    .join_from(Person.__table__, Award.__table__, _theirs, isouter=True)
    .where(_person.id == sa.bindparam("person", type_=_person.id.type))
)
_ADD_AWARD, _ADD_CERTIFICATE = sa.insert(Award), sa.insert(Certificate)


@dataclass(frozen=True, slots=True)
class Signature:
    """What the certificate tells of the act of signing."""

    fact_id: str
    typed_name: str
    document: str  # SHA-256 of the text signed
    drawn: Strokes = ()


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose certificate it will be, as plain values; and whether the course's badge is theirs already."""

    id: str
    given_name: str
    family_name: str
    email: str
    timezone: str | None
    has_badge: bool

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


def advance(session: Session, house: House, person_id: str, slug: str, language: str, now: datetime) -> str | None:
    """Refreshes the person's open enrolments of the course and seals what follows from them.

    Returns the code of the certificate when this completed the course, else None.
    """
    folded = projection.refresh(session, person_id, slug)
    if not _finished(folded):
        return None
    drafts, code = _follow(session, house, folded, holder(session, person_id, slug), language, now)
    positions = seal(session, *drafts)
    projection.write(session, projection.onward(session, folded, positions[0], _facts(drafts)))
    return code


def conclude(
    session: Session,
    held: Held,
    house: House,
    folded: Folded,
    holder: Holder,
    drafts: Sequence[Draft],
    signature: Signature,
    language: str,
    now: datetime,
) -> str | None:
    """Seals what the signer did together with what follows from it; returns the code of the certificate.

    `folded` is what the facts before them fold to. None, and nothing is sealed, when the course would not be complete.
    """
    ahead = projection.onward(session, folded, held.size, _facts(drafts))
    if not _finished(ahead):
        return None
    following, code = _follow(session, house, ahead, holder, language, now, signature)
    then = projection.onward(session, ahead, held.size + len(drafts), _facts(following))
    seal(session, *drafts, *following, held=held)
    projection.write(session, then)
    return code


def holder(session: Session, person_id: str, slug: str) -> Holder:
    """Who is about to complete the course."""
    row = session.connection().execute(_HOLDER, {"person": person_id, "badge": f"course/{slug}"}).one()
    return Holder(person_id, row.given_name, row.family_name, row.email, row.timezone, row.earned_at is not None)


def _facts(drafts: Sequence[Draft]) -> list[Fact]:
    return [item.fact for item in drafts]


def _follow(
    session: Session,
    house: House,
    folded: Folded,
    holder: Holder,
    language: str,
    now: datetime,
    signature: Signature | None = None,
) -> tuple[list[Draft], str]:
    """The rows of what was earned, the facts about it, and the code of the certificate."""
    edition, finished = folded.measured_by, _finished(folded)
    score = finished[0][1].score
    about = About(subject=holder.id, course=edition.slug, edition=edition.id)
    points = {"got": score[0], "of": score[1]} if score else None
    drafts = [
        draft(Completed(points), actor=SYSTEM, now=now, **(about | About(enrolment=row["id"]))) for row, _ in finished
    ]
    drafts += _badge(session, edition, holder, language, now)
    total = _over_all(session, folded, finished[0][1])
    values = _values(house, edition, holder, language, now, total, signature)
    printed = json.loads(values.as_json())
    _issue(session, edition, holder, values, printed, now, signature)
    issued = CertificateIssued(values.code, values.valid_until.isoformat() if values.valid_until else None)
    return [*drafts, draft(issued, actor=SYSTEM, now=now, pii=printed, **about)], values.code


def _finished(folded: Folded) -> list[tuple[dict[str, Any], State]]:
    """The rows that nothing is missing of. Who has a whole course open beside a part to do again does the whole."""
    plan = folded.measured_by.plan
    pairs = list(zip(folded.rows, folded.states, strict=True))
    finished = [(row, state) for row, state in pairs if state.may_complete(plan.only(state.path))]
    whole_too = len({state.path is None for _, state in pairs}) > 1
    return [] if whole_too and len(finished) < len(pairs) else finished


def _over_all(session: Session, folded: Folded, state: State) -> Points:
    """What a certificate prints: points over the whole edition, also when only a part of it was done again."""
    if state.path is None:
        return state.score
    return held_in_all(folded.entries, lambda id: library.plan(session, id), folded.measured_by.plan)


def percent(score: Points) -> int | None:
    """Points as a whole percent, rounded down; None where nothing was counted."""
    return 100 * score[0] // score[1] if score and score[1] else None


def _badge(session: Session, edition: Published, holder: Holder, language: str, now: datetime) -> list[Draft]:
    """A badge is earned once; the next cycle keeps it, with a new credential when the last one was revoked."""
    badge = f"course/{edition.slug}"
    if edition.course.badge is None:
        return []
    award = {"person_id": holder.id, "badge": badge, "edition_id": edition.id, "earned_at": now}
    if holder.has_badge:
        credentials.add_again(session, Award(**award), language)
        return []
    session.connection().execute(_ADD_AWARD, award)
    credentials.add(session, Award(**award), language)
    about = About(subject=holder.id, course=edition.slug, edition=edition.id)
    return [draft(BadgeEarned(badge), actor=SYSTEM, now=now, **about)]


def _values(
    house: House,
    edition: Published,
    holder: Holder,
    language: str,
    now: datetime,
    score: Points,
    signature: Signature | None,
) -> CertificateValues:
    course, code = edition.course, new_code(secrets.token_bytes(CODE_BYTES))
    signed_on = today(now, house.zone_of(holder.timezone))
    title, signed_by = _printed(edition, language)
    return CertificateValues(
        language=language,
        organisation=house.organisation,
        holder=holder.name,
        course_id=edition.slug,
        course_title=title,
        score_percent=percent(score),
        signed_on=signed_on,
        valid_until=after(signed_on, course.renew.count, course.renew.unit) if course.renew else None,
        version=edition.number,
        signed_by=signed_by,
        signed_by_role="",
        typed_name=signature.typed_name if signature else "",
        code=code,
        verify_url=f"{house.base_url}/verify/{code}",
        fingerprint=signature.document if signature else edition.documents[language],
        drawn=signature.drawn if signature else (),
    )


def _issue(
    session: Session,
    edition: Published,
    holder: Holder,
    values: CertificateValues,
    printed: dict[str, Any],
    now: datetime,
    signature: Signature | None,
) -> None:
    row = {
        "code": values.code,
        "person_id": holder.id,
        "course": edition.slug,
        "edition_id": edition.id,
        "signed_fact_id": signature.fact_id if signature else None,
        "language": values.language,
        "holder_short": f"{holder.given_name} {holder.family_name[:1]}.",
        "values": printed,
        "issued_at": now,
        "expires_on": values.valid_until,
    }
    session.connection().execute(_ADD_CERTIFICATE, row)


@lru_cache(maxsize=library.KEPT)
def _printed(edition: Published, language: str) -> tuple[str, str]:
    """The title and who signs, as certificates of this edition print them."""
    course, seen = edition.course, view(edition.course, language)
    if course.certificate is None:
        return plain(course.title, seen), ""
    return plain(course.certificate.title, seen), plain(course.certificate.signed_by, seen)
