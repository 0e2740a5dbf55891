"""A new edition beside the last one: which kind of change it may be called, and what it asks of whom has signed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from lms.domain.course.compare import Comparison, affected
from lms.domain.course.model import ChangeKind, Course, Module, Version
from lms.domain.course.places import Diagnostic, Id
from lms.domain.plan import counted, displayable, plan_of, required
from lms.domain.refusal import Refusal

KINDS = tuple(ChangeKind)
DUTY = "changes-duty"  # the one question that only a person can answer
STALE = "T08"


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the author says beside the files; the kind of change stands in `course.md`, under `changes:`."""

    because: str = ""  # why it may be called a smaller kind than the comparison found
    answers: Mapping[str, bool] = field(default_factory=dict)  # question → yes or no
    reviewers: Mapping[str, str] = field(default_factory=dict)  # language → id of who has checked that text


def declared(course: Course) -> ChangeKind:
    """What the author calls this version; without a word everything is asked of everybody."""
    change = next((change for change in course.changes if change.version == course.version), None)
    return change.kind if change else ChangeKind.MATERIAL


def because(course: Course, declaration: Declaration) -> str:
    """The reason given for a smaller kind: beside the files, or under `changes:` in them."""
    change = next((change for change in course.changes if change.version == course.version), None)
    return declaration.because.strip() or ((change.because or "").strip() if change else "")


def least(comparison: Comparison, answers: Mapping[str, bool]) -> ChangeKind:
    """The smallest kind allowed, once what only a person can say is said."""
    if comparison.asks and answers.get(DUTY):
        return ChangeKind.MATERIAL
    return comparison.least or ChangeKind.COSMETIC


def questions(course: Course, comparison: Comparison) -> tuple[str, ...]:
    """What only a person can answer; nothing where the answer would change nothing."""
    if not comparison.asks or ChangeKind.MATERIAL in (declared(course), comparison.least):
        return ()
    return (DUTY,)


def judge(course: Course, before: Version, comparison: Comparison, declaration: Declaration) -> None:
    """Raises Refusal when the change may not be called what it is called: question-open, promise-changed,
    kind-too-small, version-major."""
    kind = declared(course)
    open_ones = [question for question in questions(course, comparison) if question not in declaration.answers]
    if open_ones:
        raise Refusal("question-open")
    floor = least(comparison, declaration.answers)
    if KINDS.index(kind) < KINDS.index(floor):
        if comparison.final:
            raise Refusal("promise-changed", number=str(before))
        if not because(course, declaration):
            asking = [one for one in comparison.differences if KINDS.index(one.least) > KINDS.index(kind)]
            raise Refusal("kind-too-small", declared=str(kind), least=str(floor), differences=tuple(asking))
    if kind == ChangeKind.MATERIAL and course.version.major <= before.major:
        raise Refusal("version-major", number=f"{before.major + 1}.0")


def stale(course: Course, notes: Iterable[Diagnostic]) -> dict[str, tuple[str, ...]]:
    """Language → the items whose translation is older than the source text."""
    found: dict[str, list[str]] = {}
    for note in notes:
        if note.code == STALE:
            stem = note.span.file.removesuffix(".md")
            lang = next((lang for lang in course.langs if stem.endswith(f".{lang}")), course.source_lang)
            found.setdefault(lang, []).append(note.args.get("id", ""))
    return {lang: tuple(items) for lang, items in found.items()}


def refuse_stale(course: Course, notes: Iterable[Diagnostic]) -> None:
    """Nobody signs an outdated text: a material edition takes no stale translation with it."""
    if declared(course) != ChangeKind.MATERIAL:
        return
    for lang, items in stale(course, notes).items():
        raise Refusal("stale-translation", language=lang, items=", ".join(f"#{item}" for item in items))


def path(comparison: Comparison, course: Course, since: Version) -> tuple[Id, ...] | None:
    """The sections that somebody who signed version `since` must do again; None where it is the whole course.

    What the comparison found, what the author lists under `affects:`, and the quizzes that ask about it: those of the
    same module. A raised pass mark asks for every quiz.
    """
    touched = set(affected(comparison, course)) | _listed(course, since)
    if any(one.code == "pass-mark-raised" and one.item == course.id for one in comparison.differences):
        touched |= {quiz.id for quiz in course.quizzes() if counted(quiz)}
    found = {tag for module in course.modules for tag in _of_module(module, touched)}
    short = plan_of("", course).only(found)
    if not (short.steps or short.acknowledgement):
        return None
    return tuple(sorted(found))


def _listed(course: Course, since: Version) -> set[Id]:
    changes = [change for change in course.changes if since < change.version <= course.version]
    return {id for change in changes for id in change.affects}


def _of_module(module: Module, touched: Collection[Id]) -> set[Id]:
    """The tags of its sections that are touched, by themselves or by a question; with the module's own id, all."""
    if module.id in touched:
        return {section.id for section in module.sections}
    found = {section.id for section in module.sections if section.id in touched}
    found |= {quiz.id for quiz in module.quizzes() if any(question.id in touched for question in quiz.questions)}
    read = [section for section in module.sections if section.id in found and displayable(section)]
    if any(required(module, section) for section in read):
        found |= {quiz.id for quiz in module.quizzes() if counted(quiz)}
    return found
