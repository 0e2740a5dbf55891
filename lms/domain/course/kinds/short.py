"""Short answer: a word or a few, compared with what each language accepts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from lms.domain.course import keywords
from lms.domain.course.keywords import Words
from lms.domain.course.kinds import lines
from lms.domain.course.kinds.base import Count, Exchange, Given, Kind, Mark, RawQuestion, RawTranslation, Unfinished
from lms.domain.course.kinds.wordings import folded
from lms.domain.course.messages import Log
from lms.domain.course.model import ShortQuestion
from lms.domain.course.parts import Item
from lms.domain.course.places import Lang, T
from lms.domain.course.prints import Json

LONGEST = 200


class Short(Kind[ShortQuestion]):
    """A field for a word."""

    name = "short"
    template = "short"
    keywords: ClassVar[Words] = {"en": ("short answer",), "fr": ("réponse courte",)}

    def claims(self, item: Item, lang: Lang) -> bool:
        return super().claims(item, lang) or lines.meant(item.text, keywords.ANSWER, lang) is not None

    def parse(self, raw: RawQuestion, log: Log) -> ShortQuestion:
        reported = lines.report_others(raw.parts, (keywords.ANSWER,), raw.lang, log)
        accepted = _accepted(raw.parts.items, raw.lang, log)
        if not reported and not raw.parts.items:
            log.add("Q10", raw.common["span"], attempt=lines.line(keywords.ANSWER, "security desk", raw.lang))
        return ShortQuestion(**raw.common, accepted={raw.lang: accepted})

    def translate(self, question: ShortQuestion, raw: RawTranslation, log: Log) -> ShortQuestion:
        reported = lines.report_others(raw.parts, (keywords.ANSWER,), raw.lang, log)
        accepted = _accepted(raw.parts.items, raw.lang, log)
        if not reported and not raw.parts.items:
            example = next((wording for every in question.accepted.values() for wording in every), "…")
            log.add("T05", raw.part.heading.span, attempt=lines.line(keywords.ANSWER, example, raw.lang))
        return replace(question, accepted={**question.accepted, raw.lang: accepted}) if accepted else question

    def given_from_form(
        self, question: ShortQuestion, form: Mapping[str, Sequence[str]], order: Sequence[str] = ()
    ) -> Given | None:
        typed = " ".join("".join(form.get(question.id, ())[:1]).replace("\x00", "").split())
        if len(typed) > LONGEST:
            raise Unfinished("answer-too-long", limit=LONGEST)
        if not folded(typed):
            raise Unfinished("nothing-written")
        return typed

    def mark(self, question: ShortQuestion, given: Given, *, part_marks: bool = False) -> Mark:
        right = folded(str(given)) in accepted_forms(question)
        of = int(question.points * 1000)
        return Mark(of if right else 0, of, right, {})

    def statistics(self, question: ShortQuestion, given: Iterable[Given]) -> tuple[Count, ...]:
        """Each wording once, in the spelling most people chose; the most frequent first."""
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for answer in given:
            spellings[folded(str(answer))][str(answer)] += 1
        forms = accepted_forms(question)
        rows = [
            Count(key, max(sorted(said), key=said.__getitem__), said.total(), key in forms)
            for key, said in spellings.items()
        ]
        return tuple(sorted(rows, key=lambda row: (-row.count, row.key)))

    def exchange(self, question: ShortQuestion, lang: Lang) -> Exchange:
        return Exchange("text", accepted=self.accepted(question, lang))

    def written(self, exchange: Exchange, lang: Lang) -> list[str]:
        return [lines.line(keywords.ANSWER, wording, lang) for wording in exchange.accepted]

    def accepted(self, question: ShortQuestion, lang: Lang) -> tuple[str, ...]:
        return question.accepted.get(lang) or next(iter(question.accepted.values()), ())

    def without_answers(self, question: ShortQuestion) -> ShortQuestion:
        return replace(question, accepted={}, why=None, key_print="", text_print="")

    def key(self, question: ShortQuestion) -> Json:
        return {lang: sorted(set(map(folded, accepted))) for lang, accepted in question.accepted.items()}

    def texts(self, question: ShortQuestion) -> Iterator[tuple[str, T | None]]:
        return iter(())


def accepted_forms(question: ShortQuestion) -> set[str]:
    """What is right in any language of the course: people answer in theirs, whichever they read in."""
    return {folded(wording) for accepted in question.accepted.values() for wording in accepted}


def _accepted(items: Iterable[Item], lang: Lang, log: Log) -> tuple[str, ...]:
    """The accepted wordings in the order of the file; an empty line accepts nothing and is reported."""
    found = []
    for item, value in lines.values(items, keywords.ANSWER, lang):
        if folded(value.text) and len(value.text) <= LONGEST:
            found.append(" ".join(value.text.split()))
        elif not value.text:
            lines.report_empty(item.row, lang, log)
        else:
            attempt = lines.line(keywords.ANSWER, value.text[:40] or "security desk", lang)
            log.add("Q10", item.row, attempt=attempt)
    return tuple(dict.fromkeys(found))


KIND = Short()
