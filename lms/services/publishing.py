"""Publishing: a checked text becomes an immutable edition that learners read from then on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain import change
from lms.domain.change import DUTY as DUTY
from lms.domain.change import Declaration as Declaration
from lms.domain.course import model
from lms.domain.course.document import canonical_document
from lms.domain.course.render import plain, view
from lms.domain.course.snapshot import snapshot_bytes, snapshot_of
from lms.domain.dates import today
from lms.domain.house import House
from lms.domain.kinds import EditionPublished
from lms.domain.names import email_key
from lms.domain.plan import Plan, minutes_of, plan_of
from lms.domain.refusal import Refusal
from lms.services import comparing, projection, reopening
from lms.services.comparing import Text
from lms.services.record import draft, person, seal
from lms.store import library, new_id, reading, writing
from lms.store.library import Published
from lms.store.models import Course, Document, Edition, EditionFile, Enrolment, Person, Proposal, Role
from lms.store.record import lock_head

UTC_HOUSE = House("", "", ZoneInfo("UTC"))


@dataclass(frozen=True, slots=True)
class Judged:
    """What the comparison with the edition before came to: nothing stands in the way of publishing."""

    before: Published | None
    least: model.ChangeKind | None  # None for a first edition


def publish(
    files: Mapping[str, bytes],
    *,
    by: str,
    approved_by: str,
    now: datetime,
    declaration: Declaration = Declaration(),  # noqa: B008  it is frozen
    house: House = UTC_HOUSE,
    due_on: date | None = None,
) -> str:
    """Publishes a course folder (path → bytes) that two people agree on; returns the id of the new edition.

    `by` and `approved_by` are the e-mail addresses of an active author and of another, active approver; `due_on` is
    when those who are asked again have to be done. Raises Refusal as `judge` does, course-broken, not-approver,
    same-person, proposal-open.
    """
    text = comparing.checked(files)
    refuse_past(house, due_on, now)
    with writing() as session:
        author, approver = _two_people(session, by, approved_by)
        lock_head(session)
        refuse_second(session, text.course.id)
        judged = judge(session, text, declaration)
        row = proposal_of(text, judged, declaration, author, now)
        edition_id = enact(session, house, text, row, approver, due_on, now)
        session.add(row)
        return edition_id


def check(files: Mapping[str, bytes], declaration: Declaration) -> None:
    """Whether these files could be published now; nothing is written. Raises Refusal as `judge` does."""
    text = comparing.checked(files)
    with reading() as session:
        refuse_second(session, text.course.id)
        judge(session, text, declaration)


def snapshot(files: Mapping[str, bytes], now: datetime) -> bytes:
    """The `published.json` that belongs beside files that have just been published."""
    text = comparing.checked(files)
    with reading() as session:
        before = comparing.history(session, text.course.id, until=text.course.version)
        return snapshot_bytes(snapshot_of(text.course, files, before, now))


def judge(session: Session, text: Text, declaration: Declaration) -> Judged:
    """Whether the text may become the next edition. Raises Refusal: unchanged, version-exists, stale-translation,
    question-open, kind-too-small, promise-changed, version-major, reviewer-unknown."""
    course = text.course
    last, before = library.latest(session, course.id), comparing.base(session, course.id)
    _known_reviewers(session, declaration)
    change.refuse_stale(course, text.notes)
    if last is None or before is None:
        return Judged(None, None)
    if text.sha256 == before.sha256:
        raise Refusal("unchanged", number=before.number)
    if (course.version.major, course.version.minor) <= (last.major, last.minor):
        raise Refusal("version-exists", number=str(course.version))
    found = comparing.comparison(session, before, text)
    change.judge(course, before.course.version, found, declaration)
    return Judged(before, change.least(found, declaration.answers))


def proposal_of(text: Text, judged: Judged, declaration: Declaration, author: str, now: datetime) -> Proposal:
    """The row that keeps what was said about a text when it was proposed."""
    course = text.course
    return Proposal(
        id=new_id(),
        course=course.id,
        major=course.version.major,
        minor=course.version.minor,
        kind=str(change.declared(course)),
        least=str(judged.least) if judged.least else None,
        because=change.because(course, declaration) or None,
        answers=dict(declaration.answers),
        reviewers=dict(declaration.reviewers),
        sha256=text.sha256,
        titles=_titles(course),
        base_edition_id=judged.before.id if judged.before else None,
        proposed_by=author,
        proposed_at=now,
        state="open",
    )


def enact(
    session: Session, house: House, text: Text, row: Proposal, approver: str, due_on: date | None, now: datetime
) -> str:
    """Makes a judged proposal the edition in force, with everything it means for people; returns the edition's id.

    Part of a transaction that holds the record's lock.
    """
    course = text.course
    plan_before = _plan_in_force(session, course.id)
    edition = _edition(text, now)
    edition.published_by, edition.approved_by = row.proposed_by, approver
    edition.documents = _documents(session, course)
    if session.get(Course, course.id) is None:
        session.add(Course(slug=course.id))
        session.flush()
    session.add(edition)
    session.flush()
    _shelve(session, edition, text.files)
    session.execute(sa.update(Course).where(Course.slug == course.id).values(edition_id=edition.id))
    row.state, row.decided_by, row.decided_at, row.edition_id = "approved", approver, now, edition.id
    _seal(session, edition, row, now)
    published = library.published(session, edition.id)
    if row.base_edition_id and edition.kind == model.ChangeKind.MATERIAL:
        reopening.reopen(session, house, published, person(approver), due_on, now)
    measure_anew(session, course.id, plan_before, published.plan)
    return edition.id


def refuse_second(session: Session, slug: str) -> None:
    """One proposal at a time. Raises Refusal("proposal-open")."""
    if session.scalar(sa.select(Proposal.id).where(Proposal.course == slug, Proposal.state == "open")):
        raise Refusal("proposal-open")


def refuse_past(house: House, due_on: date | None, now: datetime) -> None:
    """Nobody is asked to have been done by yesterday. Raises Refusal("due-past")."""
    if due_on is not None and due_on < today(now, house.timezone):
        raise Refusal("due-past")


def measure_anew(session: Session, slug: str, before: Plan | None, after: Plan) -> None:
    """Open enrolments are measured by the new edition: what carries over stays, what changed is open again."""
    if before is not None and _asks_the_same(before, after):
        return
    begun = sa.select(Enrolment.person_id).where(
        Enrolment.course == slug, Enrolment.state == "open", Enrolment.opened_at.is_not(None)
    )
    for person_id in session.scalars(begun.distinct()).all():
        projection.refresh(session, person_id, slug)


def _asks_the_same(before: Plan, after: Plan) -> bool:
    """Whether nobody's progress can differ: the same sections and quizzes with the same prints."""
    return (
        before.sections == after.sections
        and before.quizzes == after.quizzes
        and before.scenarios == after.scenarios
        and before.required_sections == after.required_sections
        and before.required_quizzes == after.required_quizzes
        and before.required_scenarios == after.required_scenarios
        and before.acknowledgement == after.acknowledgement
    )


