"""Private keys: files of the instance that only this user may read, never rows of the database they vouch for."""

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)

CHECKPOINTS, BADGES = "checkpoints", "badges"


def folder(instance: Path) -> Path:
    """Where the keys of an instance lie."""
    return instance / "keys"


def ed25519(instance: Path, name: str) -> Ed25519PrivateKey | None:
    """The key of that name, or None where this machine has none. Raises ValueError for a file that is no such key."""
    path = folder(instance) / f"{name}.pem"
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except FileNotFoundError:
        return None
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} is not an Ed25519 key")
    return key


def make_ed25519(instance: Path, name: str) -> Ed25519PrivateKey:
    """A new key in a file of mode 0600. Raises FileExistsError when there is one: no key is ever overwritten."""
    key = Ed25519PrivateKey.generate()
    keep(instance, f"{name}.pem", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key


def succeed(instance: Path, name: str, successor: str, retired: str) -> None:
    """Puts the successor's file in the place of a key; the file it replaces is kept under the retired name.

    Safe to run again after being killed half way: what has been done already is left as it is.
    """
    place = folder(instance)
    current, new, old = place / f"{name}.pem", place / f"{successor}.pem", place / f"{retired}.pem"
    if not new.exists():
        return
    if current.exists() and not old.exists():
        os.link(current, old)
    new.replace(current)


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this Ed25519 signature of the message is right for that public key (its 32 bytes)."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def publics(instance: Path, name: str) -> list[Ed25519PublicKey]:
    """Every public key of that name: today's first, then those kept beside it as `NAME-….pem` when it was replaced."""
    current = ed25519(instance, name)
    earlier = [_public(path) for path in sorted(folder(instance).glob(f"{name}-*.pem"), reverse=True)]
    return ([current.public_key()] if current else []) + earlier


def _public(path: Path) -> Ed25519PublicKey:
    """Of a file that holds either half."""
    pem = path.read_bytes()
    key = load_pem_public_key(pem) if b"PUBLIC KEY" in pem else load_pem_private_key(pem, None)
    if isinstance(key, Ed25519PrivateKey):
        return key.public_key()
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(f"{path} is not an Ed25519 key")
    return key


def keep(instance: Path, file_name: str, secret: bytes) -> Path:
    """Writes a secret for this user only, all of it or nothing. Raises FileExistsError when the file is there."""
    place = folder(instance)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, half = place / file_name, place / f".{file_name}.{secrets.token_hex(4)}"
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        os.link(half, path)
    finally:
        half.unlink(missing_ok=True)
    return path
