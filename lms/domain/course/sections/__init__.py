"""The kinds of section: a new one is a new file and a name in this list."""

from collections.abc import Mapping
from typing import Any

from lms.domain.course.keywords import Words
from lms.domain.course.sections import acknowledgement, cards, quiz, reading, scenario
from lms.domain.course.sections.base import SectionKind

SECTIONS: Mapping[str, SectionKind[Any]] = {
    kind.name: kind for kind in (reading.KIND, cards.KIND, quiz.KIND, scenario.KIND, acknowledgement.KIND)
}
KEYWORDS: Mapping[str, Words] = {name: kind.keywords for name, kind in SECTIONS.items()}
