"""Moodle XML, read: our own exports come back equal, and those of a Moodle as far as our kinds of question go."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from string import ascii_lowercase
from xml.etree.ElementTree import Element

from lms.domain.course.exchange.foreign import markdown_of
from lms.domain.course.exchange.gift_reader import chosen
from lms.domain.course.exchange.losses import Losses
from lms.domain.course.exchange.parts import Parcel, Part, Quiz, Text
from lms.domain.course.exchange.question import Exchanged, Names, labelled
from lms.domain.course.exchange.xml import BadXml, Tree, parse
from lms.domain.course.kinds.base import Exchange, Row
from lms.domain.course.places import Lang
from lms.domain.course.tags import slug


def read(data: bytes, file: str, lang: Lang, losses: Losses) -> Parcel:
    """The questions of a Moodle XML file, one quiz for each category. Raises BadXml."""
    tree = parse(data)
    if tree.root.tag != "quiz":
        raise BadXml(1, "its first element is not <quiz>")
    return _Reader(tree, file, losses).parcel(lang)


class _Reader:
    """Walks through the questions and remembers the category they stand in."""

    def __init__(self, tree: Tree, file: str, losses: Losses) -> None:
        self.tree, self.file, self.losses, self.names = tree, file, losses, Names()

    def parcel(self, lang: Lang) -> Parcel:
        parts: list[Part] = []
        quiz = Quiz("quiz", "Quiz", ())
        for element in self.tree.root.iterfind("question"):
            kind = element.get("type", "")
            if kind == "category":
                parts.append(quiz)
                quiz = self._category(element)
            elif kind == "description":
                parts.append(self._description(element))
            else:
                quiz = replace(quiz, questions=(*quiz.questions, self._question(element, kind)))
        kept = [part for part in (*parts, quiz) if not isinstance(part, Quiz) or part.questions]
        return Parcel("imported", "Imported questions", lang, tuple(kept))

    def _category(self, element: Element) -> Quiz:
        path = _string(element, "category/text").replace("//", "\0")
        title = path.rpartition("/")[2].replace("\0", "/") or "Quiz"
        return Quiz(self.names.claim(_string(element, "idnumber") or slug(title, "quiz-"), title), title, ())

    def _description(self, element: Element) -> Text:
        line, title = self.tree.line(element), _string(element, "name/text")
        self.losses.add("text", self.file, line)
        id = self.names.claim(_string(element, "idnumber") or slug(title or "text"), title)
        return Text(id, title, self._md(element.find("questiontext")), self.file, line)

    def _md(self, element: Element | None) -> str:
        """A text with its format; files that travel inside it are left out and said."""
        if element is None:
            return ""
        for attached in element.iterfind("file"):
            self.losses.add("file", self.file, self.tree.line(attached), name=attached.get("name", "?"))
        text = element.findtext("text") or ""
        return text.strip() if element.get("format") in ("markdown", "plain_text") else markdown_of(text)

    def _question(self, element: Element, kind: str) -> Exchanged:
        line = self.tree.line(element)
        prompt = self._md(element.find("questiontext"))
        first, _, more = prompt.partition("\n\n")
        wanted = _string(element, "idnumber")
        id = self.names.claim(wanted, first or _string(element, "name/text"))
        if wanted and wanted != id:
            self.losses.add("id", self.file, line, was=wanted, id=id)
        question = Exchanged(id, "reflect", first, Exchange("open"), more.strip("\n"), file=self.file, line=line)
        question = replace(
            question,
            points=_points(element),
            why=self._md(element.find("generalfeedback")),
            hints=tuple(hint for found in element.iterfind("hint") if (hint := self._md(found))),
        )
        if _string(element, "shuffleanswers") in ("false", "0"):
            question = replace(question, flags=frozenset({"keep order"}))
        read = KINDS.get(kind)
        if read is None:
            self.losses.add("unknown", self.file, line, what=f"A question of the type {kind}")
            return replace(question, imported=(f"{kind}: {_string(element, 'name/text')}",))
        question = read(self, element, question)
        return labelled(question, [tag.text or "" for tag in element.iterfind("tags/tag/text")])

    def answers(self, element: Element) -> Iterator[tuple[float, str, str]]:
        """Weight in percent, text, feedback of every answer."""
        for answer in element.iterfind("answer"):
            text = answer.findtext("text") or ""
            known = answer.get("format") in ("markdown", "plain_text")
            weight = _float(answer.get("fraction", "0"))
            yield weight, text.strip() if known else markdown_of(text), self._md(answer.find("feedback"))


def _string(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _float(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if -1000 <= value <= 1000 else 0.0


def _points(element: Element) -> Fraction:
    value = _float(_string(element, "defaultgrade") or "1")
    return Fraction(round(value * 1000), 1000) if value > 0 else Fraction(1)


def _multichoice(reader: _Reader, element: Element, question: Exchanged) -> Exchanged:
    if any(tag.text == "survey" for tag in element.iterfind("tags/tag/text")):
        found = zip(ascii_lowercase, reader.answers(element), strict=False)
        rows = tuple(Row(key, text, None) for key, (_, text, _) in found)
        return replace(question, kind="survey", answers=Exchange("choice", rows))
    question = chosen(question, list(reader.answers(element)), reader.losses)
    if _string(element, "single") in ("false", "0"):
        return replace(question, kind="multiple", answers=replace(question.answers, many=True))
    return question


def _truefalse(reader: _Reader, element: Element, question: Exchanged) -> Exchanged:
    keys = {"true": "T", "false": "F"}
    found = [(keys.get(text.casefold()), weight, said) for weight, text, said in reader.answers(element)]
    rows = [Row(key, "", weight > 0, said) for key, weight, said in found if key]
    rows.sort(key=lambda row: "TF".index(row.key))
    return replace(question, kind="truefalse", answers=Exchange("choice", tuple(rows)))


def _ordering(reader: _Reader, element: Element, question: Exchanged) -> Exchanged:
    found = sorted(reader.answers(element), key=lambda answer: answer[0])
    rows = tuple(Row(key, text) for key, (_, text, _) in zip(ascii_lowercase, found, strict=False))
    parts = _string(element, "gradingtype") not in ("", "ALL_OR_NOTHING", "-1")
    return replace(question, kind="order", answers=Exchange("order", rows), part_marks=parts)


def _matching(reader: _Reader, element: Element, question: Exchanged) -> Exchanged:
    pairs = list(element.iterfind("subquestion"))
    rows = tuple(
        Row(key, reader._md(pair), partner=_string(pair, "answer/text"))
        for key, pair in zip(ascii_lowercase, pairs, strict=False)
    )
    partners = [row.partner for row in rows]
    kind = "match" if len(set(partners)) == len(partners) else "sort"
    return replace(question, kind=kind, answers=Exchange("match", rows))


def _numerical(reader: _Reader, element: Element, question: Exchanged) -> Exchanged:
    best = next((answer for answer in element.iterfind("answer") if _float(answer.get("fraction", "0")) >= 100), None)
    for answer in element.iterfind("answer"):
        if answer is not best:
            said = {"weight": answer.get("fraction", "0"), "text": _string(answer, "text")}
            reader.losses.add("wording", reader.file, reader.tree.line(answer), **said)
    try:
        middle = Decimal(_string(best, "text")) if best is not None else Decimal("NaN")
        margin = Decimal(_string(best, "tolerance") or "0") if best is not None else Decimal(0)
        bounded = middle.is_finite() and margin.is_finite() and abs(middle.adjusted()) < 30 > abs(margin.adjusted())
    except InvalidOperation:
        bounded = False
    if not bounded:
        reader.losses.add("unknown", reader.file, question.line, what="A number that is none")
        return replace(question, imported=(_string(element, "answer/text"),))
    unit = _string(element, "units/unit/unit_name")
    answers = Exchange("number", low=middle - margin, high=middle + margin, unit=unit)
    return replace(question, kind="number", answers=answers)


def _short(reader: _Reader, element: Element, question: Exchanged) -> Exchanged:
    found = list(reader.answers(element))
    right, wrong = ([answer for answer in found if (answer[0] > 0) is sign] for sign in (True, False))
    for weight, text, _ in right:
        if weight < 100:
            reader.losses.add("wording", question.file, question.line, weight=f"{weight:g}", text=text)
    for _, text, _ in wrong:
        reader.losses.add("wrong-wording", question.file, question.line, text=text)
    kept = tuple(f"{text} – {said}" for _, text, said in wrong)
    accepted = tuple(text for _, text, _ in right)
    return replace(question, kind="short", answers=Exchange("text", accepted=accepted), imported=kept)


def _essay(reader: _Reader, element: Element, question: Exchanged) -> Exchanged:
    return question


KINDS: Mapping[str, Callable[[_Reader, Element, Exchanged], Exchanged]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "ordering": _ordering,
    "matching": _matching,
    "ddmatch": _matching,
    "numerical": _numerical,
    "shortanswer": _short,
    "essay": _essay,
}
