"""The certificates of a course as HR and auditors see them: filtered, searched, page by page, all at once as files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from lms.domain.certificate import State, normalise_code, state
from lms.domain.dates import today
from lms.domain.facts import timestamp
from lms.domain.house import House
from lms.domain.kinds import EvidenceExported, EvidenceViewed
from lms.domain.refusal import Refusal
from lms.domain.somebody import Somebody
from lms.services.certificates import superseded
from lms.services.directory import matches
from lms.services.record import draft, person, seal
from lms.store import reading, writing
from lms.store.models import Certificate, Edition, Person
from lms.store.record import lock_head

PAGE = 50
SOON = timedelta(days=30)
MOST_FILES = 10_000  # in one zip
FILES_AT_ONCE = 20  # a megabyte of PDF in memory
STATES = ("valid", "expiring", "expired", "revoked", "superseded", "waiting", "unprintable")


@dataclass(frozen=True, slots=True)
class Line(Somebody):
    """One certificate; `id` and the names are its holder's, empty once they were erased."""

    code: str
    state: State
    issued_at: datetime
    expires_on: date | None
    revoked_at: datetime | None
    revoked_for: str | None
    ready: bool
    unprintable: str
    version: str
    replaces: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of lines, the newest first; `numbers` counts every state, whatever is searched."""

    lines: tuple[Line, ...]
    numbers: Mapping[str, int]
    titles: Mapping[str, str]
    after: str  # what the next page begins after; empty on the last one


@dataclass(frozen=True, slots=True)
class Filters:
    """One of STATES or "" for all; words of a name or address, or a code."""

    state: str = ""
    query: str = ""


def page(house: House, slug: str, filters: Filters, after: str, now: datetime) -> Page:
    """One page of a course's certificates. Raises Refusal("not-found") for a course without an edition."""
    day = today(now, house.timezone)
    with reading() as session:
        titles = session.scalar(sa.select(Edition.titles).where(Edition.course == slug).limit(1))
        if titles is None:
            raise Refusal("not-found")
        query = _query(slug, filters, day)
        if (place := _place(after)) is not None:
            query = query.where(sa.tuple_(Certificate.issued_at, Certificate.id) < place)
        newest = query.order_by(Certificate.issued_at.desc(), Certificate.id.desc()).limit(PAGE + 1)
        rows = session.execute(newest).all()
        more = rows[PAGE - 1].Certificate if len(rows) > PAGE else None
        following = f"{timestamp(more.issued_at)}~{more.id}" if more else ""
        lines = tuple(_line(row, day) for row in rows[:PAGE])
        return Page(lines, _numbers(session, slug, day), titles, following)


def one(house: House, code: str, now: datetime) -> tuple[Line, str]:
    """One certificate and its course, by its exact code. Raises Refusal("not-found")."""
    query = _joined().where(Certificate.code == normalise_code(code))
    with reading() as session:
        found = session.execute(query).one_or_none()
        if found is None:
            raise Refusal("not-found")
        return _line(found, today(now, house.timezone)), found.Certificate.course


def file(code: str) -> bytes:
    """The frozen bytes. Raises Refusal("not-found"): unknown, not printed yet, or erased."""
    with reading() as session:
        pdf = session.scalar(sa.select(Certificate.pdf).where(Certificate.code == normalise_code(code)))
    if pdf is None:
        raise Refusal("not-found")
    return pdf


def export(house: House, actor_id: str, slug: str, filters: Filters, now: datetime) -> Iterator[tuple[str, bytes]]:
    """(file name, frozen bytes) of what the filters show, some at a time; each look is in the record before its bytes
    leave. Raises Refusal: not-found, too-many-certificates, before anything does."""
    day = today(now, house.timezone)
    frozen = Certificate.frozen_at.is_not(None), Certificate.erased_at.is_(None)
    which = _query(slug, filters, day).with_only_columns(Certificate.id).where(*frozen)
    with reading() as session:
        if session.scalar(sa.select(Edition.id).where(Edition.course == slug).limit(1)) is None:
            raise Refusal("not-found")
        number = session.scalar(sa.select(sa.func.count()).select_from(which.subquery())) or 0
        if number > MOST_FILES:
            raise Refusal("too-many-certificates", number=number, limit=MOST_FILES)
        ids = list(session.scalars(which.order_by(Certificate.id)))
    return _files(actor_id, slug, ids, now)


