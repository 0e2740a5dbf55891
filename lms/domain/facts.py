"""What can happen: the closed list of facts, and the exact bytes that the record keeps of them.

A fact names nobody: people are random ids, free text and everything about a person stands in an erasable side row
to which the fact commits with `pii_sha256` = SHA-256(32 random bytes ‖ JCS(side row)).
"""

import dataclasses
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar

import rfc8785

VERSION = 1


class Data:
    """What one kind of fact tells beside the envelope."""

    kind: ClassVar[str]


@dataclass(frozen=True, slots=True)
class RecordOpened(Data):
    kind: ClassVar[str] = "record opened"
    origin: str


@dataclass(frozen=True, slots=True)
class PersonAdded(Data):
    kind: ClassVar[str] = "person added"


@dataclass(frozen=True, slots=True)
class PersonChanged(Data):
    kind: ClassVar[str] = "person changed"
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonDeactivated(Data):
    kind: ClassVar[str] = "person deactivated"


@dataclass(frozen=True, slots=True)
class PersonReactivated(Data):
    kind: ClassVar[str] = "person reactivated"


@dataclass(frozen=True, slots=True)
class RoleGranted(Data):
    kind: ClassVar[str] = "role granted"
    role: str


@dataclass(frozen=True, slots=True)
class RoleRevoked(Data):
    kind: ClassVar[str] = "role revoked"
    role: str


@dataclass(frozen=True, slots=True)
class LinkIssued(Data):
    """Somebody was given a way to set this person's password; `shown` says that the actor saw it."""

    kind: ClassVar[str] = "link issued"
    purpose: str
    shown: bool


@dataclass(frozen=True, slots=True)
class PasswordSet(Data):
    kind: ClassVar[str] = "password set"
    how: str  # by a link's purpose, or changed


@dataclass(frozen=True, slots=True)
class EditionPublished(Data):
    kind: ClassVar[str] = "edition published"
    number: str
    sha256: str
    change: str
    published_by: str
    approved_by: str
    documents: tuple[dict[str, str], ...]  # {language, sha256} of each document shown
    least: str | None = None  # the smallest kind that the comparison with the edition before allowed
    reviewers: tuple[dict[str, str], ...] | None = None  # {language, person}: who has checked each translation


@dataclass(frozen=True, slots=True)
class EditionWithdrawn(Data):
    """Nobody reads or signs this edition any more; its reason stands in the side row that pii_sha256 commits to."""

    kind: ClassVar[str] = "edition withdrawn"
    number: str
    asked_by: str
    confirmed_by: str
    now_read: str | None = None  # the number of the edition that learners read instead


@dataclass(frozen=True, slots=True)
class Assigned(Data):
    kind: ClassVar[str] = "assigned"
    cycle: int
    cycle_start: int  # learning facts at or after this position count
    assignment: str | None = None
    due: str | None = None  # the local date, YYYY-MM-DD
    path: tuple[str, ...] | None = None  # the sections to do again after the edition named in the envelope; absent: all


@dataclass(frozen=True, slots=True)
class PathWidened(Data):
    """A newer edition changed more of what somebody has to do again: the path is what is asked from here on."""

    kind: ClassVar[str] = "path widened"
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DueMoved(Data):
    kind: ClassVar[str] = "due date moved"
    due: str | None = None


@dataclass(frozen=True, slots=True)
class Notified(Data):
    kind: ClassVar[str] = "notified"
    channel: str


@dataclass(frozen=True, slots=True)
class Waived(Data):
    kind: ClassVar[str] = "waived"


@dataclass(frozen=True, slots=True)
class Withdrawn(Data):
    kind: ClassVar[str] = "withdrawn"


@dataclass(frozen=True, slots=True)
class Opened(Data):
    kind: ClassVar[str] = "opened"
    language: str


@dataclass(frozen=True, slots=True)
class ModuleRead(Data):
    kind: ClassVar[str] = "module read"
    module: str
    language: str
    sections: tuple[dict[str, str], ...]  # {tag, at, how}: how is observed (on screen) or declared (by a button)


@dataclass(frozen=True, slots=True)
class QuizTaken(Data):
    kind: ClassVar[str] = "quiz taken"
    quiz: str
    attempt: str
    number: int
    score: dict[str, int]  # {got, of} of this attempt, thousandths of a point
    held: dict[str, int]  # {got, of} over the whole quiz after it
    passed: bool  # the answers stand in the side row that pii_sha256 commits to


