"""I and V: what only a comparison with the published edition shows, as far as its fingerprints go."""

import re
from collections.abc import Iterator, Mapping

from lms.domain.course.edition import counts
from lms.domain.course.everything import lettered
from lms.domain.course.keywords import Words, nearest
from lms.domain.course.kinds import KEYWORDS as QUESTION_WORDS
from lms.domain.course.kinds.choice import next_letter
from lms.domain.course.messages import Log
from lms.domain.course.model import (
    ChangeKind,
    Course,
    QuizSection,
    ReadingSection,
    ScenarioSection,
    Section,
    Snapshot,
    Step,
)
from lms.domain.course.places import Id, Span
from lms.domain.course.rules.rule import Desk, Rule
from lms.domain.course.schema import read_version
from lms.domain.course.sections import KEYWORDS as SECTION_WORDS
from lms.domain.course.snapshot import Item, fingerprints
from lms.domain.course.steps import keyword

RULES = (
    Rule(
        "I05",
        "error",
        "#{id} was removed in version {version}; names are never reused.",
        "#{id} a été retiré dans la version {version} ; un nom ne sert jamais deux fois.",
        "<!-- #{id}-2 -->",
    ),
    Rule(
        "I06",
        "error",
        "Answer {letter}) of #{id} was removed in version {version}; use the next free letter, {free}).",
        "La réponse {letter}) de #{id} a été retirée dans la version {version} ; prenez la lettre libre {free}).",
        "{free}) …",
    ),
    Rule(
        "I07",
        "error",
        '#{id} changed from "{before}" to "{after}"; results would be mixed up.',
        "#{id} est passé de « {before_fr} » à « {after_fr} » ; les résultats se mélangeraient.",
        "<!-- #{id}-2 -->",
    ),
    Rule(
        "I08",
        "warning",
        "#{old} disappeared, and #{id} is new and very similar. Did you retype it?",
        "#{old} a disparu, et #{id} est nouveau et très semblable. L'avez-vous retapé ?",
        "<!-- #{old} -->",
    ),
    Rule(
        "V02",
        "error",
        "The content changed, but version {version} is not higher than {published}, which is published.",
        "Le contenu a changé, mais la version {version} n'est pas supérieure à {published}, déjà publiée.",
        "version: {next}",
    ),
    Rule(
        "V03",
        "error",
        'You called this "{kind}", but {what}; that is at least "{least}".',
        "Vous avez parlé de « {kind} », mais {what_fr} ; c'est au moins « {least} ».",
        "kind: {least}",
    ),
    Rule(
        "V04",
        "error",
        "The statement people sign has changed; they must sign again. This cannot be overridden.",
        "La déclaration à signer a changé ; il faut signer de nouveau. Rien ne permet d'y déroger.",
        "kind: material",
    ),
)

CLOSE = 0.85
MOST_NEW = 100
VERSION_LINE = re.compile(r"version[ \t]*:[ \t]*")


def check(desk: Desk, log: Log) -> None:
    """Nothing to say where nothing is published."""
    if desk.snapshot is None:
        return
    items = fingerprints(desk.course)
    _names(desk, desk.snapshot, items, log)
    _steps(desk.course, desk.snapshot, log)
    _letters(desk.course, desk.snapshot, log)
    _version(desk, desk.snapshot, items, log)


# --- names and letters -------------------------------------------------------------------------------------------


def _names(desk: Desk, snapshot: Snapshot, items: Mapping[Id, Item], log: Log) -> None:
    gone = {id: item for id, item in snapshot.items.items() if id not in items}
    by_text = {(kind, text): id for id, (kind, _, text) in gone.items() if text}
    # Looking for a likeness costs as much as both numbers multiplied: among very many, none is looked for.
    some = len(items.keys() - snapshot.items.keys()) <= MOST_NEW
    for id, (kind, _, text) in items.items():
        place = desk.tags[id]
        if id in snapshot.items:
            was = snapshot.items[id][0]
            if was != kind:
                names = {"before": _called(was, "en"), "after": _called(kind, "en")}
                french = {"before_fr": _called(was, "fr"), "after_fr": _called(kind, "fr")}
                log.add("I07", place, None, None, id=id, **names, **french)
        elif id in snapshot.retired:
            log.add("I05", place, id=id, version=snapshot.since.get(id, snapshot.version))
        elif old := by_text.get((kind, text)) or (_like(id, kind, gone) if some else None):
            log.add("I08", place, id=id, old=old)


def _like(id: Id, kind: str, gone: Mapping[Id, Item]) -> Id | None:
    return nearest(id, (one for one, item in gone.items() if item[0] == kind), CLOSE)


def _called(kind: str, lang: str) -> str:
    """The keyword of a kind as an author writes it."""
    words: Words | None = QUESTION_WORDS.get(kind) or SECTION_WORDS.get(kind)
    return words[lang][0].capitalize() if words else kind


