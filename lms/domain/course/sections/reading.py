"""Something to read."""

from dataclasses import replace
from typing import ClassVar

from lms.domain.course import keywords, steps
from lms.domain.course.brackets import find_kind, read_label
from lms.domain.course.keywords import Words
from lms.domain.course.kinds import KEYWORDS
from lms.domain.course.model import ReadingSection
from lms.domain.course.prints import Json
from lms.domain.course.scanner import is_heading, prose
from lms.domain.course.sections.base import RawSection, SectionKind, refuse_word
from lms.domain.course.tags import read_heading
from lms.domain.course.translation import Translation, joined, joined_body, own_words


class Reading(SectionKind[ReadingSection]):
    """The kind without a keyword; `Reading (optional):` gives it its one setting."""

    name = "reading"
    keywords: ClassVar[Words] = {"en": ("reading",), "fr": ("lecture",)}
    settings = ("optional",)

    def parse(self, raw: RawSection) -> ReadingSection:
        optional = False
        for word in raw.words:
            if keywords.setting_name(word.text, raw.lang) == "optional":
                optional = True
            else:
                refuse_word(raw, word, self.settings)
        self._lost_questions(raw)
        body = prose(raw.part.heading.file, raw.part.lines)
        return ReadingSection(**raw.common, body={raw.lang: body} if body else None, optional=optional)

    def _lost_questions(self, raw: RawSection) -> None:
        arrows = any("->" in line.text or "→" in line.text for line in raw.part.lines)
        for line in raw.part.lines:
            if line.text.startswith("###") and is_heading(line, 3):
                label = read_label(read_heading(raw.part.heading.file, line.number, 3))
                if label and find_kind(label.kind, KEYWORDS, raw.lang):
                    raw.log.add("Q24", label.span)
                elif label and find_kind(label.kind.partition(" ")[0], steps.KEYWORDS, raw.lang) and arrows:
                    raw.log.add("S19", label.span)

    def translate(self, section: ReadingSection, raw: Translation) -> ReadingSection:
        title = own_words(raw.part.heading, {"en": ()}, raw.lang, raw.log)
        body = prose(raw.part.heading.file, raw.part.lines)
        return replace(
            section,
            title=joined(section.title, raw.lang, title),
            body=joined_body(section.body, body, raw, section.id),
        )

    def key(self, section: ReadingSection) -> Json:
        return [section.optional]


KIND = Reading()
