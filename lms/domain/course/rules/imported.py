"""W20: what an import could not place stands in the text, so that a person decides about it."""

from lms.domain.course.messages import Log
from lms.domain.course.rules.rule import Desk, Rule

RULES = (
    Rule(
        "W20",
        "warning",
        "Something from another system is still kept here; readers would see it.",
        "Un reste venu d'un autre système se trouve encore ici ; on le verrait à la lecture.",
        "take the quote away, or make a text of it",
        "retirer la citation, ou en faire un texte",
    ),
)
MARK = "> **Imported:**"


def check(desk: Desk, log: Log) -> None:
    """Every line that an import has marked."""
    for path in sorted(desk.sources):
        for line in desk.sources[path].lines if MARK in desk.sources[path].text else ():
            if line.text.startswith(MARK) and not line.dead:
                log.add("W20", desk.sources[path].span(line.number))
