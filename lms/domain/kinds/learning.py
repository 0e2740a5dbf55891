"""Facts of the learner's way: opened, read, tested, walked, signed, declined."""

from dataclasses import dataclass
from typing import ClassVar

from lms.domain.kinds.data import Data


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
