"""The ceremony: what is shown before signing, and the one deliberate act that is recorded."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.config import VERSION
from lms.domain.consent import consent_text
from lms.domain.course.model import AckSection, Version
from lms.domain.course.render import Statement, statements
from lms.domain.facts import timestamp
from lms.domain.house import House
from lms.domain.kinds import Signed
from lms.domain.names import same_name
from lms.domain.refusal import Refusal
from lms.domain.signed_copy import Method
from lms.domain.strokes import Strokes
from lms.services import completion, opening, progress, projection, receipt_copies
from lms.services import reading as reading_service
from lms.services.completion import Holder, Points, Signature, percent
from lms.services.progress import Progress
from lms.services.record import Draft, draft, person
from lms.store import library, reading, writing
from lms.store import record as log
from lms.store.models import Certificate, Course, Edition

FRESH = timedelta(minutes=15)  # an older sign-in must be confirmed by password


@dataclass(frozen=True, slots=True)
class Ceremony:
    """The page of the act: exactly what will be bound, in the language it is shown in."""

    progress: Progress
    language: str
    document: str  # SHA-256 of the text
    statements: tuple[Statement, ...]
    consent: str
    typed: bool  # whether the course wants the name typed, else ticks suffice
    score_percent: int | None
    first_attempts: bool  # every quiz was passed at the first go


@dataclass(frozen=True, slots=True)
class Act:
    """What the signer sent and how she came in; nothing of it is believed before it is checked."""

    edition_id: str
    document: str
    language: str
    ticked: frozenset[str]
    consent: bool
    typed_name: str
    opened_at: datetime
    method: str
    authenticated_at: datetime
    ip: str
    user_agent: str
    drawn: Strokes = ()  # in place of the typed name; checked already, so that nobody waits for it


@dataclass(frozen=True, slots=True)
class Seen:
    """Which text somebody had before her eyes, as her form says."""

    edition_id: str
    document: str  # SHA-256
    language: str


def ceremony(person_id: str, slug: str, language: str) -> Ceremony:
    """What to show before signing. Raises Refusal: not-started, not-ready, not-found when there is nothing to sign."""
    with reading() as session:
        stand = progress.within(session, person_id, slug)
        require_ready(stand)
        return _ceremony(stand, language)


def text(slug: str, language: str) -> tuple[library.Published, str, bytes]:
    """The current edition, its language and the canonical document to read again before signing."""
    with reading() as session:
        edition = library.current(session, slug)
        if edition is None:
            raise Refusal("not-found" if session.get(Course, slug) is None else "course-withdrawn")
        language = language_of(edition, language)
        document = library.document(session, edition.documents[language])
        assert document is not None, "publishing stores every document"
        return edition, language, document.body


def version_of(slug: str, edition_id: str) -> Version | None:
    """Which version of a course an edition is; None for an id that is none of its editions."""
    with reading() as session:
        editions = sa.select(Edition.id, Edition.major, Edition.minor).where(Edition.course == slug)
        found = (Version(row.major, row.minor) for row in session.execute(editions) if row.id == edition_id)
        return next(found, None)


def must_confirm(authenticated_at: datetime, now: datetime) -> bool:
    """Whether the sign-in is so old that the password is asked for again."""
    return now - authenticated_at > FRESH


def sign(house: House, person_id: str, slug: str, act: Act, now: datetime) -> str:
    """Records the signature with all that follows from it, in one transaction; returns the certificate's code.

    The same act again is harmless and gives the same code. Raises Refusal: edition-changed, not-started, not-ready,
    tick-all, consent-missing, name-differs, confirm-password, not-found.
    """
    with writing() as session:
        held = log.hold(session)
        stand = progress.within(session, person_id, slug)
        already = _already(session, stand, person_id, act)
        if already:
            return already
        require_current(stand, Seen(act.edition_id, act.document, act.language))
        require_ready(stand)
        shown = _ceremony(stand, act.language)
        signer = completion.holder(session, person_id, slug)
        _require_deliberate(shown, act, signer.name, now)
        folded = projection.standing(session, person_id, slug, stand.edition)
        missed = reading_service.to_catch_up(session, stand, folded, person_id, act.language, now)
        signed = _drafted(stand, shown, act, signer, now)
        signature = _signature(signed.fact.id, shown, act, _method(shown, act))
        drafts = (*missed, signed)
        code = completion.conclude(session, held, house, folded, signer, drafts, signature, act.language, now)
        if code is None:  # a rule of this module and the fold disagree: record nothing rather than half of it
            raise RuntimeError("a signature did not complete the course")
        receipt_copies.post(session, person_id, slug, code, now)
        return code


def language_of(edition: library.Published, language: str) -> str:
    """The language a person reads an edition in: her own where it is translated, else the source."""
    return language if language in edition.documents else edition.course.source_lang


def bound_edition(edition: library.Published, language: str) -> dict[str, str]:
    """What a fact says of the text that was before somebody's eyes."""
    document = edition.documents[language]
    return {"number": edition.number, "sha256": edition.sha256, "language": language, "document": document}


