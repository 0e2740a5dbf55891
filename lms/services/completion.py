"""What follows by itself when nothing is missing any more: completed, badge earned, certificate issued."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from lms.domain.certificate import CODE_BYTES, CertificateValues, new_code
from lms.domain.course.render import plain, view
from lms.domain.dates import after, today
from lms.domain.enrolment import State, held_in_all
from lms.domain.facts import SYSTEM
from lms.domain.house import House
from lms.domain.kinds import BadgeEarned, CertificateIssued, Completed
from lms.domain.strokes import Strokes
from lms.services import credentials, projection
from lms.services.projection import Folded
from lms.services.record import About, Draft, draft, seal
from lms.store import library
from lms.store.library import Published
from lms.store.models import Award, Certificate, Enrolment, Person

Points = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Signature:
    """What the certificate tells of the act of signing."""

    fact_id: str
    typed_name: str
    document: str  # SHA-256 of the text signed
    drawn: Strokes = ()


def advance(
    session: Session,
    house: House,
    person_id: str,
    slug: str,
    language: str,
    now: datetime,
    signature: Signature | None = None,
    since: Folded | None = None,
) -> str | None:
    """Refreshes the person's open enrolments of the course and seals what follows from them.

    `since` is what they folded to earlier in this transaction. Returns the code of the certificate when this act
    completed the course, else None.
    """
    folded = projection.refresh(session, person_id, slug, since)
    edition = folded.measured_by
    finished = _finished(folded)
    if not finished:
        return None
    score = finished[0][1].score
    about = About(subject=person_id, course=slug, edition=edition.id)
    points = {"got": score[0], "of": score[1]} if score else None
    drafts = [
        draft(Completed(points), actor=SYSTEM, now=now, **(about | About(enrolment=row.id))) for row, _ in finished
    ]
    drafts += _badge(session, edition, person_id, language, now)
    certificate = _certificate(
        session, house, edition, person_id, language, now, _over_all(session, folded, finished[0][1]), signature
    )
    issued = CertificateIssued(certificate.code, certificate.expires_on.isoformat() if certificate.expires_on else None)
    drafts.append(draft(issued, actor=SYSTEM, now=now, pii=certificate.values, **about))
    seal(session, *drafts)
    projection.refresh(session, person_id, slug, folded)
    return certificate.code


def _finished(folded: Folded) -> list[tuple[Enrolment, State]]:
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


def _badge(session: Session, edition: Published, person_id: str, language: str, now: datetime) -> list[Draft]:
    """A badge is earned once; the next cycle keeps it, with a new credential when the last one was revoked."""
    badge = f"course/{edition.slug}"
    if edition.course.badge is None:
        return []
    kept = session.get(Award, (person_id, badge))
    award = Award(person_id=person_id, badge=badge, edition_id=edition.id, earned_at=now)
    if kept is not None:
        credentials.add_again(session, award, language)
        return []
    session.add(award)
    credentials.add(session, award, language)
    about = About(subject=person_id, course=edition.slug, edition=edition.id)
    return [draft(BadgeEarned(badge), actor=SYSTEM, now=now, **about)]


def _certificate(
    session: Session,
    house: House,
    edition: Published,
    person_id: str,
    language: str,
    now: datetime,
    score: Points,
    signature: Signature | None,
) -> Certificate:
    person = session.get_one(Person, person_id)
    course, code = edition.course, new_code(secrets.token_bytes(CODE_BYTES))
    signed_on = today(now, house.zone_of(person.timezone))
    expires_on = after(signed_on, course.renew.count, course.renew.unit) if course.renew else None
    title, signed_by = _printed(edition, language)
    values = CertificateValues(
        language=language,
        organisation=house.organisation,
        holder=f"{person.given_name} {person.family_name}",
        course_id=edition.slug,
        course_title=title,
        score_percent=percent(score),
        signed_on=signed_on,
        valid_until=expires_on,
        version=edition.number,
        signed_by=signed_by,
        signed_by_role="",
        typed_name=signature.typed_name if signature else "",
        code=code,
        verify_url=f"{house.base_url}/verify/{code}",
        fingerprint=signature.document if signature else edition.documents[language],
        drawn=signature.drawn if signature else (),
    )
    row = Certificate(
        code=code,
        person_id=person_id,
        course=edition.slug,
        edition_id=edition.id,
        signed_fact_id=signature.fact_id if signature else None,
        language=language,
        holder_short=f"{person.given_name} {person.family_name[:1]}.",
        values=json.loads(values.as_json()),
        issued_at=now,
        expires_on=expires_on,
    )
    session.add(row)
    session.flush()
    return row


@lru_cache(maxsize=library.KEPT)
def _printed(edition: Published, language: str) -> tuple[str, str]:
    """The title and who signs, as certificates of this edition print them."""
    course, seen = edition.course, view(edition.course, language)
    if course.certificate is None:
        return plain(course.title, seen), ""
    return plain(course.certificate.title, seen), plain(course.certificate.signed_by, seen)
