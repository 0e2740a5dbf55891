"""Moodle XML, written: the question bank format of Moodle 4.4 and later (docs.moodle.org, "Moodle XML format")."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from lms.domain.course.exchange.losses import Losses
from lms.domain.course.exchange.parts import Parcel, Quiz, Story
from lms.domain.course.exchange.question import Exchanged, labels

FORMAT = "Moodle XML"


def write(parcel: Parcel, losses: Losses) -> str:
    """All quizzes as one question bank, a category each; readings become descriptions. Texts stay Markdown."""
    root = Element("quiz")
    for part in parcel.parts:
        if isinstance(part, Quiz):
            if part.settings:
                losses.add("quiz", part.file, part.line, format=FORMAT, settings=", ".join(part.settings))
            _category(root, f"$course$/top/{parcel.title.replace('/', '//')}/{part.title.replace('/', '//')}", part.id)
            for question in part.questions:
                _question(root, question, losses)
        elif isinstance(part, Story):
            losses.add("scenario", part.file, part.line, format=FORMAT)
        else:
            losses.add("section", part.file, part.line, format=FORMAT, what="a description")
            described = _head(root, "description", part.id, part.title)
            _text(described, "questiontext", part.text)
            _plain(described, "idnumber", part.id)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "\n")
    )


def _category(root: Element, path: str, id: str) -> None:
    category = SubElement(root, "question", type="category")
    SubElement(SubElement(category, "category"), "text").text = path
    _plain(category, "idnumber", id)


def _head(root: Element, kind: str, id: str, name: str) -> Element:
    question = SubElement(root, "question", type=kind)
    SubElement(SubElement(question, "name"), "text").text = name or id
    return question


def _plain(parent: Element, tag: str, value: str) -> None:
    SubElement(parent, tag).text = value


def _text(parent: Element, tag: str, value: str) -> Element:
    element = SubElement(parent, tag, format="markdown")
    SubElement(element, "text").text = value
    return element


def _question(root: Element, question: Exchanged, losses: Losses) -> None:
    kind, write = ANSWERS[question.answers.interaction]
    kind = "truefalse" if question.kind == "truefalse" else kind
    element = _head(root, kind, question.id, question.prompt.partition("\n")[0][:200])
    _text(element, "questiontext", f"{question.prompt}\n\n{question.body}" if question.body else question.prompt)
    _text(element, "generalfeedback", question.why)
    points = "0" if question.kind in ("survey", "reflect") else f"{float(question.points):.7f}"
    _plain(element, "defaultgrade", points)
    _plain(element, "penalty", "0.3333333")
    _plain(element, "hidden", "0")
    _plain(element, "idnumber", question.id)
    write(element, question)
    for hint in question.hints:
        _text(element, "hint", hint)
    if found := labels(question):
        tags = SubElement(element, "tags")
        for label in found:
            SubElement(SubElement(tags, "tag"), "text").text = label
    if question.answers.interaction in ("order", "match") and any(row.feedback for row in question.answers.rows):
        count = sum(bool(row.feedback) for row in question.answers.rows)
        losses.add("feedback", question.file, question.line, format=FORMAT, count=count)


def _answer(parent: Element, fraction: Fraction | int, text: str, feedback: str, form: str = "markdown") -> Element:
    """One answer with what it earns, in percent of the points."""
    answer = SubElement(parent, "answer", fraction=_percent(Fraction(fraction)), format=form)
    SubElement(answer, "text").text = text
    _text(answer, "feedback", feedback)
    return answer


def _percent(share: Fraction) -> str:
    return f"{float(share):.5f}".rstrip("0").rstrip(".")


def _choice(element: Element, question: Exchanged) -> None:
    if question.kind == "truefalse":
        for row in question.answers.rows:
            _answer(element, 100 * bool(row.right), {"T": "true", "F": "false"}[row.key], row.feedback, "plain_text")
        return
    many = question.answers.many
    _plain(element, "single", "false" if many else "true")
    _plain(element, "shuffleanswers", "false" if "keep order" in question.flags else "true")
    _plain(element, "answernumbering", "abc")
    if question.kind == "survey":  # Moodle refuses a question without a full mark; it is worth no points
        for row in question.answers.rows:
            _answer(element, 100, row.text, row.feedback)
        return
    rights = sum(bool(row.right) for row in question.answers.rows) or 1
    wrongs = (len(question.answers.rows) - rights) or 1
    for row in question.answers.rows:
        wrong = -Fraction(100, wrongs) if many else Fraction(0)
        _answer(element, Fraction(100, rights) if row.right else wrong, row.text, row.feedback)


def _order(element: Element, question: Exchanged) -> None:
    """Question type "ordering", part of Moodle since 4.4."""
    for tag, value in (("layouttype", "VERTICAL"), ("selecttype", "ALL"), ("selectcount", "0")):
        _plain(element, tag, value)
    _plain(element, "gradingtype", "RELATIVE_NEXT_EXCLUDE_LAST" if question.part_marks else "ALL_OR_NOTHING")
    _plain(element, "showgrading", "SHOW")
    _plain(element, "numberingstyle", "none")
    for number, row in enumerate(question.answers.rows, 1):
        answer = SubElement(element, "answer", fraction=f"{number}.0000000", format="markdown")
        SubElement(answer, "text").text = row.text


def _match(element: Element, question: Exchanged) -> None:
    _plain(element, "shuffleanswers", "true")
    for row in question.answers.rows:
        pair = _text(element, "subquestion", row.text)
        SubElement(SubElement(pair, "answer"), "text").text = row.partner


def _number(element: Element, question: Exchanged) -> None:
    low, high = question.answers.low or Decimal(0), question.answers.high or Decimal(0)
    middle, margin = (low + high) / 2, (high - low) / 2
    answer = _answer(element, 100, f"{middle.normalize():f}", "", "moodle_auto_format")
    _plain(answer, "tolerance", f"{margin.normalize():f}")
    if question.answers.unit:
        unit = SubElement(SubElement(element, "units"), "unit")
        _plain(unit, "multiplier", "1")
        _plain(unit, "unit_name", question.answers.unit)
    _plain(element, "unitgradingtype", "0")
    _plain(element, "showunits", "1" if question.answers.unit else "3")


def _short(element: Element, question: Exchanged) -> None:
    _plain(element, "usecase", "0")
    for wording in question.answers.accepted:
        _answer(element, 100, wording, "", "plain_text")


def _open(element: Element, question: Exchanged) -> None:
    _plain(element, "responseformat", "plain")
    _plain(element, "responserequired", "0")


ANSWERS: Mapping[str, tuple[str, Callable[[Element, Exchanged], None]]] = {
    "choice": ("multichoice", _choice),
    "order": ("ordering", _order),
    "match": ("matching", _match),
    "number": ("numerical", _number),
    "text": ("shortanswer", _short),
    "open": ("essay", _open),
}
