"""The cheat sheet says every word of the format, in both languages, and its examples are what the checker reads."""

from pathlib import Path

import pytest

from lms.domain.course import keywords
from lms.domain.course.keywords import Words
from lms.domain.course.kinds import KINDS
from lms.domain.course.sections import SECTIONS

PAGE = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text(encoding="utf-8")
ENGLISH, FRENCH = PAGE.split("\n---\n")
SHEETS = {"en": ENGLISH, "fr": FRENCH}
LABELS: dict[str, Words] = {
    "hint": keywords.HINT,
    "why": keywords.WHY,
    "answer": keywords.ANSWER,
    "unit": keywords.UNIT,
    "true": keywords.TRUE,
    "false": keywords.FALSE,
    "do": keywords.DO,
    "don't": keywords.DONT,
    "message": keywords.MESSAGE,
}
LEFT_OUT = ("from", "all or nothing")  # shown as a part of another setting; what is so anyway
WORDS = {f"question {name}": kind.keywords for name, kind in KINDS.items()}
WORDS |= {f"section {name}": kind.keywords for name, kind in SECTIONS.items()}
WORDS |= {f"label {name}": words for name, words in LABELS.items()}
WORDS |= {f"setting {name}": words for name, words in keywords.SETTINGS.items() if name not in LEFT_OUT}


@pytest.mark.parametrize("lang", SHEETS)
@pytest.mark.parametrize("name", WORDS)
def test_every_word_of_the_format_stands_on_the_sheet(name: str, lang: str) -> None:
    sheet = keywords.plain(SHEETS[lang])
    assert any(word in sheet for word in WORDS[name][lang])


@pytest.mark.parametrize("lang", SHEETS)
def test_a_sheet_is_one_page(lang: str) -> None:
    assert len(SHEETS[lang].strip().splitlines()) < 60
