"""The kinds of section: a new one is a new file and a name in this list."""

from collections.abc import Mapping
from typing import Any

from lms.domain.course.keywords import Words
from lms.domain.course.sections import acknowledgement, cards, quiz, reading
from lms.domain.course.sections.base import SectionKind

SECTIONS: Mapping[str, SectionKind[Any]] = {
    kind.name: kind for kind in (reading.KIND, cards.KIND, quiz.KIND, acknowledgement.KIND)
}
KEYWORDS: Mapping[str, Words] = {name: kind.keywords for name, kind in SECTIONS.items()}

# Kinds of the format without a file here: named, so that they are never taken for a text to read.
NOT_YET: Mapping[str, Words] = {"scenario": {"en": ("scenario",), "fr": ("scénario",)}}
