"""A hundred thousand damaged courses: every one is read, reported and compared, and none brings the reader down."""

import random
import re
from pathlib import Path

import pytest

from lms.domain.course import report
from lms.domain.course.compare import compare
from lms.domain.course.parse import parse_course
from lms.domain.course.snapshot import snapshot_bytes, snapshot_of
from tests.domain.course.cases import COURSE, FRENCH, HEAD
from tests.domain.course.test_any_bytes import PIECES
from tests.domain.course.test_snapshot import NOW

ROOT = Path(__file__).parents[3]
INPUTS, SHARES = 100_000, 4
FEW = 400
FILES = [*sorted((ROOT / "courses").glob("*/*.md")), *sorted((ROOT / "tests" / "courses").glob("*/*.md"))]
SECTION = re.compile(r"(?m)^(?=## )")
HEADS = {"en": HEAD, "fr": "---\nlanguage: fr\n---\n\n# Partie\n\n"}
SOURCE = COURSE.replace("modules:", "translations: [fr]\nmodules:")


def sections(language: str) -> dict[str, str]:
    """Every section of our own courses, by its first line."""
    wanted = [path for path in FILES if path.name.endswith(".fr.md") == (language == "fr")]
    texts = [part for path in wanted for part in SECTION.split(path.read_text(encoding="utf-8"))[1:]]
    return {text.partition("\n")[0]: text[:1500] for text in texts}


ENGLISH, TRANSLATED = list(sections("en").values()), list(sections("fr").values())


def damaged(text: str, chance: random.Random) -> bytes:
    """The text with a few things cut, doubled, moved, replaced, or turned into other bytes."""
    for _ in range(chance.randint(0, 6)):
        at, length = chance.randrange(len(text) + 1), chance.choice((0, 1, 1, 2, 8, 40))
        piece = chance.choice(PIECES) if chance.random() < 0.6 else text[at : at + length]
        to = chance.randrange(len(text) + 1)
        text = chance.choice(
            (text[:at] + text[at + length :], text[:to] + piece + text[to:], text[:at] + piece + text[at + length :])
        )
    data = bytearray(text.encode())
    for _ in range(chance.choice((0, 0, 0, 1, 3))):
        at = chance.randrange(len(data) + 1)
        data[at : at + 1] = bytes([chance.randrange(256)])
    return bytes(data)


def course(chance: random.Random, published: bytes) -> dict[str, bytes]:
    """A small course of our own sections; one of its files is damaged, now and then all."""
    source = HEADS["en"] + "\n".join(chance.sample(ENGLISH, chance.choice((1, 1, 2))))
    texts = {"course.md": SOURCE, "10-m.md": source}
    if chance.random() < 0.3:
        texts |= {"course.fr.md": FRENCH, "10-m.fr.md": HEADS["fr"] + chance.choice(TRANSLATED)}
    if chance.random() < 0.2:
        texts["published.json"] = published.decode()
    victims = set(texts) if chance.random() < 0.05 else {chance.choice(["10-m.md", *texts])}
    return {path: damaged(text, chance) if path in victims else text.encode() for path, text in texts.items()}


def fuzz(inputs: int, seed: int) -> int:
    chance = random.Random(seed)
    before = None
    published = b'{"version": "1.0"}\n'
    done = 0
    for number in range(inputs):
        files = course(chance, published)
        result = parse_course(files)
        assert report.text(result.diagnostics[:3], files, "fr") or not result.diagnostics
        if result.course and number % 10 == 0:
            if before:
                compare(before, result.course)
            before = result.course
            published = snapshot_bytes(snapshot_of(result.course, files, None, NOW))
        done += 1
    return done


def test_a_few_hundred_damaged_courses_are_read() -> None:
    assert fuzz(FEW, seed=1) == FEW


@pytest.mark.long
@pytest.mark.parametrize("share", range(SHARES))
def test_a_hundred_thousand_damaged_courses_are_read(share: int) -> None:
    assert fuzz(INPUTS // SHARES, seed=20261102 + share) * SHARES == INPUTS
