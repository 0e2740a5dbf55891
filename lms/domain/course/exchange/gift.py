"""GIFT, written: the plain-text question format of Moodle (docs.moodle.org, "GIFT format")."""

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from lms.domain.course.exchange.losses import Losses
from lms.domain.course.exchange.parts import Parcel, Quiz, Story
from lms.domain.course.exchange.question import Exchanged, labels
from lms.domain.course.kinds.base import Row

FORMAT = "GIFT"
SPECIAL = re.compile(r"[\\~=#{}:]")


def write(parcel: Parcel, losses: Losses) -> str:
    """All quizzes of a parcel as one GIFT file; readings become comments."""
    rows: list[str] = []
    for part in parcel.parts:
        if isinstance(part, Quiz):
            if part.settings:
                losses.add("quiz", part.file, part.line, format=FORMAT, settings=", ".join(part.settings))
            rows += [f"$CATEGORY: {parcel.id}/{part.id}", ""]
            for question in part.questions:
                rows += [*_question(question, losses), ""]
        elif isinstance(part, Story):
            losses.add("scenario", part.file, part.line, format=FORMAT)
        else:
            losses.add("section", part.file, part.line, format=FORMAT, what="comments")
            rows += [*_comment(f"{part.title}\n{part.text}"), ""]
    return "\n".join(rows).rstrip("\n") + "\n"


def escaped(text: str) -> str:
    """The text with what GIFT reads as signs written as themselves; line breaks as `\\n`."""
    return SPECIAL.sub(lambda found: "\\" + found[0], text.strip("\n")).replace("\n", "\\n")


def _comment(text: str) -> list[str]:
    return [f"// {row}".rstrip() for row in text.split("\n")]


def _question(question: Exchanged, losses: Losses) -> list[str]:
    write = ANSWERS.get(question.answers.interaction)
    if write is None or question.kind == "survey":
        losses.add("kind", question.file, question.line, format=FORMAT, kind=question.kind)
        return _comment(f"[id:{question.id}] {question.prompt}")
    if question.hints:
        losses.add("hint", question.file, question.line, format=FORMAT, count=len(question.hints))
    known = "".join(f" [tag:{label.replace(']', ')')}]" for label in labels(question))
    stem = f"{question.prompt}\n\n{question.body}" if question.body else question.prompt
    why = [f"####{escaped(question.why)}"] if question.why else []
    head = f"::{escaped(question.id)}::[markdown]{escaped(stem)} {{"
    return [f"// [id:{question.id}]{known}", head, *(f"  {row}" for row in (*write(question, losses), *why)), "}"]


def _choice(question: Exchanged, losses: Losses) -> Iterator[str]:
    if question.kind == "truefalse":
        yield _truefalse(question)
        return
    rights = sum(bool(row.right) for row in question.answers.rows) or 1
    wrongs = (len(question.answers.rows) - rights) or 1
    for row in question.answers.rows:
        if question.answers.many:
            share = Fraction(100, rights) if row.right else -Fraction(100, wrongs)
            sign = f"~%{_percent(share)}%"
        else:
            sign = "=" if row.right else "~"
        yield f"{sign}{escaped(row.text)}{_feedback(row)}"


def _truefalse(question: Exchanged) -> str:
    """`{T#said after the wrong answer#said after the right one}`."""
    right = next((row for row in question.answers.rows if row.right), question.answers.rows[0])
    wrong = next(row for row in question.answers.rows if row is not right)
    remarks = f"#{escaped(wrong.feedback)}#{escaped(right.feedback)}" if right.feedback or wrong.feedback else ""
    return f"{right.key}{remarks}"


def _match(question: Exchanged, losses: Losses) -> Iterator[str]:
    for row in question.answers.rows:
        yield f"={escaped(row.text)} -> {escaped(row.partner)}"


def _number(question: Exchanged, losses: Losses) -> Iterator[str]:
    low, high = question.answers.low, question.answers.high
    yield f"#{low:f}" if low == high else f"#{low:f}..{high:f}"


def _text(question: Exchanged, losses: Losses) -> Iterator[str]:
    yield from (f"={escaped(wording)}" for wording in question.answers.accepted)


def _open(question: Exchanged, losses: Losses) -> Iterator[str]:
    return iter(())


ANSWERS: Mapping[str, Callable[[Exchanged, Losses], Iterator[str]]] = {
    "choice": _choice,
    "match": _match,
    "number": _number,
    "text": _text,
    "open": _open,
}


def _feedback(row: Row) -> str:
    return f"#{escaped(row.feedback)}" if row.feedback else ""


def _percent(share: Fraction) -> str:
    """Five decimals, as the grades of Moodle have them."""
    return f"{float(share):.5f}".rstrip("0").rstrip(".")

