"""Do-and-don't cards."""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from lms.domain.course import keywords
from lms.domain.course.keywords import Words
from lms.domain.course.kinds.choice import next_letter
from lms.domain.course.model import Card, CardSection, Side
from lms.domain.course.parts import Item, read_parts
from lms.domain.course.places import Letter, Md, Span, T
from lms.domain.course.prints import Json
from lms.domain.course.sections.base import RawSection, SectionKind, refuse_word
from lms.domain.course.translation import Translation, joined, joined_body, own_words


class Cards(SectionKind[CardSection]):
    """Each item is one card; its quote is the reason."""

    name = "cards"
    keywords: ClassVar[Words] = {"en": ("do and don't", "do and dont", "dos and don'ts"), "fr": ("à faire, à éviter",)}
    prefix = "cards-"

    def parse(self, raw: RawSection) -> CardSection:
        for word in raw.words:
            refuse_word(raw, word, self.settings)
        parts = read_parts(raw.part.heading.file, raw.part.lines, raw.lang, claims)
        cards: list[Card] = []
        taken: set[Letter] = set()
        for item in parts.items:
            cards.append(self._card(item, taken, raw))
            taken.add(cards[-1].key)
        if not cards:
            raw.log.add("C02", raw.part.heading.span)
        body = {raw.lang: parts.body} if parts.body else None
        return CardSection(**raw.common, body=body, cards=tuple(cards))

    def _card(self, item: Item, taken: set[Letter], raw: RawSection) -> Card:
        free = next_letter(taken)
        key = item.letter.lower() if item.letter else free
        if item.letter is None:
            raw.log.add("Q08", item.row, attempt=f"- {free}) {item.text}")
        if key in taken:
            raw.log.add("C03", item.row, letter=key, free=free)
            key = free
        side, text = split_side(item.md(), raw.lang)
        if side is None:
            raw.log.add("C01", item.span, letter=key, text=item.text)
        reason = item.feedback()
        return Card(key, side or "do", {raw.lang: text}, {raw.lang: reason} if reason else None, item.span)

    def translate(self, section: CardSection, raw: Translation) -> CardSection:
        file = raw.part.heading.file
        parts = read_parts(file, raw.part.lines, raw.lang, claims)
        found = {item.letter.lower(): item for item in parts.items if item.letter}
        known = {card.key for card in section.cards}
        for item in parts.items:
            if (item.letter or "").lower() not in known:
                raw.log.add("T03", item.row, letter=item.letter or item.text, id=section.id)
        cards = tuple(self._joined_card(card, found.get(card.key), section, raw) for card in section.cards)
        title = own_words(raw.part.heading, self.keywords, raw.lang, raw.log)
        return replace(
            section,
            title=joined(section.title, raw.lang, title),
            body=joined_body(section.body, parts.body, raw, section.id),
            cards=cards,
        )

    def _joined_card(self, card: Card, item: Item | None, section: CardSection, raw: Translation) -> Card:
        if item is None:
            file = raw.part.heading.file.path
            raw.log.add("T02", raw.part.heading.span, letter=card.key, id=section.id, file=file)
            return card
        _, text = split_side(item.md(), raw.lang)
        reason = card.reason if card.reason is None else joined_reason(card.reason, item, section, raw)
        return replace(card, text={**card.text, raw.lang: text}, reason=reason)

    def texts(self, section: CardSection) -> Iterator[tuple[str, T | None]]:
        for card in section.cards:
            yield f"{card.key}) text", card.text
            yield f"{card.key}) reason", card.reason

    def key(self, section: CardSection) -> Json:
        return [[key, side] for key, side in sorted((card.key, card.side) for card in section.cards)]


def claims(item: Item) -> bool:
    """Any lettered line is a card, and so is one that says Do without a letter."""
    return item.letter is not None or item.box is not None


def joined_reason(reason: T, item: Item, section: CardSection, raw: Translation) -> T:
    """The reason with one more language."""
    md = item.feedback()
    if md is None:
        file = raw.part.heading.file.path
        raw.log.add("T06", item.span, label=f"> {item.letter})", id=section.id, file=file, example="  > …")
        return reason
    return {**reason, raw.lang: md}


def split_side(md: Md, lang: str) -> tuple[Side | None, Md]:
    """Takes `Do:` or `Don't:` off a card."""
    head, colon, rest = md.text.partition(":")
    head = head.strip("*_ \u00a0\u202f")
    side: Side
    if colon and keywords.says(keywords.DO, head, lang):
        side = "do"
    elif colon and keywords.says(keywords.DONT, head, lang):
        side = "dont"
    else:
        return None, md
    text = rest.lstrip("*_ \t\u00a0\u202f")
    start = md.span.col + md.text.index(colon) + 1 + len(rest) - len(rest.lstrip())
    span = Span(md.span.file, md.span.line, start, md.span.end_line, md.span.end_col)
    return side, Md(text, span)


KIND = Cards()