def _files(actor_id: str, slug: str, ids: list[str], now: datetime) -> Iterator[tuple[str, bytes]]:
    if ids:
        with writing() as session:
            seal(session, draft(EvidenceExported("certificates"), actor=person(actor_id), now=now, course=slug))
    for start in range(0, len(ids), FILES_AT_ONCE):
        some = ids[start : start + FILES_AT_ONCE]
        _note_looks(actor_id, some, now)
        with reading() as session:
            query = sa.select(Certificate, Person).join(Person, Person.id == Certificate.person_id)
            rows = session.execute(query.where(Certificate.id.in_(some)).options(undefer(Certificate.pdf))).all()
            files = [(_file_name(row, holder), row.pdf) for row, holder in rows if row.pdf is not None]
            session.expunge_all()
        yield from files


def _note_looks(actor_id: str, ids: list[str], now: datetime) -> None:
    """One fact for each holder: they see who fetched their certificate."""
    with writing() as session:
        lock_head(session)
        holders = session.scalars(sa.select(Certificate.person_id).where(Certificate.id.in_(ids)).distinct())
        looks = [
            draft(EvidenceViewed("certificate"), actor=person(actor_id), now=now, subject=holder)
            for holder in holders
            if holder != actor_id
        ]
        seal(session, *looks)


def _file_name(row: Certificate, holder: Person) -> str:
    """Letters, digits and dashes of any script; the code makes it the only one."""
    name = f"{holder.family_name}-{holder.given_name}"
    plain = "".join(char if char.isalnum() else "-" for char in name)[:60].strip("-")
    return f"{row.course}/{plain}-{row.code}.pdf"


def _joined() -> sa.Select[*tuple[Any, ...]]:
    query = sa.select(Certificate, Person, Edition.major, Edition.minor, superseded().label("replaced"))
    return query.join(Person, Person.id == Certificate.person_id).join(Edition, Edition.id == Certificate.edition_id)


def _query(slug: str, filters: Filters, day: date) -> sa.Select[*tuple[Any, ...]]:
    query = _joined().where(Certificate.course == slug)
    if filters.state in STATES:
        query = query.where(_is(day)[filters.state])
    if not filters.query.strip():
        return query
    code = normalise_code(filters.query)
    return query.where(Certificate.code == code if code else matches(filters.query))


def _is(day: date) -> dict[str, sa.ColumnElement[bool]]:
    """Each state as a condition; *expiring* is a part of *valid*, the last two are beside the others."""
    counts = sa.and_(Certificate.revoked_at.is_(None), ~superseded())
    dated = sa.and_(counts, Certificate.expires_on.is_not(None))
    return {
        "valid": sa.and_(counts, sa.or_(Certificate.expires_on.is_(None), Certificate.expires_on >= day)),
        "expiring": sa.and_(dated, Certificate.expires_on >= day, Certificate.expires_on <= day + SOON),
        "expired": sa.and_(dated, Certificate.expires_on < day),
        "revoked": Certificate.revoked_at.is_not(None),
        "superseded": sa.and_(Certificate.revoked_at.is_(None), superseded()),
        "waiting": sa.and_(Certificate.frozen_at.is_(None), Certificate.erased_at.is_(None)),
        "unprintable": sa.and_(counts, Certificate.unprintable.is_not(None), Certificate.erased_at.is_(None)),
    }


def _numbers(session: Session, slug: str, day: date) -> dict[str, int]:
    tallies = [sa.func.count().filter(condition).label(name) for name, condition in _is(day).items()]
    query = sa.select(*tallies).select_from(Certificate).where(Certificate.course == slug)
    return {name: int(number or 0) for name, number in session.execute(query).one()._mapping.items()}


def _place(after: str) -> Any:
    """Where the page begins; None for the first one and for anything that is no place."""
    at, _, certificate_id = after.partition("~")
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        return None
    if instant.tzinfo is None or len(certificate_id) != 36:
        return None
    types = Certificate.issued_at.type, Certificate.id.type
    return sa.tuple_(sa.literal(instant, types[0]), sa.literal(certificate_id, types[1]))


def _line(found: sa.Row[*tuple[Any, ...]], day: date) -> Line:
    row, holder = found.Certificate, found.Person
    return Line(
        *(holder.id, holder.given_name, holder.family_name),
        code=row.code,
        state=state(row.expires_on, row.revoked_at is not None, day, found.replaced),
        issued_at=row.issued_at,
        expires_on=row.expires_on,
        revoked_at=row.revoked_at,
        revoked_for=row.revoked_for,
        ready=row.frozen_at is not None,
        unprintable=row.unprintable or "",
        version=f"{found.major}.{found.minor}",
        replaces=row.replaces,
    )
