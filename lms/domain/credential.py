"""A badge as an Open Badges 3.0 credential: its values, checked before they are signed, and the document they make."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

V2 = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
MAX_TEXT = 2_000  # characters of any one value; wallets show a line or two
_DID = re.compile(r"did:(web|key):[A-Za-z0-9._:%-]+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

WORDS = {
    "en": {
        "description": "A policy of {organisation} that the holder has read, understood and signed.",
        "signed": "Read “{title}” to the end and signed it.",
        "tested": "Read “{title}” to the end, answered its questions well enough to pass, and signed it.",
    },
    "fr": {
        "description": "Une règle de {organisation} que la personne a lue, comprise et signée.",
        "signed": "Avoir lu «\u00a0{title}\u00a0» jusqu’au bout et l’avoir signé.",
        "tested": "Avoir lu «\u00a0{title}\u00a0» jusqu’au bout, réussi ses questions, et l’avoir signé.",
    },
}


class BadModel(ValueError):
    """The values cannot become a credential; the sentence says which one and why. Nothing was signed."""


@dataclass(frozen=True, slots=True)
class Achievement:
    """What was achieved, the same for everybody who holds this badge."""

    id: str
    name: str
    description: str
    narrative: str
    image: str
    language: str
    version: str

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "type": ["Achievement"],
            "achievementType": "Badge",
            "name": self.name,
            "description": self.description,
            "criteria": {"narrative": self.narrative},
            "image": {"id": self.image, "type": "Image"},
            "inLanguage": self.language,
            "version": self.version,
        }


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose it is: by name, and by a salted hash of the address, which is never written down."""

    name: str
    email: str
    salt: str

    def identifiers(self) -> list[dict[str, Any]]:
        """`IdentityObject`s; the hash is of the address followed by the salt, as Open Badges 3.0 asks."""
        digest = sha256(f"{self.email}{self.salt}".encode()).hexdigest()
        named = {"type": "IdentityObject", "hashed": False, "identityHash": self.name, "identityType": "name"}
        hashed = {"identityHash": f"sha256${digest}", "identityType": "emailAddress", "salt": self.salt}
        return [named, {"type": "IdentityObject", "hashed": True, **hashed}]


@dataclass(frozen=True, slots=True)
class Values:
    """Everything one credential says."""

    id: str  # a UUID
    issuer: str  # a DID
    organisation: str
    base_url: str
    achievement: Achievement
    holder: Holder
    earned_at: datetime
    status: Mapping[str, str]


def achievement(
    base_url: str, slug: str, organisation: str, language: str, *, name: str, title: str, version: str, tested: bool
) -> Achievement:
    """The achievement behind a course's badge, in words of that language (English where there are none)."""
    words = WORDS.get(language, WORDS["en"])
    return Achievement(
        id=f"{base_url}/badges/{slug}/achievement.json",
        name=name,
        description=words["description"].format(organisation=organisation),
        narrative=words["tested" if tested else "signed"].format(title=title),
        image=f"{base_url}/badges/{slug}.svg",
        language=language,
        version=version,
    )


def profile(issuer: str, organisation: str, base_url: str) -> dict[str, Any]:
    """The issuer as Open Badges 3.0 describes one."""
    return {"id": issuer, "type": ["Profile"], "name": organisation, "url": base_url}


def unsigned(values: Values) -> dict[str, Any]:
    """The document that gets signed. Raises BadModel when a value is missing or of the wrong kind."""
    if problem := next(problems(values), None):
        raise BadModel(problem)
    return {
        "@context": [V2, OB3],
        "id": f"urn:uuid:{values.id}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": values.achievement.name,
        "issuer": profile(values.issuer, values.organisation, values.base_url),
        "validFrom": instant(values.earned_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": values.holder.identifiers(),
            "achievement": values.achievement.as_json(),
        },
        "credentialStatus": dict(values.status),
    }


def problems(values: Values) -> Iterator[str]:
    """What keeps these values from being signed, one sentence each."""
    made, holder = values.achievement, values.holder
    texts = {
        "the issuer's name": values.organisation,
        "the badge's name": made.name,
        "the badge's description": made.description,
        "the criteria": made.narrative,
        "the badge's version": made.version,
        "the holder's name": holder.name,
        "the holder's address": holder.email,
        "the salt": holder.salt,
    }
    yield from (f"{what} {fault}" for what, text in texts.items() if (fault := _text_fault(text)))
    urls = {"the issuer's address": values.base_url, "the achievement's id": made.id, "the image": made.image}
    urls["the status list"] = values.status.get("statusListCredential", "")
    yield from (f"{what} is no web address: {url!r}" for what, url in urls.items() if not _is_web_address(url))
    if not _DID.fullmatch(values.issuer):
        yield f"the issuer's id is no DID: {values.issuer!r}"
    if not is_uuid(values.id):
        yield f"the credential's id is no UUID: {values.id!r}"
    if not _LANGUAGE.fullmatch(made.language):
        yield f"the language is no language tag: {made.language!r}"
    if values.earned_at.tzinfo is None:
        yield "the date has no time zone"
    if not values.status.get("statusListIndex", "").isdigit():
        yield "the credential has no place in the list of revocations"


def instant(at: datetime) -> str:
    """An XSD dateTimeStamp in whole seconds of UTC."""
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _text_fault(text: object) -> str | None:
    if not isinstance(text, str):
        return "is no text"
    if not text.strip():
        return "is missing"
    if len(text) > MAX_TEXT:
        return f"is longer than {MAX_TEXT} characters"
    return "has characters that cannot be written" if _UNSEEN.search(text) else None


def _is_web_address(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"[\s<>\"{}|\\^`]", text)


def is_uuid(text: str) -> bool:
    """Whether this is a UUID in its canonical form."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
