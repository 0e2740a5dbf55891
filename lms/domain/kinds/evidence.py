"""Facts about the record itself: its beginning, its keys, who looked, alarms, erasure and restoring."""

from dataclasses import dataclass
from typing import ClassVar

from lms.domain.kinds.data import Data


@dataclass(frozen=True, slots=True)
class RecordOpened(Data):
    kind: ClassVar[str] = "record opened"
    origin: str


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
