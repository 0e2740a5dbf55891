"""True or false: two lines without letters."""

from random import Random
from typing import Any, ClassVar

from lms.domain.course import keywords
from lms.domain.course.keywords import Words
from lms.domain.course.kinds.base import Exchange, RawQuestion, RawTranslation
from lms.domain.course.kinds.choice import ChoiceKind, boxed, option_of, quote_lines
from lms.domain.course.messages import Log
from lms.domain.course.model import ChoiceQuestion, Option
from lms.domain.course.parts import Item
from lms.domain.course.places import Lang, Letter


class TrueFalse(ChoiceKind):
    """Two radio buttons; their keys are T and F."""

    name = "truefalse"
    keywords: ClassVar[Words] = {"en": ("true or false",), "fr": ("vrai ou faux",)}

    def claims(self, item: Item, lang: Lang) -> bool:
        return super().claims(item, lang) or side(item.text, lang) is not None

    def parse(self, raw: RawQuestion, log: Log) -> ChoiceQuestion:
        options: dict[Letter, Option] = {}
        for item in raw.parts.items:
            key = side(item.text, raw.lang)
            if key is None or item.letter or key in options:
                log.add("Q16", item.row)
            if key is not None and key not in options:
                options[key] = option_of(item, key, boxed(item, log), raw.lang)
        common: dict[str, Any] = dict(raw.common)
        return ChoiceQuestion(**common, options=tuple(options[key] for key in "TF" if key in options))

    def translated_key(self, item: Item, raw: RawTranslation) -> Letter | None:
        return side(item.text, raw.lang)

    def shuffled(self, question: ChoiceQuestion, random: Random) -> tuple[str, ...]:
        return tuple(option.key for option in question.options)

    def written(self, exchange: Exchange, lang: Lang) -> list[str]:
        words = {"T": keywords.TRUE, "F": keywords.FALSE}
        lines = []
        for row in exchange.rows:
            said = keywords.spoken(words[row.key], lang)[0].capitalize()
            lines += [f"- [{'x' if row.right else ' '}] {said}", *quote_lines(row.feedback)]
        return lines

    def check(self, question: ChoiceQuestion, log: Log) -> None:
        if len(question.options) != 2:
            log.add("Q16", question.span)
            return
        super().check(question, log)
        count = sum(bool(option.right) for option in question.options)
        if count > 1:
            log.add("Q02", question.span, kind="True or false", count=count, attempt="- [ ] True")


def side(text: str, lang: Lang) -> Letter | None:
    """T or F where the line is one of the two words."""
    if keywords.says(keywords.TRUE, text, lang):
        return "T"
    return "F" if keywords.says(keywords.FALSE, text, lang) else None


KIND = TrueFalse()
