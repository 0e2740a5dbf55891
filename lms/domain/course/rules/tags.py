"""I: the permanent names of sections, questions and answers."""

import re

from lms.domain.course.messages import Log
from lms.domain.course.rules.rule import Desk, Rule
from lms.domain.course.source import SourceFile, plain_parts

RULES = (
    Rule(
        "I01",
        "warning",
        "This heading has no name tag.",
        "Ce titre n'a pas d'étiquette.",
        "{heading} <!-- #{id} -->",
    ),
    Rule(
        "I02",
        "error",
        "The name #{id} is already used on line {line} of {file}.",
        "Le nom #{id} sert déjà à la ligne {line} de {file}.",
        "<!-- #{id}-2 -->",
    ),
    Rule(
        "I03",
        "error",
        "A name tag may only have lower-case letters, digits and hyphens, 40 at most.",
        "Une étiquette ne contient que des minuscules sans accent, des chiffres et des traits d'union, 40 au plus.",
        "{id}",
    ),
    Rule(
        "I04",
        "error",
        "The tag must be at the end of the heading line.",
        "L'étiquette doit se trouver à la fin de la ligne du titre.",
        "## Title <!-- #{id} -->",
        "## Titre <!-- #{id} -->",
    ),
)

STRAY = re.compile(r"<!--\s*#([^\s>=]{1,80})")


def check(desk: Desk, log: Log) -> None:
    """Tags that stand where no heading ends; the reading of headings reports the rest."""
    for path in sorted(desk.sources):
        for line in desk.sources[path].lines:
            if "<!--" in line.text and not line.dead:
                _stray_tags(desk.sources[path], line.number, line.text, log)


def _stray_tags(file: SourceFile, number: int, text: str, log: Log) -> None:
    heading = text.startswith(("# ", "## ", "### ", "#### "))
    for offset, part in plain_parts(text):
        for found in STRAY.finditer(part):
            behind = text[offset + found.start() :].partition("-->")[2]
            if not heading or behind.strip():
                log.add("I04", file.span(number, offset + found.start() + 1, len(found[0])), id=found[1])
