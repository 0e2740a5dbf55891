"""Badges in tests: signed by a key of the test, judged by openbadgeslib and by Digital Bazaar's implementation."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openbadgeslib.ob3.contexts import bundled_contexts

from lms.domain.did import document, issuer_id
from lms.services import badge_signing
from lms.services.badge_signing import Desk
from lms.store import reading
from lms.store.models import Credential
from tests.cast import NOW
from tests.journey import HOUSE as AT_HOME

ORACLE = Path(__file__).parent / "oracles" / "digitalbazaar" / "verify.mjs"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
HOUSE = replace(AT_HOME, base_url="https://policies.example.com")


def fake_bake(course: str, body: bytes) -> bytes:
    return b"a picture of " + course.encode()


DESK = Desk(HOUSE, KEY, fake_bake)


def rows() -> list[Credential]:
    """Every credential, in the order in which they were made."""
    with reading() as session:
        query = sa.select(Credential).options(sa.orm.undefer(Credential.body), sa.orm.undefer(Credential.picture))
        found = list(session.scalars(query.order_by(Credential.issued_at, Credential.id)))
        session.expunge_all()  # they stay as they were read
        return found


def signed() -> dict[str, Any]:
    """Freezes what waits; the document of the one credential there is."""
    badge_signing.freeze_pending(DESK, NOW)
    body = rows()[0].body
    assert body is not None
    found: dict[str, Any] = json.loads(body)
    return found


def judged(credential: dict[str, Any], *given: dict[str, Any], base_url: str = HOUSE.base_url) -> dict[str, Any]:
    """What Digital Bazaar's verifier says, given contexts, the issuer's document and these, and no network."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed (apt-get install nodejs)")
    issuer = issuer_id(base_url, PUBLIC)
    own = {issuer: document(issuer, [PUBLIC])} if issuer.startswith("did:web:") else {}
    documents = bundled_contexts() | own | {found["id"]: found for found in given}
    asked = json.dumps({"credential": credential, "documents": documents})
    done = subprocess.run(["node", ORACLE], input=asked.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
