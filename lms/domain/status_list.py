"""Which credentials are revoked, as W3C Bitstring Status List 1.0 publishes it: one bit each, in lists of one size."""

import base64
import gzip
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from lms.domain.credential import V2, instant

SIZE = 131_072  # bits of a list: the least the standard allows, so that one holder hides among many
LISTS = 2**31 // SIZE  # as many as an integer column can count
FRESH_FOR = timedelta(days=2)  # an older copy is refused by verifiers: it could hide a revocation
TTL_MS = 5 * 60 * 1000  # how long a verifier may keep a copy without asking again


def address(base_url: str, number: int) -> str:
    return f"{base_url}/badges/status/{number}.json"


def entry(base_url: str, index: int) -> dict[str, str]:
    """The `credentialStatus` of the credential with this index, counted over all lists."""
    number, bit = divmod(index, SIZE)
    where = address(base_url, number)
    return {
        "id": f"{where}#{bit}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(bit),
        "statusListCredential": where,
    }


def encoded(bits: Iterable[int]) -> str:
    """`encodedList`: gzip, then multibase base64url; the first bit is the highest of the first byte."""
    string = bytearray(SIZE // 8)
    for bit in bits:
        string[bit // 8] |= 0x80 >> bit % 8
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(string), mtime=0)).decode()
    return "u" + packed.rstrip("=")


def unsigned(base_url: str, number: int, issuer: str, bits: Iterable[int], now: datetime) -> dict[str, Any]:
    """The list as a credential without its proof; `now` is when it begins to count."""
    where = address(base_url, number)
    return {
        "@context": [V2],
        "id": where,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": instant(now),
        "validUntil": instant(now + FRESH_FOR),
        "credentialSubject": {
            "id": f"{where}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "ttl": TTL_MS,
            "encodedList": encoded(bits),
        },
    }
