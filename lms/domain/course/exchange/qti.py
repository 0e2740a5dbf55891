"""QTI 2.1 and 3, written: one item for each question, the quizzes as sections of one test, all in a content package.

The tree is made with the names of QTI 2.1 (IMS Question and Test Interoperability 2.1, information model); version 3
(1EdTech QTI 3.0) has the same elements under other names, see `qti_names`.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement

from lms.domain.course.exchange.losses import Losses
from lms.domain.course.exchange.parts import Parcel, Quiz, Story
from lms.domain.course.exchange.qti_names import Version, document, fill
from lms.domain.course.exchange.question import Exchanged, labels
from lms.domain.course.kinds.base import Exchange, Row

RESPONSE, SCORE, FEEDBACK = "RESPONSE", "SCORE", "FEEDBACK"
TRUTH = {"T": "True", "F": "False"}


def write(parcel: Parcel, version: Version, losses: Losses) -> dict[str, bytes]:
    """The files of a content package: path → bytes; `imsmanifest.xml` names them all."""
    files: dict[str, bytes] = {}
    test = Element("assessmentTest", identifier=parcel.id, title=parcel.title)
    testpart = SubElement(test, "testPart", identifier="part", navigationMode="linear", submissionMode="individual")
    for part in parcel.parts:
        section = SubElement(testpart, "assessmentSection", identifier=part.id, title=part.title or part.id)
        section.set("visible", "true")
        if isinstance(part, Quiz):
            _quiz(section, part, version, files, losses)
        elif isinstance(part, Story):
            _story(section, part, version, files)
        else:
            losses.add("section", part.file, part.line, format="QTI", what="a block of text")
            _block(section, "candidate", part.text)
    files["test.xml"] = document(test, version)
    return files | {"imsmanifest.xml": document(_manifest(parcel, files, version), version)}


def _quiz(section: Element, quiz: Quiz, version: Version, files: dict[str, bytes], losses: Losses) -> None:
    picks = [word.removeprefix("pick ") for word in quiz.settings if word.startswith("pick ")]
    for word in quiz.settings:
        if word.startswith("attempts "):
            SubElement(section, "itemSessionControl", maxAttempts=word.removeprefix("attempts "))
    general = next((pick for pick in picks if " from " not in pick), None)
    if general:
        SubElement(section, "selection", select=str(min(int(general), len(quiz.questions))))
    _labels(section, quiz.settings)
    pools = {pick.partition(" from ")[2]: pick.partition(" from ")[0] for pick in picks if " from " in pick}
    nested: dict[str, Element] = {}
    for question in quiz.questions:
        parent = section
        if question.pool in pools:
            if question.pool not in nested:
                within = SubElement(section, "assessmentSection", identifier=f"{quiz.id}.{question.pool}")
                within.set("title", question.pool)
                within.set("visible", "false")
                SubElement(within, "selection", select=pools[question.pool])
                nested[question.pool] = within
            parent = nested[question.pool]
        path = f"items/{question.id}.xml"
        ref = SubElement(parent, "assessmentItemRef", identifier=question.id, href=path)
        if question.flags & {"always", "critical"}:
            ref.set("required", "true")
        files[path] = document(item(question), version)


def item(question: Exchanged) -> Element:
    """One question as an item with its scoring and feedback."""
    root = Element("assessmentItem", identifier=question.id, title=question.prompt.partition("\n")[0][:200])
    root.set("adaptive", "false")
    root.set("timeDependent", "false")
    declaration = SubElement(root, "responseDeclaration", identifier=RESPONSE)
    for name, base in ((SCORE, "float"), (FEEDBACK, "identifier")):
        cardinality = "multiple" if name == FEEDBACK else "single"
        SubElement(root, "outcomeDeclaration", identifier=name, cardinality=cardinality, baseType=base)
    body = SubElement(root, "itemBody")
    _labels(body, labels(question))
    if question.body:
        fill(SubElement(body, "div"), question.body)
    INTERACTIONS[question.answers.interaction](body, declaration, question)
    _processing(root, question)
    _feedback(root, question)
    return root


def _labels(parent: Element, found: Iterable[str]) -> None:
    """What only we understand, for the eyes of authors."""
    if words := list(found):
        block = SubElement(parent, "rubricBlock", view="author")
        for word in words:
            SubElement(block, "p").text = word


def _block(parent: Element, view: str, text: str) -> None:
    fill(SubElement(parent, "rubricBlock", view=view), text)


def _declare(declaration: Element, cardinality: str, base: str, values: Iterable[str]) -> None:
    declaration.set("cardinality", cardinality)
    declaration.set("baseType", base)
    if right := list(values):
        correct = SubElement(declaration, "correctResponse")
        for value in right:
            SubElement(correct, "value").text = value


def _prompt(interaction: Element, question: Exchanged) -> None:
    fill(SubElement(interaction, "prompt"), question.prompt, inline=True)


def _choice(body: Element, declaration: Element, question: Exchanged) -> None:
    many = question.answers.many
    rights = [row.key for row in question.answers.rows if row.right]
    _declare(declaration, "multiple" if many else "single", "identifier", rights)
    found = SubElement(body, "choiceInteraction", responseIdentifier=RESPONSE)
    found.set("shuffle", "false" if "keep order" in question.flags or question.kind == "truefalse" else "true")
    found.set("maxChoices", "0" if many else "1")
    _prompt(found, question)
    for row in question.answers.rows:
        text = TRUTH.get(row.key, "") if question.kind == "truefalse" else row.text
        fill(SubElement(found, "simpleChoice", identifier=row.key), text, inline=True)


def _order(body: Element, declaration: Element, question: Exchanged) -> None:
    _declare(declaration, "ordered", "identifier", (row.key for row in question.answers.rows))
    found = SubElement(body, "orderInteraction", responseIdentifier=RESPONSE, shuffle="true")
    _prompt(found, question)
    for row in question.answers.rows:
        fill(SubElement(found, "simpleChoice", identifier=row.key), row.text, inline=True)


def _match(body: Element, declaration: Element, question: Exchanged) -> None:
    """Left sides are `L-a`, right sides `R-a`; a category is named after its first row."""
    rows = question.answers.rows
    first = {row.partner: row.key for row in reversed(rows)}
    _declare(
        declaration, "multiple", "directedPair", (f"L-{row.key} R-{first[row.partner]}" for row in rows if row.text)
    )
    lefts = [row for row in rows if row.text]
    found = SubElement(body, "matchInteraction", responseIdentifier=RESPONSE, shuffle="true")
    found.set("maxAssociations", str(len(lefts)))
    _prompt(found, question)
    left, right = SubElement(found, "simpleMatchSet"), SubElement(found, "simpleMatchSet")
    for row in lefts:
        _side(left, f"L-{row.key}", row.text, "1")
    for row in rows:
        if first[row.partner] == row.key:
            _side(right, f"R-{row.key}", row.partner, "1" if question.kind == "match" else "0")


def _side(parent: Element, identifier: str, text: str, most: str) -> None:
    fill(SubElement(parent, "simpleAssociableChoice", identifier=identifier, matchMax=most), text, inline=True)


def _entry(body: Element, question: Exchanged) -> None:
    fill(SubElement(body, "div"), question.prompt)
    line = SubElement(body, "p")
    SubElement(line, "textEntryInteraction", responseIdentifier=RESPONSE).tail = f" {question.answers.unit}".rstrip()


def _number(body: Element, declaration: Element, question: Exchanged) -> None:
    low, high = _bounds(question)
    _declare(declaration, "single", "float", [f"{(low + high) / 2:f}"])
    _entry(body, question)


def _bounds(question: Exchanged) -> tuple[Decimal, Decimal]:
    return question.answers.low or Decimal(0), question.answers.high or Decimal(0)


def _text(body: Element, declaration: Element, question: Exchanged) -> None:
    accepted = question.answers.accepted
    _declare(declaration, "single", "string", accepted[:1])
    mapping = SubElement(declaration, "mapping", defaultValue="0")
    for wording in accepted:
        SubElement(mapping, "mapEntry", mapKey=wording, mappedValue="1", caseSensitive="false")
    _entry(body, question)


def _open(body: Element, declaration: Element, question: Exchanged) -> None:
    _declare(declaration, "single", "string", ())
    _prompt(SubElement(body, "extendedTextInteraction", responseIdentifier=RESPONSE), question)


INTERACTIONS: Mapping[str, Callable[[Element, Element, Exchanged], None]] = {
    "choice": _choice,
    "order": _order,
    "match": _match,
    "number": _number,
    "text": _text,
    "open": _open,
}


def _processing(root: Element, question: Exchanged) -> None:
    """Full points for the right response and none for another; then the feedback that belongs to it."""
    processing = SubElement(root, "responseProcessing")
    if question.kind not in ("survey", "reflect"):
        condition = SubElement(SubElement(processing, "responseCondition"), "responseIf")
        _right(condition, question)
        outcome = SubElement(condition, "setOutcomeValue", identifier=SCORE)
        SubElement(outcome, "baseValue", baseType="float").text = f"{float(question.points):g}"
    said = SubElement(SubElement(processing, "setOutcomeValue", identifier=FEEDBACK), "multiple")
    SubElement(said, "baseValue", baseType="identifier").text = "why"
    if question.answers.interaction == "choice":
        SubElement(said, "variable", identifier=RESPONSE)


def _right(condition: Element, question: Exchanged) -> None:
    if question.answers.interaction == "number":
        both = SubElement(condition, "and")
        for name, bound in zip(("gte", "lte"), _bounds(question), strict=True):
            compared = SubElement(both, name)
            SubElement(compared, "variable", identifier=RESPONSE)
            SubElement(compared, "baseValue", baseType="float").text = f"{bound:f}"
    elif question.answers.interaction == "text":
        compared = SubElement(condition, "gt")
        SubElement(compared, "mapResponse", identifier=RESPONSE)
        SubElement(compared, "baseValue", baseType="float").text = "0"
    else:
        compared = SubElement(condition, "match")
        SubElement(compared, "variable", identifier=RESPONSE)
        SubElement(compared, "correct", identifier=RESPONSE)


def _feedback(root: Element, question: Exchanged) -> None:
    said = [(row.key, row.feedback) for row in question.answers.rows if row.feedback]
    said += [(f"hint-{number}", hint) for number, hint in enumerate(question.hints, 1)]
    for identifier, text in said + ([("why", question.why)] if question.why else []):
        modal = SubElement(root, "modalFeedback", outcomeIdentifier=FEEDBACK, identifier=identifier, showHide="show")
        fill(modal, text)


def _story(section: Element, story: Story, version: Version, files: dict[str, bytes]) -> None:
    """One item for each step, and the whole with its arrows as JSON of our own."""
    _labels(section, ["scenario"])
    files[f"scenarios/{story.id}.json"] = json.dumps(asdict(story), ensure_ascii=False, indent=1).encode()
    for page in story.pages:
        if page.turns:
            path = f"items/{story.id}.{page.id}.xml"
            SubElement(section, "assessmentItemRef", identifier=f"{story.id}.{page.id}", href=path)
            rows = tuple(Row(turn.key, turn.text, turn.verdict == "best", turn.feedback) for turn in page.turns)
            files[path] = document(item(_step(story, page.id, page.title, page.text, rows)), version)


def _step(story: Story, id: str, title: str, text: str, rows: tuple[Row, ...]) -> Exchanged:
    many = sum(bool(row.right) for row in rows) > 1
    return Exchanged(f"{story.id}.{id}", "multiple" if many else "single", title, Exchange("choice", rows), body=text)


def _manifest(parcel: Parcel, files: Mapping[str, bytes], version: Version) -> Element:
    manifest = Element("manifest", identifier=f"{parcel.id}-package")
    metadata = SubElement(manifest, "metadata")
    SubElement(metadata, "schema").text = version.schema
    SubElement(metadata, "schemaversion").text = version.number
    SubElement(manifest, "organizations")
    resources = SubElement(manifest, "resources")
    for path in sorted(files):
        kind = version.test if path == "test.xml" else version.item if path.startswith("items/") else "webcontent"
        name = path.replace("/", "-").rpartition(".")[0]
        resource = SubElement(resources, "resource", identifier=f"res-{name}", type=kind, href=path)
        SubElement(resource, "file", href=path)
    return manifest