def _steps(course: Course, snapshot: Snapshot, log: Log) -> None:
    """Steps and ends whose name was retired, in the scenarios that are still there."""
    for _, section in course.sections():
        if not isinstance(section, ScenarioSection) or section.id not in snapshot.items:
            continue
        for name, node in section.nodes.items():
            id = f"{section.id}/{name}"
            if id in snapshot.retired and id not in snapshot.letters:
                word = keyword("step" if isinstance(node, Step) else "end", course.source_lang)
                better = f"### {word} {name}-2: {node.title[course.source_lang].text}"
                version = snapshot.since.get(id, snapshot.version)
                log.add("I05", node.span, id=id, version=version, attempt=better)


def _letters(course: Course, snapshot: Snapshot, log: Log) -> None:
    for id, rows in lettered(course):
        # Where the name itself is retired, that has been said.
        retired = set(snapshot.retired.get(id, ())) if id in snapshot.items or id in snapshot.letters else set()
        for letter, span in rows:
            if letter in retired:
                free = next_letter({*retired, *snapshot.letters.get(id, ()), *(key for key, _ in rows)})
                version = snapshot.since.get(f"{id}/{letter}", snapshot.version)
                log.add("I06", span, id=id, letter=letter, free=free, version=version)


# --- versions ----------------------------------------------------------------------------------------------------


def _version(desk: Desk, snapshot: Snapshot, items: Mapping[Id, Item], log: Log) -> None:
    course = desk.course
    signed = _statement_changed(course, snapshot)
    published = read_version(snapshot.version)
    if published and course.version <= published:
        if signed or items != snapshot.items:
            following = f"{published.major}.{published.minor + 1}"
            log.add("V02", _place(desk), version=course.version, published=published, next=following)
        # Until the version rises, its kind belongs to the edition that is published.
        return
    if signed and course.kind != ChangeKind.MATERIAL:
        log.add("V04", course.acknowledgement.span if course.acknowledgement else _place(desk))
    change = next((change for change in course.changes if change.version == course.version), None)
    if change and change.span and change.kind != ChangeKind.MATERIAL and not change.because:
        for least, id, what, what_fr in _least(course, snapshot, items):
            if change.kind == ChangeKind.COSMETIC or least == ChangeKind.MATERIAL:
                said, said_fr = what.format(id=id), what_fr.format(id=id)
                log.add("V03", change.span, kind=change.kind, least=least, what=said, what_fr=said_fr)


def _place(desk: Desk) -> Span:
    """The value of `version:`."""
    file = desk.sources["course.md"]
    for line in file.lines:
        if found := VERSION_LINE.match(line.text):
            return file.span(line.number, found.end() + 1, max(len(line.text.rstrip()) - found.end(), 1))
    return file.span(1)


def _statement_changed(course: Course, snapshot: Snapshot) -> bool:
    """In any language that both editions have; a promise that was not there before counts as well."""
    now = course.acknowledgement.statement_print if course.acknowledgement else {}
    was = snapshot.statement_print
    if bool(now) != bool(was):
        return True
    return any(now[lang] != was[lang] for lang in now if lang in was)


ANSWER = ("the right answer or the settings of #{id} changed", "la bonne réponse ou les réglages de #{id} ont changé")
PART = ("what must be finished in #{id} changed", "ce qui est à terminer dans #{id} a changé")
NEW = ("#{id} is new", "#{id} est nouveau")
GONE = ("#{id} is gone", "#{id} a disparu")


def _least(course: Course, snapshot: Snapshot, items: Mapping[Id, Item]) -> Iterator[tuple[ChangeKind, Id, str, str]]:
    """For each item whose fingerprints say so, the smallest kind of change; words alone are left to people."""
    counted = {question.id: counts(quiz, question) for quiz in course.quizzes() for question in quiz.questions}
    sections = {section.id: section for _, section in course.sections()}
    for id, (kind, key, _) in items.items():
        if id not in snapshot.items:
            material = isinstance(sections.get(id), QuizSection) and _counted(sections[id])
            yield (ChangeKind.MATERIAL if material else ChangeKind.UPDATE), id, *NEW
        elif snapshot.items[id][:2] != (kind, key):
            if id in counted:
                yield (ChangeKind.MATERIAL if counted[id] else ChangeKind.UPDATE), id, *ANSWER
            elif not isinstance(sections[id], QuizSection):
                # The key of a quiz holds those of its questions, which speak for themselves.
                material = isinstance(sections[id], ReadingSection)
                yield (ChangeKind.MATERIAL if material else ChangeKind.UPDATE), id, *PART
    for id in snapshot.items:
        if id not in items:
            yield ChangeKind.UPDATE, id, *GONE


def _counted(section: Section) -> bool:
    return isinstance(section, QuizSection) and not section.practice
