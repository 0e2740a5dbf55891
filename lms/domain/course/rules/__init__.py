"""The rules of the checker, one file for each letter; a new rule is an entry in one of them."""

from collections.abc import Mapping

from lms.domain.course.messages import Log
from lms.domain.course.places import Level
from lms.domain.course.rules import (
    acknowledgement,
    cards,
    clues,
    files,
    history,
    imported,
    links,
    meaning,
    overlap,
    privacy,
    questions,
    scenarios,
    tags,
    translations,
    versions,
    wording,
)
from lms.domain.course.rules.rule import Desk, Rule

RULES: Mapping[str, Rule] = {
    rule.code: rule
    for letter in (
        files,
        tags,
        questions,
        scenarios,
        cards,
        acknowledgement,
        translations,
        meaning,
        versions,
        history,
        links,
        wording,
        imported,
        clues,
        privacy,
        overlap,
    )
    for rule in letter.RULES
}
LEVELS: Mapping[str, Level] = {code: rule.level for code, rule in RULES.items()}

CHECKS = (
    files.check,
    tags.check,
    questions.check,
    scenarios.check,
    acknowledgement.check,
    translations.check,
    meaning.check,
    versions.check,
    history.check,
    links.check,
    wording.check,
    imported.check,
    clues.check,
    privacy.check,
    overlap.check,
)


def check(desk: Desk, log: Log) -> None:
    """Everything that can only be said about the finished course."""
    for one in CHECKS:
        one(desk, log)
