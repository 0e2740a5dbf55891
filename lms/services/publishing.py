"""Publishing: a checked folder of Markdown becomes an immutable edition that learners read from then on."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.course import model
from lms.domain.course.document import canonical_document
from lms.domain.course.edition import edition_sha256
from lms.domain.course.parse import parse_course
from lms.domain.course.render import plain, view
from lms.domain.facts import EditionPublished
from lms.domain.names import email_key
from lms.domain.plan import minutes_of, plan_of
from lms.domain.refusal import Refusal
from lms.services import projection
from lms.services.record import draft, person, seal
from lms.store import library, writing
from lms.store.models import Course, Document, Edition, EditionFile, Enrolment, Person, Role


def publish(files: Mapping[str, bytes], *, by: str, approved_by: str, now: datetime) -> str:
    """Publishes a course folder (path → bytes) and returns the id of the new edition.

    `by` and `approved_by` are the e-mail addresses of an active author and of another, active approver.
    Raises Refusal when the checker finds an error, the people may not do it, or the version is not a higher one.
    """
    course = _checked(files)
    with writing() as session:
        author, approver = _two_people(session, by, approved_by)
        _higher_version(session, course, files)
        edition = _edition(course, files, now)
        edition.published_by, edition.approved_by = author, approver
        edition.documents = _documents(session, course)
        if session.get(Course, course.id) is None:
            session.add(Course(slug=course.id))
            session.flush()
        session.add(edition)
        session.flush()
        _shelve(session, edition, files)
        session.execute(sa.update(Course).where(Course.slug == course.id).values(edition_id=edition.id))
        documents = tuple({"language": lang, "sha256": digest} for lang, digest in sorted(edition.documents.items()))
        fact = EditionPublished(edition.number, edition.sha256, edition.kind, author, approver, documents)
        seal(session, draft(fact, actor=person(author), now=now, course=course.id, edition=edition.id))
        _measure_anew(session, course.id)
        return edition.id


def _checked(files: Mapping[str, bytes]) -> model.Course:
    result = parse_course(files)
    if result.course is None or result.errors:
        raise Refusal("course-broken")
    if not all(section.tagged for _, section in result.course.sections()):
        raise Refusal("course-broken")
    if not all(question.tagged for question in result.course.questions()):
        raise Refusal("course-broken")
    return result.course


def _two_people(session: Session, by: str, approved_by: str) -> tuple[str, str]:
    author, approver = _holder(session, by, "author"), _holder(session, approved_by, "approver")
    if author == approver:
        raise Refusal("same-person")
    return author, approver


def _holder(session: Session, email: str, role: str) -> str:
    query = sa.select(Person.id).join(Role, Role.person_id == Person.id)
    query = query.where(Person.email_key == email_key(email), Person.active, Role.name == role)
    found = session.execute(query).scalar_one_or_none()
    if found is None:
        raise Refusal("not-approver", email=email)
    return found


def _higher_version(session: Session, course: model.Course, files: Mapping[str, bytes]) -> None:
    last = library.latest(session, course.id)
    if last is None:
        return
    if edition_sha256(files) == last.sha256:
        raise Refusal("unchanged", number=last.number)
    if (course.version.major, course.version.minor) <= (last.major, last.minor):
        raise Refusal("version-exists", number=str(course.version))
    if _kind(course) != model.ChangeKind.MATERIAL and _promises(library.published(session, last.id).course, course):
        raise Refusal("promise-changed", number=last.number)


def _kind(course: model.Course) -> model.ChangeKind:
    """What the author calls this version; the first one asks everything of everybody."""
    change = next((change for change in course.changes if change.version == course.version), None)
    return change.kind if change else model.ChangeKind.MATERIAL


def _promises(before: model.Course, after: model.Course) -> bool:
    """Whether what people sign differs, in any language, by as much as one character."""
    old, new = before.acknowledgement, after.acknowledgement
    return (old.statement_print if old else {}) != (new.statement_print if new else {})


def _edition(course: model.Course, files: Mapping[str, bytes], now: datetime) -> Edition:
    return Edition(
        course=course.id,
        major=course.version.major,
        minor=course.version.minor,
        kind=str(_kind(course)),
        sha256=edition_sha256(files),
        source_language=course.source_lang,
        titles={language: plain(course.title, view(course, language)) for language in course.langs},
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


def _measure_anew(session: Session, slug: str) -> None:
    """Open enrolments are measured by the new edition: what carries over stays, what changed is open again."""
    begun = sa.select(Enrolment.person_id).where(
        Enrolment.course == slug, Enrolment.state == "open", Enrolment.opened_at.is_not(None)
    )
    for person_id in session.scalars(begun.distinct()).all():
        projection.refresh(session, person_id, slug)