@dataclass(frozen=True, slots=True)
class ScenarioFinished(Data):
    """A story was walked to one of its ends, for the first time in this cycle; walks for practice leave no fact."""

    kind: ClassVar[str] = "scenario finished"
    scenario: str
    run: str
    steps: int  # how many choices were made
    end: str
    outcome: str | None  # good, ok or bad, where the author says so
    verdicts: dict[str, int]  # how many choices were best, ok, poor or unjudged; zeros are left out
    # which choices they were stands in the side row that pii_sha256 commits to


@dataclass(frozen=True, slots=True)
class AttemptGranted(Data):
    kind: ClassVar[str] = "attempt granted"
    quiz: str


@dataclass(frozen=True, slots=True)
class Signed(Data):
    kind: ClassVar[str] = "signed"
    edition: dict[str, str]  # {number, sha256, language, document}: document is the SHA-256 of the text shown
    statements: tuple[dict[str, str], ...]  # {text, sha256}
    consent: dict[str, str]  # {text, sha256}
    method: str
    auth: dict[str, str]  # {method, at}
    opened_at: str
    sections: int  # how many were displayed in full
    score: dict[str, int] | None
    attempts: tuple[str, ...]
    app: str


@dataclass(frozen=True, slots=True)
class Declined(Data):
    """Somebody read the ceremony and chose not to sign; why stands in the side row that pii_sha256 commits to."""

    kind: ClassVar[str] = "declined"
    edition: dict[str, str]  # {number, sha256, language, document}, as in `signed`


@dataclass(frozen=True, slots=True)
class SignatureWithdrawn(Data):
    """The signer takes a signature back from now on: what was signed until then stays as it was."""

    kind: ClassVar[str] = "signature withdrawn"
    signed: str  # the id of the fact


@dataclass(frozen=True, slots=True)
class PaperSigned(Data):
    """A signature on paper, recorded by HR from a scan; the signer is the subject, the recorder the actor."""

    kind: ClassVar[str] = "paper signature recorded"
    edition: dict[str, str]  # {number, sha256, language, document}
    signed_on: str  # the local date on the paper, YYYY-MM-DD
    signer: str
    recorder: str
    scan: dict[str, str]  # {sha256, type}: the bytes stand in an erasable row


@dataclass(frozen=True, slots=True)
class Completed(Data):
    kind: ClassVar[str] = "completed"
    score: dict[str, int] | None = None


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


@dataclass(frozen=True, slots=True)
class CheckpointKeyChanged(Data):
    """Which key signs checkpoints from here on; keys as verifier lines of C2SP signed-note. Absent `old`: the first."""

    kind: ClassVar[str] = "checkpoint key changed"
    new: str
    old: str | None = None
    asked_by: str | None = None
    confirmed_by: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceViewed(Data):
    """Somebody looked at what the record or a file says about the subject; what exactly is one of a closed list."""

    kind: ClassVar[str] = "evidence viewed"
    what: str


@dataclass(frozen=True, slots=True)
class EvidenceExported(Data):
    """Evidence left the house as a file: the whole record, an evidence pack, or all that is held about the subject."""

    kind: ClassVar[str] = "evidence exported"
    what: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class IntegrityAlarm(Data):
    """A verification failed; nothing was repaired."""

    kind: ClassVar[str] = "integrity alarm"
    alarm: str
    problem: str  # a code of `domain.integrity.PROBLEMS`
    entry: int | None = None  # the first entry that does not hold


@dataclass(frozen=True, slots=True)
class IntegrityAlarmSettled(Data):
    """Somebody took note of an alarm and said why it may rest; the words stand in the side row."""

    kind: ClassVar[str] = "integrity alarm settled"
    alarm: str


@dataclass(frozen=True, slots=True)
class ErasureAsked(Data):
    kind: ClassVar[str] = "erasure asked"
    erasure: str


@dataclass(frozen=True, slots=True)
class ErasureRefused(Data):
    kind: ClassVar[str] = "erasure refused"
    erasure: str


@dataclass(frozen=True, slots=True)
class PersonErased(Data):
    """Everything that named the subject is gone; the facts stay and name nobody."""

    kind: ClassVar[str] = "person erased"
    erasure: str
    asked_by: str
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class RetentionChanged(Data):
    kind: ClassVar[str] = "retention changed"
    what: str
    days: int | None = None  # absent: kept for ever


@dataclass(frozen=True, slots=True)
class DataPurged(Data):
    """Rows of one kind went because their time was over."""

    kind: ClassVar[str] = "data purged"
    what: str
    rows: int
    before: str  # RFC 3339


@dataclass(frozen=True, slots=True)
class BackupRestored(Data):
    """The database was put back from a backup that ended at this size; what came after it may be lost."""

    kind: ClassVar[str] = "backup restored"
    size: int
    made_at: str  # RFC 3339


