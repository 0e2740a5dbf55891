"""Decentralised identifiers of the badge issuer: did:web where the app has an address of its own, else did:key."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlsplit

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519_PUBLIC = b"\xed\x01"  # multicodec 0xed as a varint
KEY_BYTES = 32


def base58(data: bytes) -> str:
    """Bitcoin's base 58: each leading zero byte is a 1."""
    number, digits = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, 58)
        digits = _BASE58[digit] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def multikey(public: bytes) -> str:
    """An Ed25519 public key as `publicKeyMultibase` (W3C Controlled Identifiers 1.0)."""
    if len(public) != KEY_BYTES:
        raise ValueError(f"an Ed25519 public key has {KEY_BYTES} bytes")
    return "z" + base58(_ED25519_PUBLIC + public)


def issuer_id(base_url: str, public: bytes) -> str:
    """Who issues: the host, when it answers over TLS at its root (did:web asks for both), else the key itself."""
    parts = urlsplit(base_url)
    if parts.scheme == "https" and parts.hostname and not parts.path.strip("/") and "@" not in parts.netloc:
        return f"did:web:{quote(parts.netloc.lower(), safe='')}"
    return f"did:key:{multikey(public)}"


def method_id(issuer: str, public: bytes) -> str:
    """The address of one key of the issuer; the key itself is its fragment, so it never names another one."""
    return f"{issuer}#{multikey(public)}"


def document(issuer: str, publics: Sequence[bytes]) -> dict[str, Any]:
    """The DID document (W3C DID Core): every key that ever signed, so that older badges go on verifying."""
    methods = [
        {
            "id": method_id(issuer, public),
            "type": "Multikey",
            "controller": issuer,
            "publicKeyMultibase": multikey(public),
        }
        for public in publics
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": issuer,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }
