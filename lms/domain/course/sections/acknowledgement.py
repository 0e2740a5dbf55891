"""The statement people sign."""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from lms.domain.course import keywords, prints
from lms.domain.course.keywords import Words
from lms.domain.course.kinds.choice import next_letter
from lms.domain.course.model import AckMode, AckSection, Tick
from lms.domain.course.parts import Item, read_parts
from lms.domain.course.places import Lang, T
from lms.domain.course.prints import Json
from lms.domain.course.sections.base import RawSection, SectionKind, refuse_word
from lms.domain.course.translation import Translation, joined, joined_body, own_words

MODES: dict[str, AckMode] = {"type your name": "typed_name", "tick only": "tick_only"}


class Acknowledgement(SectionKind[AckSection]):
    """Text, then promises that each must be ticked by hand."""

    name = "acknowledgement"
    keywords: ClassVar[Words] = {"en": ("acknowledgement", "acknowledgment"), "fr": ("attestation",)}
    prefix = "ack-"
    settings = tuple(MODES)

    def parse(self, raw: RawSection) -> AckSection:
        mode: AckMode = "typed_name"
        for word in raw.words:
            name = keywords.setting_name(word.text, raw.lang)
            if name in MODES:
                mode = MODES[name]
            else:
                refuse_word(raw, word, self.settings)
        parts = read_parts(raw.part.heading.file, raw.part.lines, raw.lang, claims)
        ticks: list[Tick] = []
        taken: set[str] = set()
        for item in parts.items:
            ticks.append(_tick(item, taken, raw))
            taken.add(ticks[-1].key)
        if not ticks:
            raw.log.add("A02", raw.part.heading.span)
        body = {raw.lang: parts.body} if parts.body else None
        section = AckSection(**raw.common, body=body, ticks=tuple(ticks), mode=mode, statement_print={})
        return _stated(section, raw.lang)

    def translate(self, section: AckSection, raw: Translation) -> AckSection:
        file = raw.part.heading.file
        parts = read_parts(file, raw.part.lines, raw.lang, claims)
        found = {item.letter.lower(): item for item in parts.items if item.letter}
        known = {tick.key for tick in section.ticks}
        for item in parts.items:
            if item.box is not None:
                raw.log.add("T04", item.row, plain=f"- {item.letter}) {item.text}")
            if (item.letter or "").lower() not in known:
                raw.log.add("T03", item.row, letter=item.letter or item.text, id=section.id)
        ticks = []
        for tick in section.ticks:
            if tick.key in found:
                tick = replace(tick, text={**tick.text, raw.lang: found[tick.key].md()})
            else:
                raw.log.add("T02", raw.part.heading.span, letter=tick.key, id=section.id, file=file.path)
            ticks.append(tick)
        title = own_words(raw.part.heading, self.keywords, raw.lang, raw.log)
        section = replace(
            section,
            title=joined(section.title, raw.lang, title),
            body=joined_body(section.body, parts.body, raw, section.id),
            ticks=tuple(ticks),
        )
        return _stated(section, raw.lang)

    def texts(self, section: AckSection) -> Iterator[tuple[str, T | None]]:
        for tick in section.ticks:
            yield f"{tick.key}) text", tick.text

    def key(self, section: AckSection) -> Json:
        return [section.mode, sorted(tick.key for tick in section.ticks)]


def claims(item: Item) -> bool:
    return item.letter is not None or item.box is not None or item.broken


def _tick(item: Item, taken: set[str], raw: RawSection) -> Tick:
    free = next_letter(taken)
    key = item.letter.lower() if item.letter else free
    if item.ticked:
        raw.log.add("A01", item.row, letter=key, text=item.text)
    elif item.broken or item.box is None:
        raw.log.add("Q06", item.row, box=" ", rest=f"{key}) {item.text}")
    if item.letter is None:
        raw.log.add("Q08", item.row, box=" ", free=free, text=item.text)
    if key in taken:
        raw.log.add("A06", item.row, letter=key, free=free, text=item.text)
        key = free
    return Tick(key, {raw.lang: item.md()}, item.span)


def _stated(section: AckSection, lang: Lang) -> AckSection:
    """The section with the fingerprint of its statement in that language."""
    promises = [(tick.key, tick.text[lang]) for tick in section.ticks if lang in tick.text]
    found = prints.of_statement(section.body.get(lang) if section.body else None, promises)
    return replace(section, statement_print={**section.statement_print, lang: found})


KIND = Acknowledgement()