def _plan_in_force(session: Session, slug: str) -> Plan | None:
    current = library.current(session, slug)
    return current.plan if current else None


def _seal(session: Session, edition: Edition, row: Proposal, now: datetime) -> None:
    """One fact with both people; why a smaller kind was allowed stands in its side row."""
    fact = EditionPublished(
        edition.number,
        edition.sha256,
        edition.kind,
        edition.published_by,
        edition.approved_by,
        tuple({"language": lang, "sha256": digest} for lang, digest in sorted(edition.documents.items())),
        row.least,
        tuple({"language": lang, "person": who} for lang, who in sorted(row.reviewers.items())) or None,
    )
    pii = {"because": row.because} if row.because else None
    actor = person(edition.published_by)
    seal(session, draft(fact, actor=actor, now=now, course=edition.course, edition=edition.id, pii=pii))


def reviewers_by_email(told: Mapping[str, str]) -> dict[str, str]:
    """Language → person id, from language → e-mail address. Raises Refusal("reviewer-unknown")."""
    keys = {lang: email_key(email) for lang, email in told.items()}
    with reading() as session:
        query = sa.select(Person.email_key, Person.id).where(Person.email_key.in_(set(keys.values())), Person.active)
        found = {row.email_key: row.id for row in session.execute(query)}
    if set(keys.values()) - set(found):
        raise Refusal("reviewer-unknown")
    return {lang: found[key] for lang, key in keys.items()}


def _known_reviewers(session: Session, declaration: Declaration) -> None:
    wanted = set(declaration.reviewers.values())
    active = set(session.scalars(sa.select(Person.id).where(Person.id.in_(wanted), Person.active)))
    if wanted - active:
        raise Refusal("reviewer-unknown")


def _two_people(session: Session, by: str, approved_by: str) -> tuple[str, str]:
    author, approver = holder(session, by, "author"), holder(session, approved_by, "approver")
    if author == approver:
        raise Refusal("same-person")
    return author, approver


def holder(session: Session, email: str, *roles: str) -> str:
    """The id of an active person with one of these roles. Raises Refusal("not-approver")."""
    query = sa.select(Person.id).join(Role, Role.person_id == Person.id)
    query = query.where(Person.email_key == email_key(email), Person.active, Role.name.in_(roles))
    found = session.scalars(query).first()
    if found is None:
        raise Refusal("not-approver", email=email)
    return found


def _edition(text: Text, now: datetime) -> Edition:
    course = text.course
    return Edition(
        id=new_id(),
        course=course.id,
        major=course.version.major,
        minor=course.version.minor,
        kind=str(change.declared(course)),
        sha256=text.sha256,
        source_language=course.source_lang,
        titles=_titles(course),
        minutes=minutes_of(plan_of("", course)),
        published_at=now,
    )


def _shelve(session: Session, edition: Edition, files: Mapping[str, bytes]) -> None:
    session.execute(
        sa.insert(EditionFile),
        [
            {"edition_id": edition.id, "path": path, "sha256": sha256(body).hexdigest(), "body": body}
            for path, body in sorted(files.items())
        ],
    )


def _documents(session: Session, course: model.Course) -> dict[str, str]:
    """Stores the text to be signed in each language (language → SHA-256); equal texts share one row."""
    fingerprints = {}
    for language in course.langs:
        body = canonical_document(course, language)
        digest = sha256(body).hexdigest()
        if session.get(Document, digest) is None:
            session.add(Document(sha256=digest, language=language, body=body))
        fingerprints[language] = digest
    session.flush()
    return fingerprints


def _titles(course: model.Course) -> dict[str, str]:
    return {language: plain(course.title, view(course, language)) for language in course.langs}
