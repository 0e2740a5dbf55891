"""Facts about what learners read: editions published and withdrawn."""

from dataclasses import dataclass
from typing import ClassVar

from lms.domain.kinds.data import Data


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
