"""Freezing: certificates that wait are printed and sealed some at a time, and stored with their fact."""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.domain.facts import SYSTEM
from lms.domain.kinds import CertificateFrozen
from lms.services import receipts
from lms.services.record import About, Draft, draft, seal
from lms.store import writing
from lms.store.models import Certificate
from lms.store.record import lock_head

BATCH = 16  # stored together: one transaction, one flush of the disk
LEASE = timedelta(seconds=60)  # longer than a batch takes; a killed worker's certificates wait no longer
MAX_TRIES = 20
log = logging.getLogger(__name__)

Render = Callable[[str, bytes | None], bytes]
"""(snapshot of the printed values as JSON, receipt to attach) → sealed PDF; raises on failure. Called by threads."""

Unprintable = Callable[[str], str]
"""Snapshot → the characters that no font has, as "U+4E2D U+6587"; empty when it can be printed as it is."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    id: str
    values: str
    receipt: bytes | None


@dataclass(frozen=True, slots=True)
class _Made:
    id: str
    pdf: bytes | None
    unprintable: str
    problem: str | None


def freeze_pending(
    render: Render, now: datetime, limit: int = BATCH, *, threads: int = 1, unprintable: Unprintable = lambda _: ""
) -> int:
    """Prints and stores a batch of certificates that wait; returns how many. Safe to run twice and by several workers.

    No transaction is open while something is printed: people sign meanwhile.
    """
    leased = _lease(now, limit)
    if not leased:
        return 0
    return _store(list(_made(render, unprintable, leased, threads)), now)


def _lease(now: datetime, limit: int) -> list[_Waiting]:
    """Takes the oldest for a while, so that two workers do not print the same ones; re-issued ones come last.

    Whoever has just signed is waiting at the screen; ten thousand certificates made anew can let her pass.
    """
    free = sa.or_(Certificate.leased_until.is_(None), Certificate.leased_until <= now)
    waiting = (Certificate.frozen_at.is_(None), Certificate.erased_at.is_(None), Certificate.tries < MAX_TRIES, free)
    order = (Certificate.replaces.is_not(None), Certificate.issued_at, Certificate.id)
    with writing() as session:
        provable = receipts.complete(session, Certificate.signed_fact_id, Certificate.issued_at, now)
        query = sa.select(Certificate).where(*waiting, *provable).order_by(*order).limit(limit)
        rows = session.scalars(query.with_for_update(skip_locked=True)).all()
        for row in rows:
            row.leased_until = now + LEASE
        return [_Waiting(row.id, json.dumps(row.values), _receipt(session, row)) for row in rows]


def _receipt(session: Session, row: Certificate) -> bytes | None:
    return receipts.receipt(session, row.signed_fact_id) if row.signed_fact_id else None


def _made(render: Render, unprintable: Unprintable, leased: Sequence[_Waiting], threads: int) -> Iterator[_Made]:
    """In the order in which they were leased; one that cannot be printed stops no other."""

    def make(one: _Waiting) -> _Made:
        try:
            return _Made(one.id, render(one.values, one.receipt), unprintable(one.values), None)
        except Exception as error:
            log.warning("certificate %s: %s", one.id, type(error).__name__)  # its words may quote the holder's name
            return _Made(one.id, None, "", str(error))

    if threads == 1:
        yield from map(make, leased)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(make, leased)


def _store(made: Sequence[_Made], now: datetime) -> int:
    """Bytes and facts together, in one transaction; what another worker stored meanwhile is left alone."""
    drafts: list[Draft] = []
    with writing() as session:
        lock_head(session)  # before the rows, as everybody does who changes certificates
        still = sa.and_(Certificate.frozen_at.is_(None), Certificate.erased_at.is_(None))
        query = sa.select(Certificate).where(Certificate.id.in_([one.id for one in made]), still).with_for_update()
        rows = {row.id: row for row in session.scalars(query)}
        for one in made:
            row = rows.get(one.id)
            if row is not None and one.pdf is not None:
                drafts.append(_frozen(row, one, one.pdf, now))
            elif row is not None:
                _note_failure(row, one.problem or "", now)
        session.flush()
        if drafts:
            seal(session, *drafts)
    return len(drafts)


def _frozen(row: Certificate, made: _Made, pdf: bytes, now: datetime) -> Draft:
    digest = sha256(pdf).hexdigest()
    row.pdf, row.sha256, row.frozen_at = pdf, digest, now
    row.leased_until, row.last_error, row.unprintable = None, None, made.unprintable or None
    about = About(subject=row.person_id, course=row.course, edition=row.edition_id)
    return draft(CertificateFrozen(row.code, digest), actor=SYSTEM, now=now, **about)


def _note_failure(row: Certificate, problem: str, now: datetime) -> None:
    """The next try waits longer each time: 4 s, 8 s, … at most an hour."""
    row.tries += 1
    row.last_error = problem[:500]
    row.leased_until = now + timedelta(seconds=min(2 ** (row.tries + 1), 3600))
