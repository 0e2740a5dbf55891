"""A question as it travels: one language, plain values, the answers in the shape that all formats share."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from string import ascii_lowercase

from lms.domain.course import keywords
from lms.domain.course.brackets import behind, number_in
from lms.domain.course.kinds import KINDS, kind_of
from lms.domain.course.kinds.base import Exchange
from lms.domain.course.model import Question
from lms.domain.course.places import Id, Lang, T, in_lang
from lms.domain.course.tags import NAME, slug

IMPORTED = "Imported"
FLAGS = ("critical", "practice", "always", "keep order")


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One question in one language; every text is Markdown. `imported` is what had no place here."""

    id: Id
    kind: str
    prompt: str
    answers: Exchange
    body: str = ""
    points: Fraction = Fraction(1)
    flags: frozenset[str] = frozenset()
    pool: str = ""
    part_marks: bool = False
    hints: tuple[str, ...] = ()
    why: str = ""
    imported: tuple[str, ...] = ()
    file: str = ""
    line: int = 0


def exchanged(question: Question, lang: Lang, *, part_marks: bool = False) -> Exchanged:
    """A question of a course, in that language where it has one."""
    held = (question.critical, question.practice, question.always, question.keep_order)
    return Exchanged(
        id=question.id,
        kind=question.kind,
        prompt=_text(question.prompt, lang),
        answers=kind_of(question).exchange(question, lang),
        body=_text(question.body, lang),
        points=question.points,
        flags=frozenset(flag for flag, on in zip(FLAGS, held, strict=True) if on),
        pool=question.pool or "",
        part_marks=part_marks,
        hints=tuple(_text(hint, lang) for hint in question.hints),
        why=_text(question.why, lang),
        file=question.span.file,
        line=question.span.line,
    )


def _text(text: T | None, lang: Lang) -> str:
    return in_lang(text, lang).text if text else ""


def labels(question: Exchanged) -> list[str]:
    """What other formats can only carry as labels ("tags"), in the words of our settings in brackets."""
    found = [flag for flag in FLAGS if flag in question.flags]
    found += [f"{_number(question.points)} points"] if question.points != 1 else []
    found += [f"pool {question.pool}"] if question.pool else []
    found += ["part marks"] if question.part_marks else []
    found += [question.kind] if question.kind in ("sort", "survey", "reflect") else []
    found += [f"unit {question.answers.unit}"] if question.answers.unit else []
    found += [f"letters {letters}"] if (letters := _letters(question)) else []
    heads = question.answers.heads
    return found + ([f"heads {heads[0]} / {heads[1]}"] if any(heads) else [])


def _letters(question: Exchanged) -> str:
    """The letters of the answers in their order, where they are not simply a, b, c."""
    letters = "".join(row.key for row in question.answers.rows)
    return "" if question.kind == "truefalse" or ascii_lowercase.startswith(letters) else letters


def labelled(question: Exchanged, found: Iterable[str]) -> Exchanged:
    """The question with what its labels say; labels of other systems mean nothing here."""
    for label in found:
        word, _, rest = label.strip().partition(" ")
        if label.strip() in FLAGS:
            question = replace(question, flags=question.flags | {label.strip()})
        elif (points := number_in(label, "en", "points")) is not None and points > 0:
            question = replace(question, points=points)
        elif pool := behind(label, "en", "pool"):
            question = replace(question, pool=pool)
        elif keywords.plain(label) == "part marks":
            question = replace(question, part_marks=True)
        elif label in ("sort", "survey", "reflect"):
            question = replace(question, kind=label)
        elif word == "letters" and len(set(rest)) == len(question.answers.rows) == len(rest) and rest.isalpha():
            rows = (replace(row, key=key) for row, key in zip(question.answers.rows, rest.lower(), strict=True))
            question = replace(question, answers=replace(question.answers, rows=tuple(rows)))
        elif word == "unit" and rest:
            question = replace(question, answers=replace(question.answers, unit=rest))
        elif word == "heads" and " / " in rest:
            left, _, right = rest.partition(" / ")
            question = replace(question, answers=replace(question.answers, heads=(left, right)))
    return question


def lines(question: Exchanged, lang: Lang) -> list[str]:
    """The question in our own format, as a source file of that language has it."""
    word = keywords.spoken(KINDS[question.kind].keywords, lang)[0]
    settings = f" ({', '.join(brackets(question))})" if brackets(question) else ""
    prompt, *more = question.prompt.strip().split("\n") or [""]
    rows = [f"### {word[:1].upper()}{word[1:]}{settings}: {prompt.strip() or '…'} <!-- #{question.id} -->", ""]
    rows += [*_paragraphs("\n".join(more)), *_paragraphs(question.body)]
    rows += [row for text in question.imported for row in _quote(IMPORTED, text)]
    if answers := KINDS[question.kind].written(question.answers, lang):
        rows += [*answers, ""]
    for label, texts in (("Hint", question.hints), ("Why", (question.why,) if question.why else ())):
        rows += [row for text in texts for row in _quote(label, text)]
    return rows


def brackets(question: Exchanged) -> list[str]:
    """The settings of a question as they stand in brackets."""
    points = [f"{_number(question.points)} points"] if question.points != 1 else []
    pool = [f"pool {question.pool}"] if question.pool else []
    return points + [flag for flag in FLAGS if flag in question.flags] + pool


def _number(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.3f}".rstrip("0")


def _paragraphs(text: str) -> list[str]:
    """A text that stays text: a heading of another format must not open a part of ours."""
    rows = [re.sub(r"^(#{1,3})(?=\s|\Z)", "####", row) for row in text.strip("\n").split("\n")]
    return [*rows, ""] if text.strip() else []


def _quote(label: str, text: str) -> list[str]:
    first, *more = text.strip().split("\n")
    return [f"> **{label}:** {first}".rstrip(), *(f"> {row}".rstrip() for row in more), ""]


class Names:
    """Gives every imported question a tag that is valid and free."""

    def __init__(self) -> None:
        self.taken: set[Id] = set()

    def claim(self, wanted: str, prompt: str) -> Id:
        """The wanted name where it can be a tag and is free, else one made of the first words of the question."""
        stem = wanted if NAME.match(wanted) else slug(prompt, "q-")
        id, number = stem, 2
        while id in self.taken:
            id, number = f"{stem[:36]}-{number}", number + 1
        self.taken.add(id)
        return id
