"""What a kind of section is: how it is read and how a translation joins it."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, TypeVar

from lms.domain.course import keywords, prints
from lms.domain.course.brackets import Word
from lms.domain.course.keywords import Words
from lms.domain.course.messages import Log
from lms.domain.course.model import Section
from lms.domain.course.places import Lang, T
from lms.domain.course.scanner import Part
from lms.domain.course.tags import TagBook
from lms.domain.course.translation import Translation

S = TypeVar("S", bound=Section)


@dataclass(frozen=True, slots=True)
class RawSection:
    """A section of a source file with everything needed to read it."""

    part: Part
    lang: Lang
    words: tuple[Word, ...]
    common: Mapping[str, Any]
    book: TagBook
    log: Log


class SectionKind(ABC, Generic[S]):
    """One kind of section; a file of its own, listed in `sections/__init__.py`."""

    name: ClassVar[str]
    keywords: ClassVar[Words]
    prefix: ClassVar[str] = ""  # of the name proposed where the author wrote none
    settings: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def parse(self, raw: RawSection) -> S:
        """The section in its source language."""

    @abstractmethod
    def translate(self, section: S, raw: Translation) -> S:
        """The section with the texts of one more language."""

    def texts(self, section: S) -> Iterator[tuple[str, T | None]]:
        """The named texts this kind adds to title and body."""
        return iter(())

    @abstractmethod
    def key(self, section: S) -> prints.Json:
        """What people must do here, beside reading the words."""

    def all_texts(self, section: S) -> Iterator[tuple[str, T | None]]:
        """Every text of the section that is not inside a question."""
        yield "title", section.title
        yield "body", section.body
        yield from self.texts(section)

    def sealed(self, section: S, lang: Lang) -> S:
        """The section with its two fingerprints."""
        return replace(
            section,
            key_print=prints.of_json([section.kind, self.key(section)]),
            text_print=prints.of_text(self.all_texts(section), lang),
        )


def refuse_word(raw: RawSection, word: Word, known: tuple[str, ...]) -> None:
    """Reports a setting in brackets that this kind of section does not have."""
    if not known:
        kind, _, rest = raw.part.heading.text.partition("(")
        raw.log.add("F21", word.span, word=word.text, attempt=f"## {kind.strip()}{rest.partition(')')[2]}")
        return
    meant = keywords.nearest(word.text, known, 0.5)
    raw.log.add("F21", word.span, word=word.text, meant=meant, attempt=f"({meant or ', '.join(known)})")