def _ceremony(stand: Progress, language: str) -> Ceremony:
    language = language_of(stand.edition, language)
    section = _acknowledgement(stand)
    return Ceremony(
        progress=stand,
        language=language,
        document=stand.edition.documents[language],
        statements=_promises(stand.edition, language),
        consent=consent_text(language),
        typed=section.mode == "typed_name",
        score_percent=percent(_score(stand)),
        first_attempts=all(state.used <= 1 for state in stand.quizzes.values()),
    )


@lru_cache(maxsize=library.KEPT)
def _promises(edition: library.Published, language: str) -> tuple[Statement, ...]:
    """Drawn once: the same for everybody, and always drawn while the record's head is held."""
    section = edition.course.acknowledgement
    assert section is not None, "whoever asks has looked"
    return statements(edition.course, section, language)


def _acknowledgement(stand: Progress) -> AckSection:
    section = stand.course.acknowledgement
    if section is None:
        raise Refusal("not-found")
    return section


def _score(stand: Progress) -> Points:
    states = [stand.quizzes[quiz] for quiz in stand.plan.required_quizzes]
    return (sum(state.held for state in states), sum(state.total for state in states)) if states else None


def _already(session: Session, stand: Progress, person_id: str, act: Act) -> str | None:
    """The certificate of the same act sent twice: the course was completed with this very edition."""
    if not stand.completed or stand.enrolment is None or stand.enrolment.edition != act.edition_id:
        return None
    mine = sa.select(Certificate.code).where(Certificate.person_id == person_id)
    latest = mine.where(Certificate.course == stand.edition.slug).order_by(Certificate.issued_at.desc()).limit(1)
    return session.execute(latest).scalar_one_or_none()


def require_current(stand: Progress, seen: Seen) -> None:
    """The text she saw must be the text that is in force. Raises Refusal("edition-changed")."""
    if stand.edition.id != seen.edition_id or stand.edition.documents.get(seen.language) != seen.document:
        raise Refusal("edition-changed")


def require_ready(stand: Progress) -> None:
    """All before the signature must be done. Raises Refusal: not-started, not-ready, not-found."""
    _acknowledgement(stand)
    opening.require_started(stand)
    if not stand.may_sign:
        step = stand.next_step()
        title = step.section.title if step.section else stand.course.title
        raise Refusal("not-ready", what=next(iter(title.values())).text)


def _require_deliberate(shown: Ceremony, act: Act, name: str, now: datetime) -> None:
    """Every promise ticked by hand, consent given, the name typed, and no doubt about who is there."""
    if act.ticked != {statement.key for statement in shown.statements}:
        raise Refusal("tick-all")
    if not act.consent:
        raise Refusal("consent-missing")
    if _method(shown, act) == "typed" and not same_name(act.typed_name, name):
        raise Refusal("name-differs", name=name)
    if must_confirm(act.authenticated_at, now):
        raise Refusal("confirm-password")


def _method(shown: Ceremony, act: Act) -> Method:
    """What was really done: where ticks suffice, a name or a drawing sent along counts for nothing."""
    if not shown.typed:
        return "ticked"
    return "drawn" if act.drawn else "typed"


def _drafted(stand: Progress, shown: Ceremony, act: Act, signer: Holder, now: datetime) -> Draft:
    method = _method(shown, act)
    return draft(
        _fact(stand, shown, act, method),
        actor=person(signer.id),
        now=now,
        subject=signer.id,
        course=stand.edition.slug,
        edition=stand.edition.id,
        enrolment=stand.enrolment.id if stand.enrolment else None,
        pii=_side_row(signer, act, method),
    )


def _side_row(signer: Holder, act: Act, method: Method) -> dict[str, Any]:
    """What the signature binds about the person; erasable, and the drawing with it."""
    by_hand: dict[Method, dict[str, Any]] = {
        "typed": {"typed_name": act.typed_name},
        "drawn": {"strokes": act.drawn},
        "ticked": {},
    }
    return {
        "name": signer.name,
        "email": signer.email,
        "ip": act.ip,
        "user_agent": act.user_agent,
        **by_hand[method],
    }


def _signature(fact_id: str, shown: Ceremony, act: Act, method: Method) -> Signature:
    typed, drawn = act.typed_name if method == "typed" else "", act.drawn if method == "drawn" else ()
    return Signature(fact_id, typed, shown.document, drawn)


def _fact(stand: Progress, shown: Ceremony, act: Act, method: Method) -> Signed:
    score = _score(stand)
    return Signed(
        edition=bound_edition(stand.edition, shown.language),
        statements=tuple(_bound(statement.text) for statement in shown.statements),
        consent=_bound(shown.consent),
        method=method,
        auth={"method": act.method, "at": timestamp(act.authenticated_at)},
        opened_at=timestamp(act.opened_at),
        sections=len(stand.displayed),
        score={"got": score[0], "of": score[1]} if score else None,
        attempts=stand.attempts,
        app=VERSION,
    )


def _bound(sentence: str) -> dict[str, str]:
    return {"text": sentence, "sha256": sha256(sentence.encode()).hexdigest()}
