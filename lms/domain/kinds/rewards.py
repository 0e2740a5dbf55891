"""Facts about what was earned: badges, certificates and credentials, and their ends."""

from dataclasses import dataclass
from typing import ClassVar

from lms.domain.kinds.data import Data


@dataclass(frozen=True, slots=True)
class BadgeEarned(Data):
    kind: ClassVar[str] = "badge earned"
    badge: str


@dataclass(frozen=True, slots=True)
class CertificateIssued(Data):
    kind: ClassVar[str] = "certificate issued"
    code: str
    expires: str | None = None
    replaces: str | None = None  # the code of the certificate that this one stands in for
    why: str | None = None  # then one of `domain.certificate.ANEW`


@dataclass(frozen=True, slots=True)
class CertificateFrozen(Data):
    kind: ClassVar[str] = "certificate frozen"
    code: str
    sha256: str


@dataclass(frozen=True, slots=True)
class CertificateRevoked(Data):
    """A certificate counts no more. Two people, unless the system did it because the signature was withdrawn."""

    kind: ClassVar[str] = "certificate revoked"
    code: str
    reason: str  # one of `domain.certificate.REASONS`; more stands in the side row that pii_sha256 commits to
    asked_by: str | None = None
    confirmed_by: str | None = None


@dataclass(frozen=True, slots=True)
class CredentialIssued(Data):
    """A badge as an Open Badges 3.0 credential: the bytes handed out, by their hash."""

    kind: ClassVar[str] = "credential issued"
    badge: str
    credential: str
    sha256: str


@dataclass(frozen=True, slots=True)
class CredentialRevoked(Data):
    kind: ClassVar[str] = "credential revoked"
    credential: str
    reason: str
