"""GIFT, read: blocks of text divided by empty lines; what cannot be understood is kept and said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from string import ascii_lowercase

from lms.domain.course.exchange.foreign import markdown_of
from lms.domain.course.exchange.losses import Losses
from lms.domain.course.exchange.parts import Parcel, Part, Quiz, Text
from lms.domain.course.exchange.question import Exchanged, Names, labelled
from lms.domain.course.kinds.base import Exchange, Row
from lms.domain.course.places import Lang
from lms.domain.course.tags import slug

ESCAPED = re.compile(r"\\([\\~=#{}:n])")
FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
TITLE = re.compile(r"\s*::(.*?)(?<!\\)::", re.DOTALL)
WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{1,10})?)%")
NOTE = re.compile(r"\[(id|tag):([^\]]*)\]")
RANGE = re.compile(r"(-?[\d.]+)\s*\.\.\s*(-?[\d.]+)\Z")
MARGIN = re.compile(r"(-?[\d.]+)\s*:\s*([\d.]+)\Z")
TRUTH = {"T": "T", "TRUE": "T", "F": "F", "FALSE": "F"}
GAP = "_____"


class Unreadable(ValueError):
    """A block that is no GIFT question; the text says why."""


@dataclass(frozen=True, slots=True)
class Block:
    """One question of the file as it stands, with the notes of the comments above it."""

    text: str
    line: int
    notes: tuple[tuple[str, str], ...]


def read(text: str, file: str, lang: Lang, losses: Losses) -> Parcel:
    """The questions of a GIFT file, one quiz for each category."""
    names, parts = Names(), [Quiz("quiz", "Quiz", ())]
    found: list[Part] = []
    for block in _blocks(text):
        if block.text.startswith("$CATEGORY:"):
            found.append(parts.pop())
            title = block.text.partition(":")[2].strip().rpartition("/")[2] or "Quiz"
            parts.append(Quiz(names.claim(slug(title, "quiz-"), title), title, ()))
            continue
        try:
            part = _question(block, file, names, losses)
        except Unreadable as error:
            losses.add("unreadable", file, block.line, why=error)
            part = Text(names.claim(f"text-{block.line}", "text"), "…", block.text, file, block.line)
        if isinstance(part, Text):
            losses.add("text", file, block.line)
            found.append(part)
        else:
            parts[-1] = replace(parts[-1], questions=(*parts[-1].questions, part))
    found.append(parts.pop())
    kept = tuple(part for part in found if not isinstance(part, Quiz) or part.questions)
    return Parcel("imported", "Imported questions", lang, kept)


def _blocks(text: str) -> Iterator[Block]:
    rows: list[str] = []
    notes: list[tuple[str, str]] = []
    first = 0
    for number, row in enumerate([*text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"), ""], 1):
        if row.lstrip().startswith("//"):
            notes += NOTE.findall(row)
        elif row.strip():
            first = first or number
            rows.append(row)
        if rows and (not row.strip() or row.startswith("$CATEGORY:")):
            yield Block("\n".join(rows).strip(), first, tuple(notes))
            rows, notes, first = [], [], 0


def _plain(text: str) -> str:
    return ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text).strip()


def _marked(text: str, how: str) -> str:
    """A text of the file as Markdown of ours; a format of its own wins over that of the question."""
    if own := FORMAT.match(text):
        how, text = own[1], text[own.end() :]
    plain = _plain(text)
    return markdown_of(plain) if how in ("html", "moodle") else plain


def _cut(text: str, signs: str) -> list[tuple[str, str]]:
    """The text at its unescaped signs: (sign, what follows), the first with an empty sign."""
    pieces, last, sign, at = [], 0, "", 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] in signs:
            pieces.append((sign, text[last:at]))
            sign, last = text[at], at + 1
        at += 1
    return [*pieces, (sign, text[last:])]


def _question(block: Block, file: str, names: Names, losses: Losses) -> Exchanged | Text:
    text, title = block.text, ""
    if named := TITLE.match(text):
        title, text = _plain(named[1]), text[named.end() :]
    opened = _cut(text, "{")
    if len(opened) == 1:
        return Text(names.claim(slug(title or "text"), title), title or "…", _marked(text, "moodle"), file, block.line)
    stem, (inside, *behind) = opened[0][1], [piece for _, piece in _cut("{".join(p for _, p in opened[1:]), "}")]
    if not behind:
        raise Unreadable("its { is never closed")
    own = FORMAT.match(stem)
    how = own[1] if own else "moodle"
    after = "}".join(behind)
    prompt = _marked(f"{stem.rstrip()} {GAP} {after.lstrip()}" if after.strip() else stem, how)
    wanted = dict(block.notes).get("id") or title
    first, _, more = prompt.partition("\n\n")
    question = Exchanged(names.claim(wanted, prompt), "reflect", first, Exchange("open"), more, file=file)
    question = replace(question, line=block.line)
    if title and not dict(block.notes).get("id") and title != question.id and not prompt.startswith(title):
        losses.add("id", file, block.line, was=title, id=question.id)
    answers, why = _general(inside)
    question = _answered(replace(question, why=_marked(why, how)), answers, how, losses)
    return labelled(question, (text for kind, text in block.notes if kind == "tag"))


def _general(inside: str) -> tuple[str, str]:
    """The answers, and the feedback for all of them behind `####`."""
    at = re.search(r"(?<!\\)####", inside)
    return (inside[: at.start()], inside[at.end() :]) if at else (inside, "")


def _answered(question: Exchanged, inside: str, how: str, losses: Losses) -> Exchanged:
    bare = inside.strip()
    head = _cut(bare, "#")[0][1].strip().upper()
    if not bare:
        return question
    if bare.startswith("#"):
        return _numbered(question, bare[1:].strip(), losses)
    if head in TRUTH:
        return _truth(question, bare, TRUTH[head], how)
    pieces = _cut(inside, "=~")
    if pieces[0][1].strip():
        pieces = [("", ""), ("=", inside)]
    marks = pieces[1:]
    if all(sign == "=" and "->" in text for sign, text in marks):
        return _matched(question, [text for _, text in marks], how)
    rows = [_row(sign, text, how) for sign, text in marks]
    if all(sign == "=" for sign, _ in marks):
        return _worded(question, rows, losses)
    return chosen(question, rows, losses)


def _row(sign: str, text: str, how: str) -> tuple[float, str, str]:
    """Weight in percent, text, feedback."""
    weight = 100.0 if sign == "=" else 0.0
    if found := WEIGHT.match(text):
        weight, text = float(found[1]), text[found.end() :]
    (_, answer), *remarks = _cut(text, "#")
    return weight, _marked(answer, how), _marked("#".join(piece for _, piece in remarks), how)


def chosen(question: Exchanged, rows: list[tuple[float, str, str]], losses: Losses) -> Exchanged:
    """A choice from weights: one with all the points is the answer, else all with some; what does not fit is said."""
    best = [row for row in rows if row[0] >= 100]
    if len(best) == 1 and any(0 < weight < 100 for weight, _, _ in rows):
        for weight, text, _ in rows:
            if 0 < weight < 100:
                losses.add("partial", question.file, question.line, weight=f"{weight:g}", text=text)
        rows = [(weight if weight >= 100 else min(weight, 0.0), text, said) for weight, text, said in rows]
    rights = [weight for weight, _, _ in rows if weight > 0]
    many = len(rights) > 1 or any(weight < 0 for weight, _, _ in rows)
    share = 100 / (len(rights) or 1)
    uneven = any(abs(weight - share) > 0.5 for weight in rights)
    if uneven:
        weights = ", ".join(f"{weight:g} %" for weight, _, _ in rows)
        losses.add("weights", question.file, question.line, weights=weights)
    found = tuple(
        Row(key, text, weight > 0, feedback)
        for key, (weight, text, feedback) in zip(ascii_lowercase, rows, strict=False)
    )
    kind = "multiple" if many else "single"
    return replace(
        question, kind=kind, answers=Exchange("choice", found, many=many), part_marks=question.part_marks or uneven
    )


def _worded(question: Exchanged, rows: list[tuple[float, str, str]], losses: Losses) -> Exchanged:
    for weight, text, _ in rows:
        if weight < 100:
            losses.add("wording", question.file, question.line, weight=f"{weight:g}", text=text)
    remarks = tuple(dict.fromkeys(feedback for _, _, feedback in rows if feedback))
    accepted = tuple(text for weight, text, _ in rows if weight > 0)
    why = question.why or "\n\n".join(remarks)
    return replace(question, kind="short", answers=Exchange("text", accepted=accepted), why=why)


def _truth(question: Exchanged, bare: str, right: str, how: str) -> Exchanged:
    remarks = [_marked(text, how) for _, text in _cut(bare, "#")[1:]]
    after_wrong, after_right = [*remarks, "", ""][:2]
    rows = tuple(Row(key, "", key == right, after_right if key == right else after_wrong) for key in "TF")
    return replace(question, kind="truefalse", answers=Exchange("choice", rows))


def _matched(question: Exchanged, texts: list[str], how: str) -> Exchanged:
    pairs = [text.partition("->") for text in texts]
    rows = tuple(
        Row(key, _marked(left, how), partner=_plain(right))
        for key, (left, _, right) in zip(ascii_lowercase, pairs, strict=False)
    )
    partners = [row.partner for row in rows]
    kind = "match" if len(set(partners)) == len(partners) else "sort"
    return replace(question, kind=kind, answers=Exchange("match", rows))


def _numbered(question: Exchanged, text: str, losses: Losses) -> Exchanged:
    pieces = [_row(sign or "=", piece, "plain") for sign, piece in _cut(text, "=~") if piece.strip()]
    for weight, wording, _ in pieces[1:]:
        losses.add("wording" if weight > 0 else "wrong-wording", question.file, question.line, **_said(weight, wording))
    if not pieces:
        raise Unreadable("it has no number")
    low, high = bounds(pieces[0][1])
    why = question.why or pieces[0][2]
    extra = tuple(f"{weight:g} %: {wording} {remark}".strip() for weight, wording, remark in pieces[1:])
    answers = Exchange("number", low=low, high=high)
    return replace(question, kind="number", answers=answers, why=why, imported=extra)


def _said(weight: float, text: str) -> dict[str, str]:
    return {"weight": f"{weight:g}", "text": text}


def bounds(text: str) -> tuple[Decimal, Decimal]:
    """`24`, `24:2` (a margin) or `4..6`. Raises Unreadable for anything else."""
    try:
        if found := RANGE.match(text):
            low, high = Decimal(found[1]), Decimal(found[2])
        elif found := MARGIN.match(text):
            low, high = Decimal(found[1]) - Decimal(found[2]), Decimal(found[1]) + Decimal(found[2])
        else:
            low = high = Decimal(text)
    except InvalidOperation as error:
        raise Unreadable(f"{text} is no number") from error
    if not low.is_finite() or not high.is_finite() or low > high or low.adjusted() > 30 or high.adjusted() > 30:
        raise Unreadable(f"{text} is no number")
    return low, high


