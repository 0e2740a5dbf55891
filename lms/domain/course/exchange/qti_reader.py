"""QTI 2.1 and 3, read: our own packages come back equal, others as far as our kinds of question go."""

import json
import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from string import ascii_lowercase
from xml.etree.ElementTree import Element

from lms.domain.course.exchange.foreign import markdown_of
from lms.domain.course.exchange.losses import Losses
from lms.domain.course.exchange.parts import Page, Parcel, Part, Quiz, Story, Text, Turn
from lms.domain.course.exchange.qti_names import common
from lms.domain.course.exchange.question import Exchanged, Names, labelled
from lms.domain.course.exchange.xml import BadXml, inner, parse
from lms.domain.course.kinds.base import Exchange, Row
from lms.domain.course.places import Lang

INTERACTIONS = (
    "choiceInteraction", "orderInteraction", "matchInteraction", "textEntryInteraction", "extendedTextInteraction",
)  # fmt: skip


def read(files: Mapping[str, bytes], name: str, lang: Lang, losses: Losses) -> Parcel:
    """The questions of a content package (path → bytes), or of single items without a test. Raises BadXml."""
    return _Package(files, name, losses).parcel(lang)


class _Package:
    """Follows a test to its items."""

    def __init__(self, files: Mapping[str, bytes], name: str, losses: Losses) -> None:
        self.files, self.name, self.losses, self.names = files, name, losses, Names()
        self.parsed = {path: parse(body) for path, body in sorted(files.items()) if path.endswith(".xml")}
        self.roots = {path: common(tree.root) for path, tree in self.parsed.items()}

    def parcel(self, lang: Lang) -> Parcel:
        tests = [path for path, root in self.roots.items() if root.tag == "assessmentTest"]
        if not tests:
            items = [path for path, root in self.roots.items() if root.tag == "assessmentItem"]
            if not items:
                raise BadXml(1, "it holds no item and no test of QTI 2.1 or 3")
            quiz = Quiz("quiz", "Quiz", tuple(self._item(path) for path in items))
            return Parcel("imported", "Imported questions", lang, (quiz,))
        test = self.roots[tests[0]]
        sections = test.iterfind("testPart/assessmentSection")
        parts = [part for section in sections for part in self._part(section, tests[0])]
        return Parcel("imported", test.get("title") or "Imported questions", lang, tuple(parts))

    def _part(self, section: Element, base: str) -> Iterator[Part]:
        id = self.names.claim(section.get("identifier", ""), section.get("title", "quiz"))
        title = section.get("title") or "Quiz"
        words = [block for block in section.iterfind("rubricBlock") if block.get("view") == "author"]
        settings = tuple("".join(p.itertext()) for block in words for p in block.iterfind("p"))
        if "scenario" in settings and (story := self._story(id)):
            yield story
            return
        for block in section.iterfind("rubricBlock"):
            if block.get("view") != "author":
                yield Text(id, title, markdown_of(inner(block)), self.name)
        found = []
        for ref in section.iter("assessmentItemRef"):
            path = posixpath.join(posixpath.dirname(base), ref.get("href", ""))
            if self.roots.get(path) is None or self.roots[path].tag != "assessmentItem":
                self.losses.add("unreadable", self.name, 0, why=f"{path} is not in the package")
            else:
                found.append(self._item(path, required=ref.get("required") == "true"))
        if not settings:
            settings = tuple(self._rules(section))
        if found:
            yield Quiz(id, title, tuple(found), self.name, 0, settings)

    def _rules(self, section: Element) -> Iterator[str]:
        """Settings of a test that others wrote: how many are drawn, how often one may try."""
        for found in section.iterfind("selection"):
            if found.get("select", "").isdigit():
                yield f"pick {found.get('select')}"
        for found in section.iterfind("itemSessionControl"):
            if found.get("maxAttempts", "0").isdigit() and found.get("maxAttempts") != "0":
                yield f"attempts {found.get('maxAttempts')}"

    def _story(self, id: str) -> Story | None:
        try:
            raw = json.loads(self.files[f"scenarios/{id}.json"])
            pages = tuple(
                Page(
                    str(page["id"]),
                    str(page["title"]),
                    str(page["text"]),
                    tuple(Turn(**{name: str(value) for name, value in turn.items()}) for turn in page["turns"]),
                    str(page["outcome"]),
                )
                for page in raw["pages"]
            )
            return Story(id, str(raw["title"]), str(raw["text"]), pages, self.name)
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
            return None

    def _item(self, path: str, required: bool = False) -> Exchanged:
        root = self.roots[path]
        body = root.find("itemBody")
        body = body if body is not None else Element("itemBody")
        interactions = [element for element in body.iter() if element.tag in INTERACTIONS]
        others = [element.tag for element in body.iter() if element.tag.endswith("Interaction")]
        place = f"{self.name}/{path}"
        question = self._head(root, body, place, interactions[0] if interactions else None)
        if len(interactions) != 1 or len(others) != 1:
            what = ", ".join(others) or "An item without an interaction"
            self.losses.add("unknown", place, 1, what=what)
            return replace(question, imported=(what,))
        question = READERS[interactions[0].tag](root, interactions[0], question)
        words = ["".join(p.itertext()) for block in body.iterfind("rubricBlock") for p in block.iterfind("p")]
        return labelled(question, words + (["always"] if required and "critical" not in words else []))

    def _head(self, root: Element, body: Element, place: str, interaction: Element | None) -> Exchanged:
        prompt = interaction.find("prompt") if interaction is not None else None
        texts = [markdown_of(inner(block)) for block in body.iterfind("div")]
        if prompt is not None:
            first, more = markdown_of(inner(prompt)), "\n\n".join(texts)
        else:
            *before, first = texts or [_words(body) or root.get("title", "")]
            more = "\n\n".join(before)
        rest, _, behind = first.partition("\n\n")
        said = {modal.get("identifier", ""): markdown_of(inner(modal)) for modal in root.iterfind("modalFeedback")}
        hints = [said[name] for name in sorted(said) if name.startswith("hint")]
        id = self.names.claim(root.get("identifier", ""), rest)
        if id != root.get("identifier", id):
            self.losses.add("id", place, 1, was=root.get("identifier", ""), id=id)
        return Exchanged(
            id, "reflect", rest, Exchange("open"), "\n\n".join(filter(None, (behind, more))),
            points=_points(root), hints=tuple(hints), why=said.get("why", ""), file=place, line=1,
        )  # fmt: skip


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _points(root: Element) -> Fraction:
    """What the right response sets the score to; 1 where that is computed otherwise."""
    for outcome in root.iter("setOutcomeValue"):
        value = outcome.findtext("baseValue") or ""
        if outcome.get("identifier") == "SCORE" and value.replace(".", "", 1).isdigit() and 0 < float(value) <= 1000:
            return Fraction(value)
    return Fraction(1)


