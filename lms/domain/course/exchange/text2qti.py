"""text2qti, read: the plain-text quizzes of the program of that name by Geoffrey Poore, a format without names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from string import ascii_lowercase

from lms.domain.course.exchange.gift_reader import Unreadable, bounds
from lms.domain.course.exchange.losses import Losses
from lms.domain.course.exchange.parts import Parcel, Part, Quiz, Text
from lms.domain.course.exchange.question import Exchanged, Names
from lms.domain.course.kinds.base import Exchange, Row
from lms.domain.course.places import Lang
from lms.domain.course.tags import slug

SIGNS = (
    ("question", re.compile(r"\d+\.[ \t]+(.*)")),
    ("right", re.compile(r"\*[a-zA-Z]\)[ \t]+(.*)")),
    ("wrong", re.compile(r"[a-zA-Z]\)[ \t]+(.*)")),
    ("ticked", re.compile(r"\[\*\][ \t]+(.*)")),
    ("open", re.compile(r"\[ ?\][ \t]+(.*)")),
    ("wording", re.compile(r"\*[ \t]+(.*)")),
    ("remark", re.compile(r"\.\.\.[ \t]+(.*)")),
    ("praise", re.compile(r"\+[ \t]+(.*)")),
    ("regret", re.compile(r"-[ \t]+(.*)")),
    ("solution", re.compile(r"![ \t]+(.*)")),
    ("essay", re.compile(r"___+()\s*\Z")),
    ("upload", re.compile(r"\^\^\^+()\s*\Z")),
    ("number", re.compile(r"=[ \t]+(.*)")),
    ("setting", re.compile(r"((?:quiz title|quiz description|text title|text|title|points|pick)[ \t]*:.*)", re.I)),
    ("group", re.compile(r"(GROUP|END_GROUP)\s*\Z")),
    ("option", re.compile(r"([A-Za-z' ]{4,40}:[ \t]*(?:true|false|\d+))\s*\Z")),
)
MARGIN = re.compile(r"(\S+)\s*(?:\+-|±)\s*([\d.]+)(%?)\Z")
BRACKETS = re.compile(r"\[\s*(\S+)\s*,\s*(\S+)\s*\]\Z")


@dataclass(slots=True)
class Said:
    """One marked line with the lines that continue it."""

    sign: str
    text: str
    line: int


@dataclass(slots=True)
class Raw:
    """A question as it is collected."""

    prompt: Said
    title: str = ""
    points: Fraction = Fraction(1)
    pool: str = ""
    lines: list[Said] = field(default_factory=list)


def read(text: str, file: str, lang: Lang, losses: Losses) -> Parcel:
    """The quiz in a text2qti file. Its feedback for right and wrong answers becomes the explanation of the question."""
    reader = _Reader(file, losses)
    for said in _marked(text):
        reader.take(said)
    return reader.parcel(lang)


def _marked(text: str) -> Iterator[Said]:
    current: Said | None = None
    comment = code = False
    for number, row in enumerate(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"), 1):
        if row.strip() in ("COMMENT", "END_COMMENT"):
            comment = row.strip() == "COMMENT"
            continue
        if comment or (row.startswith("%") and not code):
            continue
        code ^= row.lstrip().startswith("```")
        sign = None if code or not row.strip() or row[0] in " \t" else _sign(row)
        if sign:
            if current:
                yield current
            current = Said(sign[0], sign[1].strip(), number)
        elif current:
            current.text += "\n" + (row.strip() if not code else row)
        elif row.strip():
            current = Said("text", row.strip(), number)
    if current:
        yield current


def _sign(row: str) -> tuple[str, str] | None:
    for name, pattern in SIGNS:
        if found := pattern.match(row):
            return name, found[1]
    return None


class _Reader:
    """Collects questions from marked lines."""

    def __init__(self, file: str, losses: Losses) -> None:
        self.file, self.losses, self.names = file, losses, Names()
        self.title, self.parts, self.raws = "Quiz", list[Part](), list[Raw]()
        self.next_title, self.next_points, self.pool, self.picks, self.groups = "", Fraction(1), "", list[str](), 0

    def take(self, said: Said) -> None:
        said.text = said.text.strip("\n")
        if said.sign == "question":
            self.raws.append(Raw(said, self.next_title, self.next_points, self.pool))
            self.next_title, self.next_points = "", Fraction(1)
        elif said.sign == "group":
            self.groups += said.text == "GROUP"
            self.pool = f"group-{self.groups}" if said.text == "GROUP" else ""
        elif said.sign == "setting":
            self._set(said)
        elif said.sign == "text":
            self._text("", said.text, said.line)
        elif said.sign != "option" and self.raws:
            self.raws[-1].lines.append(said)

    def _set(self, said: Said) -> None:
        name, _, value = said.text.partition(":")
        name, value = " ".join(name.lower().split()), value.strip()
        if name == "quiz title":
            self.title = value
        elif name in ("quiz description", "text"):
            self._text(self.next_title, value, said.line)
            self.next_title = ""
        elif name in ("title", "text title"):
            self.next_title = value
        elif name == "points" and re.fullmatch(r"\d{1,4}(?:\.\d{1,3})?", value) and Fraction(value) > 0:
            self.next_points = Fraction(value)
        elif name == "pick" and self.pool and value.isdigit():
            self.picks.append(f"pick {int(value)} from {self.pool}")
            self.losses.add("pick", self.file, said.line, pool=self.pool)

    def _text(self, title: str, text: str, line: int) -> None:
        self.losses.add("text", self.file, line)
        name = self.names.claim(slug(title or "about"), title)
        self.parts.append(Text(name, title or "About this quiz", text, self.file, line))

    def parcel(self, lang: Lang) -> Parcel:
        questions = tuple(self._question(raw) for raw in self.raws)
        quiz = Quiz(self.names.claim("quiz", self.title), self.title, questions, self.file, 1, tuple(self.picks))
        return Parcel("imported", self.title, lang, (*self.parts, *([quiz] if questions else [])))

    def _question(self, raw: Raw) -> Exchanged:
        first, _, more = raw.prompt.text.partition("\n\n")
        first = " ".join(first.split())
        id = self.names.claim("", raw.title or first)
        question = Exchanged(id, "reflect", first, Exchange("open"), more, raw.points, pool=raw.pool)
        question = replace(question, file=self.file, line=raw.prompt.line)
        signs = {said.sign for said in raw.lines}
        if signs & {"right", "wrong"}:
            question = self._choice(question, raw, ("right", "wrong"), many=False)
        elif signs & {"ticked", "open"}:
            question = self._choice(question, raw, ("ticked", "open"), many=True)
        elif "number" in signs:
            question = self._number(question, raw)
        elif "wording" in signs:
            accepted = tuple(said.text for said in raw.lines if said.sign == "wording")
            question = replace(question, kind="short", answers=Exchange("text", accepted=accepted))
        elif "essay" not in signs:
            what = "A file to hand in" if "upload" in signs else "A question without answers"
            self.losses.add("unknown", self.file, raw.prompt.line, what=what)
            question = replace(question, imported=(what,))
        return replace(question, why=_why(raw))

    def _choice(self, question: Exchanged, raw: Raw, signs: tuple[str, str], *, many: bool) -> Exchanged:
        rows: list[Row] = []
        owner = False
        for said in raw.lines:
            if said.sign in signs and len(rows) < len(ascii_lowercase):
                rows.append(Row(ascii_lowercase[len(rows)], said.text, said.sign == signs[0]))
                owner = True
            elif said.sign == "remark" and owner:
                rows[-1] = replace(rows[-1], feedback=said.text)
        words = [row.text.casefold() for row in rows]
        if not many and sorted(words) == ["false", "true"]:
            found = sorted(rows, key=lambda row: row.text.casefold(), reverse=True)
            rows = [replace(row, key=row.text[:1].upper(), text="") for row in found]
            return replace(question, kind="truefalse", answers=Exchange("choice", tuple(rows)))
        kind = "multiple" if many else "single"
        return replace(question, kind=kind, answers=Exchange("choice", tuple(rows), many=many))

    def _number(self, question: Exchanged, raw: Raw) -> Exchanged:
        text = next(said.text for said in raw.lines if said.sign == "number")
        try:
            low, high = _range(text)
        except Unreadable as error:
            self.losses.add("unreadable", self.file, question.line, why=error)
            return replace(question, imported=(f"= {text}",))
        return replace(question, kind="number", answers=Exchange("number", low=low, high=high))


def _range(text: str) -> tuple[Decimal, Decimal]:
    """`5`, `5 +- 1`, `5 +- 10%` or `[4, 6]`. Raises Unreadable."""
    if found := BRACKETS.match(text):
        return bounds(f"{found[1]}..{found[2]}")
    if found := MARGIN.match(text):
        low, high = bounds(f"{found[1]}:{found[2]}")
        if found[3]:
            middle = (low + high) / 2
            margin = abs(middle) * (high - middle) / 100
            return middle - margin, middle + margin
        return low, high
    return bounds(text)


def _why(raw: Raw) -> str:
    """General feedback first, then what is said after right and after wrong answers."""
    general = []
    for said in raw.lines:
        if said.sign in ("right", "wrong", "ticked", "open", "wording", "number"):
            break
        if said.sign in ("remark", "praise", "regret", "solution"):
            general.append(said.text)
    return "\n\n".join(general)
