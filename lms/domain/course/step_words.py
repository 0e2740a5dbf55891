"""Joining a translated step or end of a scenario to its source: by its name, answers by their letters."""

from dataclasses import replace

from lms.domain.course import keywords
from lms.domain.course.arrows import Pointed, has_arrow, read_arrow
from lms.domain.course.kinds.choice import next_letter
from lms.domain.course.model import ScenarioSection
from lms.domain.course.parts import Item, read_parts
from lms.domain.course.places import Id, Letter
from lms.domain.course.scanner import Part
from lms.domain.course.scenario_model import Choice, ScenarioNode, Step
from lms.domain.course.steps import claims, first_line, keyword, read_name, report_parts
from lms.domain.course.translation import Translation, joined, joined_body


def translate_node(part: Part, section: ScenarioSection, nodes: dict[Id, ScenarioNode], raw: Translation) -> None:
    """Puts the texts of one translated heading into the node of that name."""
    heading = part.heading
    named = read_name(heading, raw.lang, raw.log)
    if named is None:
        return
    node = nodes.get(named.name)
    if node is None:
        meant = keywords.nearest(named.name, nodes)
        better = f"### {keyword(named.kind, raw.lang)} {meant or '…'}: {named.title.text}"
        raw.log.add("T07", heading.span, id=f"{section.id}/{named.name}", meant=meant, attempt=better)
        return
    if raw.lang in node.title:
        raw.log.add("S10", heading.span, name=node.id, attempt="### …")
        return
    for word in named.words[:1]:
        raw.log.add("T04", word.span, plain=f"### {keyword(named.kind, raw.lang)} {node.id}: {named.title.text}")
    inside = replace(raw, part=part)
    id = f"{section.id}/{node.id}"
    parts = read_parts(heading.file, part.lines, raw.lang, claims if isinstance(node, Step) else has_arrow)
    report_parts(parts, raw.log)
    node = replace(
        node,
        title=joined(node.title, raw.lang, named.title),
        body=joined_body(node.body, parts.body, inside, id),
    )
    items = _by_letter(node, parts.items, id, inside)
    if isinstance(node, Step):
        choices = tuple(_choice(choice, items.get(choice.key), id, inside) for choice in node.choices)
        node = replace(node, choices=choices)
    nodes[node.id] = node


def _by_letter(node: ScenarioNode, items: list[Item], id: str, raw: Translation) -> dict[Letter, Item]:
    known = {choice.key for choice in node.choices} if isinstance(node, Step) else set()
    found: dict[Letter, Item] = {}
    for item in items:
        key = (item.letter or "").lower()
        if key not in known:
            raw.log.add("T03", item.row, letter=key or item.text, id=id)
        elif key in found:
            raw.log.add("Q07", item.row, letter=key, attempt=f"- {next_letter(found)}) {item.text}")
        else:
            found[key] = item
    return found


def _choice(choice: Choice, item: Item | None, id: str, raw: Translation) -> Choice:
    file = raw.part.heading.file.path
    if item is None:
        raw.log.add("T02", raw.part.heading.span, letter=choice.key, id=id, file=file)
        return choice
    source = choice.text[raw.source_lang].text
    pointed = read_arrow(item, raw.lang)
    if _repeats(pointed, source) or item.box is not None:
        raw.log.add("T04", item.row, plain=f"- {choice.key}) {first_line(pointed.text)}")
    else:
        pointed = Pointed(item.md(), None)
    choice = replace(choice, text={**choice.text, raw.lang: pointed.text})
    feedback = item.feedback()
    if choice.feedback is not None and feedback is not None:
        return replace(choice, feedback={**choice.feedback, raw.lang: feedback})
    if choice.feedback is not None or feedback is not None:
        place, where = (item.span, file) if feedback is None else (choice.span, choice.span.file)
        raw.log.add("T06", place, label=f"> {choice.key})", id=id, file=where, example="  > …")
    return choice


def _repeats(pointed: Pointed, source: str) -> bool:
    """Whether a translated answer repeats its arrow or verdict; an arrow within the words of the source is no such."""
    if pointed.arrow is not None:
        return "->" not in source and "→" not in source
    return pointed.early is not None