_ALL: tuple[type[Data], ...] = (
    RecordOpened,
    PersonAdded,
    PersonChanged,
    PersonDeactivated,
    PersonReactivated,
    RoleGranted,
    RoleRevoked,
    LinkIssued,
    PasswordSet,
    EditionPublished,
    EditionWithdrawn,
    Assigned,
    PathWidened,
    DueMoved,
    Notified,
    Waived,
    Withdrawn,
    Opened,
    ModuleRead,
    QuizTaken,
    ScenarioFinished,
    AttemptGranted,
    Signed,
    Declined,
    SignatureWithdrawn,
    PaperSigned,
    Completed,
    BadgeEarned,
    CertificateIssued,
    CertificateFrozen,
    CertificateRevoked,
    CredentialIssued,
    CredentialRevoked,
    CheckpointKeyChanged,
    EvidenceViewed,
    EvidenceExported,
    IntegrityAlarm,
    IntegrityAlarmSettled,
    ErasureAsked,
    ErasureRefused,
    PersonErased,
    RetentionChanged,
    DataPurged,
    BackupRestored,
)
KINDS: dict[str, type[Data]] = {kind.kind: kind for kind in _ALL}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a person (with id), the system itself, or an operator at the command line."""

    kind: str
    id: str | None = None


SYSTEM = Actor("system")
OPERATOR = Actor("operator")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened; `body()` is what the record keeps of it, for ever."""

    id: str
    at: datetime
    actor: Actor
    data: Data
    subject: str | None = None
    course: str | None = None
    edition: str | None = None
    enrolment: str | None = None
    pii_sha256: str | None = None

    @property
    def kind(self) -> str:
        return self.data.kind

    def body(self) -> bytes:
        """The RFC 8785 (JCS) bytes: strings NFC, times RFC 3339 UTC with milliseconds, integers only, no nulls.

        Raises ValueError on an instant finer than a millisecond: what is read back must equal what was written.
        """
        if self.at.microsecond % 1000:
            raise ValueError("facts are timed in whole milliseconds; use to_the_millisecond()")
        envelope = {
            "v": VERSION,
            "id": self.id,
            "at": timestamp(self.at),
            "kind": self.kind,
            "actor": dataclasses.asdict(self.actor),
            "subject": self.subject,
            "course": self.course,
            "edition": self.edition,
            "enrolment": self.enrolment,
            "data": dataclasses.asdict(self.data),  # type: ignore[call-overload]  # every Data is a dataclass
            "pii_sha256": self.pii_sha256,
        }
        return canonical(envelope)


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact read back from the record, at its position (the first is 0)."""

    seq: int
    id: str
    at: datetime
    kind: str
    subject: str | None
    course: str | None
    edition: str | None
    enrolment: str | None
    data: Mapping[str, Any]


def read(seq: int, body: bytes) -> Entry:
    """Parses an entry's bytes. Raises ValueError when they are no fact of a known version and kind."""
    try:
        raw = json.loads(body)
        if raw["v"] != VERSION or raw["kind"] not in KINDS:
            raise ValueError(f"entry {seq} is of an unknown version or kind")
        return Entry(
            seq=seq,
            id=raw["id"],
            at=datetime.fromisoformat(raw["at"]),
            kind=raw["kind"],
            subject=raw.get("subject"),
            course=raw.get("course"),
            edition=raw.get("edition"),
            enrolment=raw.get("enrolment"),
            data=raw["data"],
        )
    except (KeyError, TypeError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"entry {seq} is not a fact") from error


def to_the_millisecond(at: datetime) -> datetime:
    """The instant without what the record does not keep."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def timestamp(at: datetime) -> str:
    """RFC 3339 in UTC with milliseconds and Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def canonical(value: Any) -> bytes:
    """JCS bytes after NFC, without nulls. Raises ValueError on floats (rfc8785 lets them pass) and lone surrogates."""
    return rfc8785.dumps(_clean(value))


def commitment(salt: bytes, value: Mapping[str, Any]) -> str:
    """Hex SHA-256(salt ‖ JCS(value)); the salt is 32 random bytes kept beside the value."""
    return sha256(salt + canonical(value)).hexdigest()


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        if value.isascii():
            return value
        if any(0xD800 <= ord(char) <= 0xDFFF for char in value):
            raise ValueError("a lone surrogate cannot be recorded")
        return unicodedata.normalize("NFC", value)
    if isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {_clean(key): _clean(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    raise ValueError(f"a {type(value).__name__} cannot be recorded")
