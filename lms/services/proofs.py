"""Data Integrity proofs (`eddsa-rdfc-2022`) on documents of badges: made and checked offline with bundled contexts."""

import json
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lms.domain.did import multikey

# The library and its JSON-LD processor are imported where they are used: most processes never sign.


def raw(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key."""
    return key.public_bytes_raw()


def sign(document: dict[str, Any], key: Ed25519PrivateKey, method: str, now: datetime) -> dict[str, Any]:
    """The document with its proof. Raises an error of the library for what cannot be signed."""
    from openbadgeslib.ob3.ldp import add_data_integrity_proof

    signed: dict[str, Any] = add_data_integrity_proof(document, key, method, created=now)
    return signed


def as_bytes(document: dict[str, Any]) -> bytes:
    """The file people download; readable, and the same bytes for the same document."""
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def require_open_badge(body: bytes, key: Ed25519PublicKey) -> None:
    """Reads a credential as a verifier would. Raises ValueError with its reason when one would refuse it."""
    from openbadgeslib.errors import LibOpenBadgesException
    from openbadgeslib.ob3.ldp import OB3LdpVerifier

    try:
        OB3LdpVerifier(pubkey_pem=key).verify(body)
    except LibOpenBadgesException as error:
        raise ValueError(str(error)) from error


def is_ours(body: bytes, keys: list[Ed25519PublicKey]) -> bool:
    """Whether one of these keys signed this credential as it stands."""
    method = _method(body)
    named = [key for key in keys if method.endswith(f"#{multikey(raw(key))}")]
    try:
        for key in named:
            require_open_badge(body, key)
    except ValueError:
        return False
    return bool(named)


def _method(body: bytes) -> str:
    try:
        method = json.loads(body)["proof"]["verificationMethod"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return method if isinstance(method, str) else ""
