"""What verifiers anywhere may read about badges: who issues them, with which keys, for what, and which are revoked."""

import json
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Blueprint, Response

from lms.domain import credential, did
from lms.domain.refusal import Refusal
from lms.services import badge_signing, credentials, proofs
from lms.store import keys
from lms.web.clock import now, settings
from lms.web.guards import public
from lms.web.language import language

bp = Blueprint("issuer", __name__)
KEPT = "public, max-age=300"  # as long as `ttl` in the list of revocations


@bp.get("/badges/issuer.json")
@public
def profile() -> Response:
    """The issuer profile of Open Badges 3.0."""
    house = settings().house
    found = credential.profile(_issuer(), house.organisation, house.base_url)
    return _open({"@context": [credential.V2, credential.OB3], **found})


@bp.get("/.well-known/did.json")
@public
def document() -> Response:
    """The DID document; there is none where the address is no did:web, because did:key needs none."""
    issuer = _issuer()
    if not issuer.startswith("did:web:"):
        raise Refusal("not-found")
    return _open(did.document(issuer, [proofs.raw(key) for key in public_keys()]))


@bp.get("/badges/<course>/achievement.json")
@public
def achievement(course: str) -> Response:
    """What a badge stands for, once somebody holds it; in the language asked for, where the course has it."""
    response = _open(credentials.achievement(settings().house, course, language()))
    response.vary.update(("Accept-Language", "Cookie"))
    return response


@bp.get("/badges/status/<int:number>.json")
@public
def status(number: int) -> Response:
    """Which badges are revoked, as a signed list; a revocation is in it at once."""
    key = keys.ed25519(settings().instance, keys.BADGES)
    if key is None:
        raise Refusal("badge-key-missing")
    hour = now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)  # a verifier's clock may be behind
    bits = credentials.revoked_bits(number)
    return _open(badge_signing.signed_list(settings().base_url, number, bits, key, hour))


def public_keys() -> list[Ed25519PublicKey]:
    """Every key that ever signed a badge here, today's first."""
    return keys.publics(settings().instance, keys.BADGES)


def _issuer() -> str:
    held = public_keys()
    if not held:
        raise Refusal("badge-key-missing")
    return did.issuer_id(settings().base_url, proofs.raw(held[0]))


def _open(found: dict[str, Any] | bytes) -> Response:
    """JSON that pages of other sites may read too: a verifier often runs in somebody's browser."""
    body = found if isinstance(found, bytes) else json.dumps(found, ensure_ascii=False, indent=2).encode()
    response = Response(body, mimetype="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = KEPT
    return response
