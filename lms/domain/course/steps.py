"""Reading one step or end of a scenario in its source language, and finding out where its arrows lead."""

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import cast

from lms.domain.course import keywords
from lms.domain.course.arrows import Arrow, Pointed, has_arrow, read_arrow, shown_words
from lms.domain.course.brackets import Word, find_kind, read_label
from lms.domain.course.keywords import Words
from lms.domain.course.kinds.choice import next_letter
from lms.domain.course.messages import Log
from lms.domain.course.parts import Item, Parts, read_parts
from lms.domain.course.places import Id, Lang, Letter, Md
from lms.domain.course.scanner import Part
from lms.domain.course.scenario_model import Choice, End, Outcome, ScenarioNode, Step, Verdict
from lms.domain.course.tags import NAME, Heading, slug

KEYWORDS: Mapping[str, Words] = {"step": keywords.STEP, "end": keywords.END}
MOST_GUESSES = 50
"""For how many wrong names in one scenario the nearest right one is looked for."""


@dataclass(frozen=True, slots=True)
class Named:
    """The heading of a step or an end taken apart; the name stands as written."""

    kind: str
    name: str
    words: tuple[Word, ...]
    title: Md


@dataclass(frozen=True, slots=True)
class RawNode:
    """A step or end whose answers lead to names that nobody has looked up yet."""

    node: ScenarioNode
    arrows: Mapping[Letter, Arrow] = field(default_factory=dict)


def keyword(kind: str, lang: Lang) -> str:
    """`Step` or `End` as an author of that language writes it."""
    return keywords.spoken(KEYWORDS[kind], lang)[0].capitalize()


def read_name(heading: Heading, lang: Lang, log: Log) -> Named | None:
    """`Step name: Title` or `End name (good): Title`; None where it cannot even be guessed what was meant."""
    label = read_label(heading)
    said = label.kind if label else heading.text.partition("(")[0]
    first, _, name = " ".join(said.split()).partition(" ")
    kind = find_kind(first, KEYWORDS, lang)
    title = label.rest if label else Md("", heading.span)
    if kind is None or not name:
        forms = {form: each for each, words in KEYWORDS.items() for form in keywords.spoken(words, lang)}
        ends = label and any(keywords.name_of(keywords.OUTCOMES, word.text, lang) for word in label.words)
        meant = kind or forms.get(keywords.nearest(first, forms) or "") or ("end" if ends else None)
        better = f"### {keyword(meant or 'step', lang)} {slug(name or title.text)}: {title.text or '…'}"
        log.add("S11", label.span if label else heading.span, said=said.strip() or "…", attempt=better)
        if meant is None or not name:
            return None
        kind = meant
    return Named(kind, name, label.words if label else (), title)


def parse_node(part: Part, lang: Lang, log: Log) -> RawNode | None:
    """The step or end below a heading; its neighbours never suffer from what is wrong with it."""
    heading = part.heading
    named = read_name(heading, lang, log)
    if named is None:
        return None
    id = _id(named, heading, lang, log)
    if not named.title.text:
        log.add("S17", heading.span, kind=keyword(named.kind, lang), name=id)
        named = replace(named, title=Md(id, named.title.span))
    parts = read_parts(heading.file, part.lines, lang, claims if named.kind == "step" else has_arrow)
    report_parts(parts, log)
    title, body = {lang: named.title}, {lang: parts.body} if parts.body else None
    if named.kind == "end":
        for item in parts.items:
            log.add("S16", item.row, kind=keyword("step", lang), name=id, title=named.title.text)
        return RawNode(End(id, title, body, heading.span, _outcome(named, lang, log)))
    for word in named.words:
        log.add("S12", word.span, word=word.text, attempt=f"### {keyword('step', lang)} {id}: {named.title.text}")
    choices, arrows = _choices(parts.items, lang, log)
    if not choices:
        log.add("S04", heading.span, name=id, kind=keyword("end", lang), title=named.title.text)
    return RawNode(Step(id, title, body, heading.span, choices), arrows)


def claims(item: Item) -> bool:
    """Whether a list item of a step is an answer: it has a letter, an arrow, or a box that it should not have."""
    return item.letter is not None or item.box is not None or item.broken or has_arrow(item)


def report_parts(parts: Parts, log: Log) -> None:
    """What a step cannot hold: quotes that belong to no answer, and the labels of questions."""
    for labelled in (*parts.hints, *parts.whys):
        log.add("S15", labelled.file.span(labelled.line), label=labelled.label, text=labelled.rows[0][1])
    for line in parts.stray:
        log.add("Q15", parts.items[0].file.span(line.number), text=line.text)


