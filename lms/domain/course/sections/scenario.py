"""Scenarios: a story in steps whose answers lead on, and the ends it may come to."""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from lms.domain.course.keywords import Words
from lms.domain.course.messages import Log
from lms.domain.course.model import ScenarioSection
from lms.domain.course.places import Id, Lang, T
from lms.domain.course.prints import Json
from lms.domain.course.scanner import prose, split
from lms.domain.course.scenario_model import End, ScenarioNode, Step
from lms.domain.course.sections.base import RawSection, SectionKind, refuse_word
from lms.domain.course.step_words import translate_node
from lms.domain.course.steps import RawNode, Resolver, keyword, parse_node
from lms.domain.course.translation import Translation, joined, joined_body, own_words


class Scenario(SectionKind[ScenarioSection]):
    """Steps and ends under `###` headings; the first step is where the story starts."""

    name = "scenario"
    keywords: ClassVar[Words] = {"en": ("scenario",), "fr": ("mise en situation", "scénario")}
    prefix = "scenario-"

    def parse(self, raw: RawSection) -> ScenarioSection:
        for word in raw.words:
            refuse_word(raw, word, self.settings)
        file = raw.part.heading.file
        before, parts = split(file, raw.part.lines, 3)
        body = prose(file, before)
        found: dict[Id, RawNode] = {}
        numbers: dict[Id, int] = {}
        for part in parts:
            node = parse_node(part, raw.lang, raw.log)
            if node is not None:
                id = _free(node.node, found, numbers, raw)
                found[id] = node if id == node.node.id else replace(node, node=replace(node.node, id=id))
        ends = [id for id, node in found.items() if isinstance(node.node, End)]
        steps = [id for id, node in found.items() if isinstance(node.node, Step)]
        _complete(raw, steps, ends)
        resolver = Resolver(found.keys(), ends, raw.lang, raw.log)
        return ScenarioSection(
            **raw.common,
            body={raw.lang: body} if body else None,
            start=steps[0] if steps else "",
            nodes={id: resolver.resolved(node) for id, node in found.items()},
        )

    def translate(self, section: ScenarioSection, raw: Translation) -> ScenarioSection:
        file = raw.part.heading.file
        before, parts = split(file, raw.part.lines, 3)
        nodes = dict(section.nodes)
        for part in parts:
            translate_node(part, section, nodes, raw)
        for node in nodes.values():
            if raw.lang not in node.title:
                _untranslated(node, section, file.path, raw.lang, raw.source_lang, raw.log)
        title = own_words(raw.part.heading, self.keywords, raw.lang, raw.log)
        return replace(
            section,
            title=joined(section.title, raw.lang, title),
            body=joined_body(section.body, prose(file, before), raw, section.id),
            nodes=nodes,
        )

    def texts(self, section: ScenarioSection) -> Iterator[tuple[str, T | None]]:
        for node in section.nodes.values():
            yield f"{node.id} title", node.title
            yield f"{node.id} body", node.body
            for choice in node.choices if isinstance(node, Step) else ():
                yield f"{node.id} {choice.key}) text", choice.text
                yield f"{node.id} {choice.key}) feedback", choice.feedback

    def key(self, section: ScenarioSection) -> Json:
        return [section.start, sorted((_node_key(node) for node in section.nodes.values()), key=str)]


def _free(node: ScenarioNode, taken: dict[Id, RawNode], numbers: dict[Id, int], raw: RawSection) -> Id:
    """The name of a node; a name that is taken is reported and gets a number, counted on from the last one."""
    if node.id not in taken:
        return node.id
    first = taken[node.id].node.span
    kind = keyword("end" if isinstance(node, End) else "step", raw.lang)
    free = node.id
    while free in taken:
        numbers[node.id] = numbers.get(node.id, 1) + 1
        free = f"{node.id}-{numbers[node.id]}"
    raw.log.add("S10", node.span, name=node.id, line=first.line, attempt=f"### {kind} {free}: …")
    return free


def _complete(raw: RawSection, steps: list[Id], ends: list[Id]) -> None:
    heading = raw.part.heading
    if not steps:
        raw.log.add("S01", heading.span, kind=keyword("step", raw.lang))
    elif not ends:
        raw.log.add("S06", heading.span, kind=keyword("end", raw.lang))


def _untranslated(
    node: ScenarioNode, section: ScenarioSection, path: str, lang: Lang, source_lang: Lang, log: Log
) -> None:
    kind = keyword("end" if isinstance(node, End) else "step", lang)
    title, id = node.title[source_lang].text, f"{section.id}/{node.id}"
    log.add("T01", node.span, title=title, id=id, file=path, heading=f"### {kind} {node.id}: …")


def _node_key(node: ScenarioNode) -> Json:
    if isinstance(node, Step):
        return [node.id, "step", sorted([c.key, c.goto, c.verdict or ""] for c in node.choices)]
    return [node.id, "end", (node.outcome if isinstance(node, End) else None) or ""]


KIND = Scenario()