def _correct(root: Element, interaction: Element) -> list[str]:
    wanted = interaction.get("responseIdentifier")
    for declaration in root.iterfind("responseDeclaration"):
        if declaration.get("identifier") == wanted:
            return ["".join(value.itertext()).strip() for value in declaration.iterfind("correctResponse/value")]
    return []


def _said(root: Element, element: Element) -> str:
    """The feedback of an answer: beside it, or named after it at the end."""
    for beside in element.iterfind("feedbackInline"):
        return markdown_of(inner(beside))
    for modal in root.iterfind("modalFeedback"):
        if modal.get("identifier") == element.get("identifier"):
            return markdown_of(inner(modal))
    return ""


def _content(element: Element) -> str:
    bare = Element(element.tag)
    bare.text = element.text
    bare.extend([child for child in element if child.tag != "feedbackInline"])
    return markdown_of(inner(bare)) or _words(bare)


def _letters(elements: list[Element]) -> dict[str, str]:
    """Identifier → letter: its own where all are single letters, else by order."""
    names = [element.get("identifier", "") for element in elements]
    own = all(len(name) == 1 and name in ascii_lowercase for name in names)
    return dict(zip(names, names if own else ascii_lowercase, strict=False))


def _choice(root: Element, found: Element, question: Exchanged) -> Exchanged:
    choices, right = list(found.iterfind("simpleChoice")), set(_correct(root, found))
    letters = _letters(choices)
    if sorted(letters) == ["F", "T"]:
        named = {each.get("identifier", ""): each for each in choices}
        rows = [Row(name, "", name in right, _said(root, named[name])) for name in "TF"]
        return replace(question, kind="truefalse", answers=Exchange("choice", tuple(rows)))
    rows = [
        Row(letters[name], _content(each), name in right, _said(root, each))
        for each in choices
        if (name := each.get("identifier", "")) in letters
    ]
    if not right:
        rows = [replace(row, right=None) for row in rows]
    many = found.get("maxChoices") not in (None, "1")
    kind = ("multiple" if many else "single") if right else "survey"
    flags = question.flags | ({"keep order"} if found.get("shuffle") != "true" else set())
    return replace(question, kind=kind, flags=flags, answers=Exchange("choice", tuple(rows), many=many and bool(right)))


