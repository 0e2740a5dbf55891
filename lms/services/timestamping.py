"""RFC 3161 timestamps: somebody outside says when a note existed; nothing waits for it."""

import hashlib
import secrets
import urllib.error
import urllib.request
from datetime import datetime
from hashlib import sha256
from typing import Any

from asn1crypto import cms, tsp

SECONDS = 15
MAX_BYTES = 200_000


class NotStampedError(Exception):
    """The authority did not answer with a token that holds; it is asked again later."""


def stamp(url: str, body: bytes) -> bytes:
    """The DER bytes of a token over SHA-256 of the body. Raises NotStampedError."""
    nonce = secrets.randbits(63)
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": sha256(body).digest()}
    query = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True})
    try:
        token = _token(_ask(url, query.dump()))
        told = check(token, body)
        if told["nonce"].native != nonce:
            raise NotStampedError("The timestamp answers another question.")
    except (ValueError, TypeError, KeyError) as error:
        raise NotStampedError(f"The timestamp authority sent something else than a token: {error}") from error
    raw: bytes = token.dump()
    return raw


def said_at(token: bytes) -> datetime:
    """When the authority says that it saw the note; only as good as the authority."""
    at: datetime = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    return at


def check(token: Any, body: bytes) -> Any:
    """The signed statement, once its signature and its hash of the body are right. Raises NotStampedError.

    Whether the authority is one to trust is not asked: that is for whoever relies on it, with the authority's own
    certificate in hand.
    """
    # pyHanko costs 0.3 s and 25 MB to import, aiohttp included, and only the worker asks for timestamps.
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    signed = token["content"]
    statement = signed["encap_content_info"]["content"]
    told = statement.parsed
    if told["message_imprint"]["hash_algorithm"]["algorithm"].native != "sha256":
        raise NotStampedError("The timestamp uses another hash than it was asked for.")
    if told["message_imprint"]["hashed_message"].native != sha256(body).digest():
        raise NotStampedError("The timestamp is over something else.")
    signer = signed["signer_infos"][0]
    digest = signer["digest_algorithm"]["algorithm"].native
    try:
        whole, right = validate_sig_integrity(
            signer, _certificate(signed, signer), "tst_info", hashlib.new(digest, statement.contents).digest()
        )
    except Exception as error:  # pyHanko raises a family of its own for whatever it finds unfit
        raise NotStampedError(f"The timestamp's signature cannot be checked: {error}") from error
    if not (whole and right):
        raise NotStampedError("The timestamp's signature is wrong.")
    return told


def _ask(url: str, query: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, query, headers), timeout=SECONDS) as answer:
            raw: bytes = answer.read(MAX_BYTES)
            return raw
    except (urllib.error.URLError, OSError) as error:
        raise NotStampedError(f"The timestamp authority is out of reach: {error}") from error


def _token(raw: bytes) -> Any:
    answer = tsp.TimeStampResp.load(raw)
    status = answer["status"]["status"].native
    if status not in ("granted", "granted_with_mods"):
        raise NotStampedError(f"The timestamp authority refused: {status}.")
    return answer["time_stamp_token"]


def _certificate(signed: Any, signer: Any) -> Any:
    wanted = signer["sid"].chosen
    for choice in signed["certificates"]:
        found = choice.chosen
        if (found.issuer.dump(), found.serial_number) == (wanted["issuer"].dump(), wanted["serial_number"].native):
            usage = found.extended_key_usage_value
            if usage is None or "time_stamping" not in usage.native:
                raise NotStampedError("The timestamp was signed with a certificate for something else.")
            return found
    raise NotStampedError("The timestamp lacks its signer's certificate.")
