"""Guessing gets slower with every failure, on all doors together; nobody outside can lock anybody out for good.

Each try is counted before the password is looked at and taken back when it was right, so that fifty parallel guesses
count as fifty. Past its free tries a key opens a window of one minute, then two, four … up to its longest; one try is
let through after each window, and tries inside a window neither count nor extend it.

A stranger's browser is held by three keys: this account from this address, this address, and this account from
everywhere. A browser that signed in to this account before (it carries a signed cookie), and a session that is open
already, answer only for themselves: whatever others do to the account, their own owner gets in. Somebody on a new
device asks for a link by mail, which no window of the account holds back for longer than the link is valid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network
from math import ceil

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from lms.domain.refusal import Refusal
from lms.store import writing
from lms.store.models import Throttle

FIRST_WINDOW = timedelta(minutes=1)
FORGET = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a try comes from; `browser` is set when it signed in to this account before."""

    address: str
    browser: str | None = None
    limited: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """One key, its free tries and its longest window; a rule that does not bind only counts."""

    key: str
    free: int
    longest: timedelta
    binds: bool = True
    forgiven: bool = False  # a right password clears it, instead of taking one try back


def door(caller: Caller, account: str) -> tuple[Rule, ...]:
    """The rules for signing in with a password."""
    if not caller.limited:
        return ()
    known = caller.browser is not None
    own = f"browser {caller.browser}" if known else f"pair {_network(caller.address)}"
    return (
        Rule(_key(own, account), 10 if known else 5, timedelta(hours=1), forgiven=True),
        Rule(_key("address", _network(caller.address)), 50, timedelta(minutes=15), binds=not known),
        Rule(_key("account", account), 20, timedelta(minutes=15), binds=not known),
    )


def inside(caller: Caller, account: str, person_id: str) -> tuple[Rule, ...]:
    """The rules for a password asked of somebody who is signed in."""
    if not caller.limited:
        return ()
    return (
        Rule(_key("inside", person_id), 10, timedelta(minutes=15), forgiven=True),
        Rule(_key("address", _network(caller.address)), 50, timedelta(minutes=15), binds=False),
        Rule(_key("account", account), 20, timedelta(minutes=15), binds=False),
    )


def by_address(caller: Caller) -> tuple[Rule, ...]:
    """The rule for asking for a link by mail: how many from one place."""
    if not caller.limited:
        return ()
    return (Rule(_key("asking", _network(caller.address)), 20, timedelta(minutes=15)),)


def comparing(caller: Caller) -> tuple[Rule, ...]:
    """The rule for comparing files with the frozen ones: many from one place, then one a minute."""
    if not caller.limited:
        return ()
    return (Rule(_key("comparing", _network(caller.address)), 200, FIRST_WINDOW),)


def by_mailbox(caller: Caller, account: str) -> tuple[Rule, ...]:
    """How many links one mailbox gets: its windows are shorter than a link is valid, so one is always at hand."""
    return (Rule(_key("mailbox", account), 3, timedelta(minutes=20)),) if caller.limited else ()


def keys_of(account: str, person_id: str) -> list[str]:
    """The keys that can be computed from an account alone; those with an address in them are gone within a day."""
    return [_key("account", account), _key("mailbox", account), _key("inside", person_id)]


def reserve(rules: Sequence[Rule], now: datetime) -> None:
    """Counts a try in a transaction of its own. Raises Refusal too-many-tries, and counts nothing, inside a window."""
    if rules:
        with writing() as session:
            count(session, rules, now)


def count(session: Session, rules: Sequence[Rule], now: datetime) -> None:
    """`reserve` inside the caller's transaction."""
    if not rules:
        return
    session.execute(sa.delete(Throttle).where(Throttle.window_started_at < now - FORGET))
    rows = _locked(session, rules, now)
    waits = [_wait(rule, rows[rule.key], now) for rule in rules if rule.binds]
    if (longest := max(waits, default=timedelta())) > timedelta():
        raise Refusal("too-many-tries", minutes=ceil(longest / timedelta(minutes=1)))
    for rule in rules:
        rows[rule.key].failures += 1
        rows[rule.key].window_started_at = now


def forgive(session: Session, rules: Sequence[Rule]) -> None:
    """Takes a try back that was right, inside the caller's transaction."""
    for rule in sorted(rules, key=lambda rule: rule.key):
        this = Throttle.key == rule.key
        if rule.forgiven:
            session.execute(sa.delete(Throttle).where(this))
        else:
            lower = sa.update(Throttle).where(this, Throttle.failures > 0)
            session.execute(lower.values(failures=Throttle.failures - 1))


def _locked(session: Session, rules: Sequence[Rule], now: datetime) -> dict[str, Throttle]:
    """The rows of these keys, made where missing and locked in one order, so that two tries cannot wait in a circle."""
    keys = sorted(rule.key for rule in rules)
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    values = [{"key": key, "window_started_at": now, "failures": 0} for key in keys]
    session.execute(insert(Throttle).values(values).on_conflict_do_nothing())
    query = sa.select(Throttle).where(Throttle.key.in_(keys)).order_by(Throttle.key).with_for_update()
    return {row.key: row for row in session.scalars(query)}


def _wait(rule: Rule, row: Throttle, now: datetime) -> timedelta:
    if row.failures < rule.free:
        return timedelta()
    window: timedelta = min(FIRST_WINDOW * 2 ** min(row.failures - rule.free, 20), rule.longest)
    # A clock that was set back must not make anybody wait for longer than the window.
    return min(row.window_started_at + window - now, window)


def _network(address: str) -> str:
    """An IPv6 customer owns a whole /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    return str(parsed if parsed.version == 4 else ip_network((parsed, 64), strict=False))


def _key(kind: str, of: str) -> str:
    """Hashed, so that the table is no list of who was attacked from where."""
    return f"{kind.split(' ')[0]}:{sha256(f'{kind} {of}'.encode('utf-8', 'replace')).hexdigest()}"