def _order(root: Element, found: Element, question: Exchanged) -> Exchanged:
    choices = {each.get("identifier", ""): each for each in found.iterfind("simpleChoice")}
    letters = _letters(list(choices.values()))
    rows = tuple(Row(letters[name], _content(choices[name])) for name in _correct(root, found) if name in letters)
    return replace(question, kind="order", answers=Exchange("order", rows))


def _match(root: Element, found: Element, question: Exchanged) -> Exchanged:
    sets = [list(each.iterfind("simpleAssociableChoice")) for each in found.iterfind("simpleMatchSet")]
    lefts, rights = ([*sets, [], []])[:2]
    partner = dict(pair.split(" ", 1) for pair in _correct(root, found) if " " in pair)
    texts = {each.get("identifier", ""): _content(each) for each in rights}
    rows = [(each.get("identifier", ""), _content(each), partner.get(each.get("identifier", ""), "")) for each in lefts]
    rows += [(name, "", name) for name in texts if name not in partner.values()]
    own = [name.removeprefix("L-").removeprefix("R-") for name, _, _ in rows]
    keys = own if all(len(key) == 1 for key in own) and len(set(own)) == len(own) else list(ascii_lowercase)
    made = [Row(key, text, partner=texts.get(side, "")) for key, (_, text, side) in zip(keys, rows, strict=False)]
    shared = [row.partner for row in made if row.text]
    kind = "match" if len(set(shared)) == len(shared) else "sort"
    made.sort(key=lambda row: row.key)
    return replace(question, kind=kind, answers=Exchange("match", tuple(made)))


def _entry(root: Element, found: Element, question: Exchanged) -> Exchanged:
    wanted = found.get("responseIdentifier")
    declared = next((d for d in root.iterfind("responseDeclaration") if d.get("identifier") == wanted), Element("none"))
    if declared.get("baseType") in ("float", "integer"):
        return _number(root, declared, question)
    entries = [entry.get("mapKey", "") for entry in declared.iterfind("mapping/mapEntry")]
    accepted = tuple(dict.fromkeys(filter(None, [*_correct(root, found), *entries])))
    return replace(question, kind="short", answers=Exchange("text", accepted=accepted))


def _number(root: Element, declared: Element, question: Exchanged) -> Exchanged:
    found = {name: root.findtext(f".//{name}/baseValue") for name in ("gte", "lte")}
    middle = declared.findtext("correctResponse/value") or ""
    try:
        low, high = (Decimal((found[name] or middle).strip()) for name in ("gte", "lte"))
    except InvalidOperation:
        return replace(question, imported=(middle,))
    if not (low.is_finite() and high.is_finite() and max(abs(low.adjusted()), abs(high.adjusted())) < 30):
        return replace(question, imported=(middle,))
    return replace(question, kind="number", answers=Exchange("number", low=low, high=high))


def _open(root: Element, found: Element, question: Exchanged) -> Exchanged:
    return question


READERS: Mapping[str, Callable[[Element, Element, Exchanged], Exchanged]] = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "textEntryInteraction": _entry,
    "extendedTextInteraction": _open,
}
