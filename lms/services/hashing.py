"""Argon2id, the same work for everybody: a few at a time, never inside a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lms.domain import passwords
from lms.domain.refusal import Refusal

AT_ONCE = 4  # in one process; each takes 19 MiB for some 20 ms
PATIENCE = 5.0  # seconds
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_gate = BoundedSemaphore(AT_ONCE)
# Verified for addresses that nobody has, so that they take as long as the others. Its password is not known to anybody.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$XkhpjsUZVfHlwqrK+hlLcw$5fkHNppO3Uf5/K5/ugAudXFxSLgv9Y4mPS0tpbfvllA"


def hash_new(password: str, *context: str) -> str:
    """The hash of a password that somebody chose; raises a password Refusal when the rules forbid it."""
    chosen = passwords.check(password, common=common(), context=context)
    with _turn():
        return str(_hasher.hash(chosen.encode("utf-8", "replace")))


def matches(password: str, stored: str | None) -> bool:
    """Whether this is the password; without a stored hash it costs the same and is never right."""
    given = passwords.normalised(password[: 2 * passwords.LONGEST]).encode("utf-8", "replace")
    with _turn():
        try:
            _hasher.verify(stored or _NOBODY, given)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def renewed(password: str, stored: str) -> str:
    """The hash to keep: a new one when ours asks for more work than the stored one did."""
    if not _hasher.check_needs_rehash(stored):
        return stored
    with _turn():
        return str(_hasher.hash(passwords.normalised(password).encode("utf-8", "replace")))


@cache
def common() -> frozenset[str]:
    """Passwords on attackers' lists: folded, letters and digits only, twelve or more of them."""
    text = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@contextmanager
def _turn() -> Iterator[None]:
    if not _gate.acquire(timeout=PATIENCE):
        raise Refusal("busy")
    try:
        yield
    finally:
        _gate.release()
