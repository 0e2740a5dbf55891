"""V: versions and changes, as far as one edition alone can tell."""

from lms.domain.course.keywords import nearest
from lms.domain.course.messages import Log
from lms.domain.course.rules.rule import Desk, Rule

RULES = (
    Rule(
        "V01",
        "error",
        'Version {version} has no entry under "changes".',
        "La version {version} n'a pas d'entrée sous « changes ».",
        "- version: {version}",
    ),
    Rule(
        "V05",
        "error",
        '"affects" names #{id}, which does not exist.',
        "« affects » cite #{id}, qui n'existe pas.",
        "affects: [{meant}]",
    ),
)


def check(desk: Desk, log: Log) -> None:
    """The version is explained, and only things that exist are said to be affected."""
    course = desk.course
    known = {section.id for _, section in course.sections()} | {question.id for question in course.questions()}
    known |= {module.id for module in course.modules}
    if course.version not in {change.version for change in course.changes}:
        log.add("V01", desk.sources["course.md"].span(1, 1, 3), version=course.version)
    for change in course.changes:
        if change.version != course.version or change.span is None:
            continue
        for id in change.affects:
            if id not in known:
                log.add("V05", change.span, id=id, meant=nearest(id, known) or "…")
