"""What differs between two texts, line by line, and word by word inside a line that was changed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Verb = Literal["same", "gone", "new", "skip"]
AROUND = 3
MOST_LINES = 1_500  # of the stretch that differs: comparing takes the square of it
MOST_WORDS = 400
WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it was or is; `parts` are its stretches, each with whether it differs."""

    verb: Verb
    parts: tuple[tuple[str, bool], ...]


def differences(before: str, after: str) -> list[Row]:
    """The lines that differ with some around them; long stretches without a change are skipped."""
    old, new = before.split("\n"), after.split("\n")
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    rows = [_same(line) for line in old[:head]]
    rows += _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    rows += [_same(line) for line in old[len(old) - tail :]] if tail else []
    return list(_near_changes(rows))


def _common(one: list[str], other: list[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _same(line: str) -> Row:
    return Row("same", ((line, False),))


def _middle(old: list[str], new: list[str]) -> Iterator[Row]:
    if max(len(old), len(new)) > MOST_LINES:
        yield from (Row("gone", ((line, True),)) for line in old)
        yield from (Row("new", ((line, True),)) for line in new)
        return
    for verb, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            yield from map(_same, old[a:b])
        elif verb == "replace" and b - a == d - c:
            pairs = [_words(one, other) for one, other in zip(old[a:b], new[c:d], strict=True)]
            yield from (gone for gone, _ in pairs)
            yield from (added for _, added in pairs)
        else:
            yield from (Row("gone", ((line, True),)) for line in old[a:b])
            yield from (Row("new", ((line, True),)) for line in new[c:d])


def _words(old: str, new: str) -> tuple[Row, Row]:
    one, other = WORD.findall(old), WORD.findall(new)
    if max(len(one), len(other)) > MOST_WORDS:
        return Row("gone", ((old, True),)), Row("new", ((new, True),))
    gone: list[tuple[str, bool]] = []
    added: list[tuple[str, bool]] = []
    for verb, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if b > a:
            gone.append(("".join(one[a:b]), verb != "equal"))
        if d > c:
            added.append(("".join(other[c:d]), verb != "equal"))
    return Row("gone", tuple(gone)), Row("new", tuple(added))


def _near_changes(rows: list[Row]) -> Iterator[Row]:
    changed = [number for number, row in enumerate(rows) if row.verb != "same"]
    if not changed:
        return
    near = {at for number in changed for at in range(number - AROUND, number + AROUND + 1)}
    skipping = False
    for number, row in enumerate(rows):
        if number in near:
            skipping = False
            yield row
        elif not skipping:
            skipping = True
            yield Row("skip", ())