def _id(named: Named, heading: Heading, lang: Lang, log: Log) -> Id:
    id = named.name if NAME.match(named.name) else slug(named.name)
    if id != named.name:
        log.add("I03", heading.span, id=id, attempt=f"### {keyword(named.kind, lang)} {id}: {named.title.text}")
    if heading.tag is not None:
        kind, place = keyword(named.kind, lang), heading.tag_span or heading.span
        log.add("S18", place, kind=kind, name=id, title=named.title.text)
    return id


def _outcome(named: Named, lang: Lang, log: Log) -> Outcome | None:
    found = None
    for word in named.words:
        outcome = keywords.name_of(keywords.OUTCOMES, word.text, lang)
        if outcome is None or found is not None:
            log.add("S12", word.span, word=word.text, attempt=shown_words(keywords.OUTCOMES, lang))
        found = found or outcome
    return cast(Outcome | None, found)


def _choices(items: list[Item], lang: Lang, log: Log) -> tuple[tuple[Choice, ...], dict[Letter, Arrow]]:
    found: list[Choice] = []
    arrows: dict[Letter, Arrow] = {}
    for item in items:
        pointed = read_arrow(item, lang)
        key = _letter(item, pointed, arrows.keys() | {choice.key for choice in found}, log)
        verdict = _verdict(pointed, lang, log)
        if item.box is not None or item.broken:
            word = verdict or ("best" if item.ticked else "")
            goto = f"{_target(pointed)} ({word})" if word else _target(pointed)
            log.add("S14", item.row, letter=key, text=first_line(pointed.text), goto=goto)
        if pointed.arrow:
            arrows[key] = pointed.arrow
        feedback = item.feedback()
        found.append(Choice(key, {lang: pointed.text}, {lang: feedback} if feedback else None, "", verdict, item.span))
    return tuple(found), arrows


def _letter(item: Item, pointed: Pointed, taken: Set[Letter], log: Log) -> Letter:
    free = next_letter(taken)
    key = item.letter.lower() if item.letter else free
    rest = f"{first_line(pointed.text)} -> {_target(pointed)}"
    if item.letter is None or not item.letter.islower():
        log.add("Q08", item.row, attempt=f"- {key}) {rest}")
    if key in taken:
        log.add("Q07", item.row, letter=key, attempt=f"- {free}) {rest}")
        return free
    return key


def _verdict(pointed: Pointed, lang: Lang, log: Log) -> Verdict | None:
    target = _target(pointed)
    if pointed.early:
        log.add("S13", pointed.early.span, attempt=f"-> {target} ({pointed.early.text})")
    word = pointed.arrow.verdict if pointed.arrow and pointed.arrow.verdict else pointed.early
    if word is None:
        return None
    verdict = keywords.name_of(keywords.VERDICTS, word.text, lang)
    if verdict is None:
        forms = [form for words in keywords.VERDICTS.values() for form in keywords.spoken(words, lang)]
        meant = keywords.nearest(word.text, forms)
        better = f"-> {target} ({meant})" if meant else shown_words(keywords.VERDICTS, lang)
        log.add("S12", word.span, word=word.text, meant=meant, attempt=better)
    return cast(Verdict | None, verdict)


def _target(pointed: Pointed) -> str:
    return (pointed.arrow.target if pointed.arrow else "") or "…"


def first_line(text: Md) -> str:
    """As much of an answer as a line to try quotes."""
    return text.text.partition("\n")[0]


class Resolver:
    """Looks up where answers lead; for a wrong name it finds the one that was meant, a limited number of times."""

    def __init__(self, names: Collection[Id], ends: Collection[Id], lang: Lang, log: Log) -> None:
        self.names, self.lang, self.log = names, lang, log
        self.first = next(iter(ends), next(iter(names), "…"))
        self.guessed: dict[str, Id | None] = {}

    def resolved(self, raw: RawNode) -> ScenarioNode:
        """The node with its answers leading to names that exist, or to nothing where none was meant."""
        if not isinstance(raw.node, Step):
            return raw.node
        choices = (replace(choice, goto=self._goto(choice, raw.arrows.get(choice.key))) for choice in raw.node.choices)
        return replace(raw.node, choices=tuple(choices))

    def _goto(self, choice: Choice, arrow: Arrow | None) -> Id:
        if arrow is None or not arrow.target:
            text = first_line(choice.text[self.lang])
            self.log.add("S03", arrow.span if arrow else choice.span, letter=choice.key, text=text, goto=self.first)
            return ""
        if arrow.target in self.names:
            return arrow.target
        meant = self._meant(arrow.target)
        better = f"-> {meant}" if meant else f"### {keyword('step', self.lang)} {slug(arrow.target)}: …"
        self.log.add("S02", arrow.span, name=arrow.target, meant=meant, attempt=better)
        return meant or ""

    def _meant(self, target: str) -> Id | None:
        if target not in self.guessed and len(self.guessed) < MOST_GUESSES:
            mended = slug(target)
            self.guessed[target] = mended if mended in self.names else keywords.nearest(target, self.names)
        return self.guessed.get(target)
