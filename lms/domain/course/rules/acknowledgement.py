"""A: the statement people sign."""

import re
from itertools import islice

from lms.domain.course.messages import Log
from lms.domain.course.model import AckSection
from lms.domain.course.rules.rule import Desk, Rule

RULES = (
    Rule(
        "A01",
        "error",
        "A statement to sign must not be ticked in advance.",
        "Une déclaration à signer ne doit pas être cochée d'avance.",
        "- [ ] {letter}) {text}",
    ),
    Rule(
        "A02",
        "error",
        "The acknowledgement has no statement.",
        "L'attestation ne contient aucune déclaration.",
        "- [ ] a) I …",
        "- [ ] a) Je …",
    ),
    Rule(
        "A03",
        "warning",
        'Put one promise per line; this one contains "{word}" {count} times.',
        "Mettez une promesse par ligne ; celle-ci contient « {word} » {count} fois.",
        "a line of its own for each promise",
        "une ligne par promesse",
    ),
    Rule(
        "A04",
        "error",
        "A statement to sign may not contain {word}: the record keeps no names.",
        "Une déclaration à signer ne peut contenir {word} : le registre ne garde pas de noms.",
        "the same sentence without {word}",
        "la même phrase sans {word}",
    ),
    Rule(
        "A05",
        "error",
        "A course has one acknowledgement, and it is its last section.",
        "Un cours a une seule attestation, et c'est sa dernière partie.",
        "move it to the end of the last module, or merge the two",
        "la placer à la fin du dernier module, ou fusionner les deux",
    ),
    Rule(
        "A06",
        "error",
        "Two statements are both called {letter}).",
        "Deux déclarations s'appellent {letter}).",
        "- [ ] {free}) {text}",
    ),
)

PERSONAL = re.compile(r"\{\{\s*(learner|today)\s*\}\}")
AND = {"en": "and", "fr": "et"}


def check(desk: Desk, log: Log) -> None:
    """One acknowledgement, at the end, without names, one promise a line."""
    sections = [section for _, section in desk.course.sections()]
    for index, section in enumerate(sections):
        if not isinstance(section, AckSection):
            continue
        if index != len(sections) - 1:
            log.add("A05", section.span)
        _no_names(section, log)
        _one_promise_each(section, desk.course.source_lang, log)


def _no_names(section: AckSection, log: Log) -> None:
    for text in [section.title, *([section.body] if section.body else []), *(tick.text for tick in section.ticks)]:
        for fragment in text.values():
            for found in islice(PERSONAL.finditer(fragment.text), 20):
                log.add("A04", fragment.at(found.start(), len(found[0])), word="{{" + found[1] + "}}")


def _one_promise_each(section: AckSection, lang: str, log: Log) -> None:
    word = AND.get(lang, "and")
    for tick in section.ticks:
        count = tick.text[lang].text.casefold().split().count(word)
        if count >= 2:
            log.add("A03", tick.text[lang].span, word=word, count=count)
