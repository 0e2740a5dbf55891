"""What Survey and Reflect share: nothing about them is right, so ticks and points are reported."""

from collections.abc import Iterable

from lms.domain.course import keywords
from lms.domain.course.brackets import Word, number_in
from lms.domain.course.kinds.base import Mark, RawQuestion
from lms.domain.course.messages import Log

NO_MARK = Mark(0, 0, True, {})


def refuse_marks(raw: RawQuestion, log: Log) -> None:
    """Points, or `critical`, in the brackets."""
    for word in _marks(raw.label.words, raw.lang):
        log.add("Q14", word.span, kind=raw.label.kind, attempt=f"### {raw.label.kind}: {raw.label.rest.text}")


def _marks(words: Iterable[Word], lang: str) -> Iterable[Word]:
    for word in words:
        if keywords.setting_name(word.text, lang) == "critical" or number_in(word.text, lang, "points") is not None:
            yield word
