"""The auditor's search: facts by person, course, kind and day, newest first, one page after the other."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.bisecting import Span
from lms.domain.dates import end_of
from lms.domain.facts import Entry, read
from lms.domain.house import House
from lms.domain.ids import known
from lms.domain.names import full_name
from lms.domain.refusal import Refusal
from lms.services.directory import QUERY_LIMIT, matches
from lms.store import reading
from lms.store.models import Course, Edition, Person, RecordEntry

PAGE = 50
PORTION = 500  # entries read at once where the days of a search leave some out
PORTIONS = 4  # then the page ends, however few it found, and the next one goes on from there
OTHER_CLOCKS = timedelta(days=1)  # how wrong a clock may have been for an entry still to be found by its day
PEOPLE = 20

_entry = RecordEntry.__table__.c


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for; empty means all. Days are of the organisation's time zone, the last one included."""

    person: str = ""
    course: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None
    before: int | None = None  # go on below this position


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody whom the typed words may mean."""

    id: str
    name: str  # empty when erased
    email: str
    active: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in the list; `entry` is None where its bytes cannot be read."""

    seq: int
    kind: str
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Found:
    """One page, the names it needs, and where the next one begins."""

    lines: tuple[Line, ...]
    person: Match | None
    names: dict[str, str] = field(default_factory=dict)
    older: int | None = None


def people_like(typed: str) -> list[Match]:
    """Those whose name or address holds what was typed, or whose id it is; left and erased ones too."""
    typed = typed.strip()[:QUERY_LIMIT]
    if not typed:
        return []
    which = matches(typed)
    with suppress(Refusal):
        which = Person.id == known(typed)
    query = sa.select(Person).where(which).order_by(Person.name_key, Person.id).limit(PEOPLE + 1)
    with reading() as session:
        return [_match(row) for row in session.scalars(query)]


def courses() -> list[tuple[str, dict[str, str]]]:
    """Every course that ever had an edition, with its titles."""
    query = sa.select(Course.slug, Edition.titles).outerjoin(Edition, Edition.id == Course.edition_id)
    with reading() as session:
        return [(slug, titles or {"": slug}) for slug, titles in session.execute(query.order_by(Course.slug))]


def find(house: House, wanted: Wanted) -> Found:
    """A page of entries. Names stand in it only when one person is looked at, for only that look is logged.

    Raises Refusal("not-found") for a person who never was.
    """
    with reading() as session:
        person = _person(session, wanted.person) if wanted.person else None
        low, high = _range(session, house, wanted)
        rows, older = _rows(session, house, wanted, low, high)
        lines = tuple(Line(row.seq, row.kind, entry) for row, entry in rows)
        return Found(lines, person, _names(session, lines) if person else {}, older)


def readable(seq: int, body: bytes) -> Entry | None:
    """The fact in an entry's bytes, or None where somebody has damaged them."""
    try:
        return read(seq, body)
    except ValueError:
        return None


def _person(session: Session, person_id: str) -> Match:
    row = session.get(Person, known(person_id))
    if row is None:
        raise Refusal("not-found")
    return _match(row)


def _match(row: Person) -> Match:
    if row.erased_at is not None:
        return Match(row.id, "", "", False)
    return Match(row.id, full_name(row.given_name, row.family_name), row.email, row.active)


def _range(session: Session, house: House, wanted: Wanted) -> tuple[int, int]:
    """The positions to search, from the first up to before the last; a day wider than asked for."""
    top = session.scalar(sa.select(sa.func.max(_entry.seq)))  # not the head's size: a damaged head hides nothing
    size = 0 if top is None else top + 1
    starts, ends = _moments(house, wanted)
    spans = {}
    if starts is not None:
        spans[starts - OTHER_CLOCKS] = Span(0, size)
    if ends is not None:
        spans[ends + OTHER_CLOCKS] = Span(0, size)
    places = _bisect(session, spans)
    low = places[starts - OTHER_CLOCKS].low if starts is not None else 0
    high = places[ends + OTHER_CLOCKS].high if ends is not None else size
    return low, min(high, size if wanted.before is None else wanted.before)


def _moments(house: House, wanted: Wanted) -> tuple[datetime | None, datetime | None]:
    """When the first day begins and the last one ends, in the organisation's zone."""
    starts = end_of(wanted.first - timedelta(days=1), house.timezone) if wanted.first else None
    return starts, end_of(wanted.last, house.timezone) if wanted.last else None


def _bisect(session: Session, spans: dict[datetime, Span]) -> dict[datetime, Span]:
    """Where each moment lies; all of them are looked for with the same queries."""
    while not all(span.found for span in spans.values()):
        places = {moment: span.places() for moment, span in spans.items() if not span.found}
        asked = sorted({place for some in places.values() for place in some})
        rows = session.execute(sa.select(_entry.seq, _entry.body).where(_entry.seq.in_(asked)))
        times = {seq: at for seq, body in rows if (at := _time(body)) is not None}
        for moment, some in places.items():
            seen = [(place, times[place]) for place in some if place in times]
            spans[moment] = spans[moment].narrowed(moment, seen)
    return spans


def _time(body: bytes) -> datetime | None:
    try:
        return datetime.fromisoformat(json.loads(body)["at"])
    except (ValueError, KeyError, TypeError):
        return None


def _rows(
    session: Session, house: House, wanted: Wanted, low: int, high: int
) -> tuple[list[tuple[Any, Entry | None]], int | None]:
    """A page of what fits exactly, newest first, and where to go on."""
    starts, ends = _moments(house, wanted)
    exact = starts is not None or ends is not None
    portion = PORTION if exact else PAGE + 1
    found: list[tuple[Any, Entry | None]] = []
    for _ in range(PORTIONS):
        rows = session.execute(_query(wanted, low, high).limit(portion)).all()
        for row in rows:
            if len(found) == PAGE:
                return found, found[-1][0].seq
            entry = readable(row.seq, row.body)
            if _fits(entry, starts, ends):
                found.append((row, entry))
        if len(rows) < portion:
            return found, None
        high = rows[-1].seq
    return found, high


def _query(wanted: Wanted, low: int, high: int) -> sa.Select[Any]:
    query = sa.select(_entry.seq, _entry.kind, _entry.body).where(_entry.seq >= low, _entry.seq < high)
    if wanted.person:
        query = query.where(_entry.subject == known(wanted.person))
    if wanted.course:
        query = query.where(_entry.course == wanted.course)
    if wanted.kind:
        query = query.where(_entry.kind == wanted.kind)
    return query.order_by(_entry.seq.desc())


def _fits(entry: Entry | None, starts: datetime | None, ends: datetime | None) -> bool:
    """An entry that cannot be read has no time: it is shown rather than hidden."""
    if entry is None:
        return True
    return (starts is None or entry.at >= starts) and (ends is None or entry.at < ends)


def _names(session: Session, lines: Sequence[Line]) -> dict[str, str]:
    """Id → name of whoever acted in these entries."""
    ids = {line.entry.actor.id for line in lines if line.entry and line.entry.actor.id}
    query = sa.select(Person.id, Person.given_name, Person.family_name).where(Person.id.in_(ids))
    return {row.id: full_name(row.given_name, row.family_name) for row in session.execute(query)}
