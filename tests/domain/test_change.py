"""Which kind a change may be called, what only a person can answer, and what is to be done again."""

from pathlib import Path

import pytest

from lms.domain.change import DUTY, Declaration, because, judge, least, path, questions, stale
from lms.domain.course.compare import compare
from lms.domain.course.model import ChangeKind, Course
from lms.domain.course.parse import parse_course
from lms.domain.refusal import Refusal
from lms.store.folder import read_folder

FILES = read_folder(Path(__file__).resolve().parents[1] / "courses" / "small")
NOTE = "changes:\n  - version: {0}\n    date: 2026-11-20\n    kind: {1}\n    note: Another one.\n{2}"

TYPO = ("10-posting.md", "A screenshot counts.", "A screen shot counts.")
MORE = ("10-posting.md", "- A screenshot counts.", "- A screenshot counts, and so does a photo of a screen.")
DUTIES = ("10-posting.md", "Wait an hour", "You must wait a day")
POINTS = ("10-posting.md", "(2 points)", "(3 points)")
PROMISE = ("20-promise.md", "client names or figures before", "client names before")
MARK = ("course.md", "pass-mark: 80%", "pass-mark: 90%")

Edit = tuple[str, str, str]
ACK, QUIZ, INSIDE = "ack-posting", "quiz-check", "what-stays-inside"


def version(number: str, kind: str, *edits: Edit, more: str = "") -> Course:
    """The small course as another version."""
    texts = {name: body.decode() for name, body in FILES.items()}
    texts["course.md"] = texts["course.md"].replace("version: 1.0\nowner", f"version: {number}\nowner")
    texts["course.md"] = texts["course.md"].replace("changes:\n", NOTE.format(number, kind, more), 1)
    for name, old, new in edits:
        assert old in texts[name], old
        texts[name] = texts[name].replace(old, new)
    course = parse_course({name: text.encode() for name, text in texts.items()}).course
    assert course is not None
    return course


FIRST = version("1.0", "material")


def outcome(after: Course, said: Declaration) -> str:
    try:
        judge(after, FIRST.version, compare(FIRST, after), said)
    except Refusal as refusal:
        return refusal.code
    return "may be published"


WHY, NO, YES = Declaration(because="Because."), Declaration(answers={DUTY: False}), Declaration(answers={DUTY: True})
NOTHING = Declaration()


@pytest.mark.parametrize(
    ("number", "kind", "edit", "said", "expected"),
    [
        ("1.1", "cosmetic", TYPO, NOTHING, "may be published"),
        ("1.1", "cosmetic", MORE, NOTHING, "kind-too-small"),
        ("1.1", "cosmetic", MORE, WHY, "may be published"),
        ("1.1", "update", MORE, NOTHING, "may be published"),
        ("1.1", "update", DUTIES, NOTHING, "question-open"),
        ("1.1", "update", DUTIES, NO, "may be published"),
        ("1.1", "update", DUTIES, YES, "kind-too-small"),
        ("1.1", "cosmetic", DUTIES, NO, "kind-too-small"),
        ("2.0", "material", DUTIES, NOTHING, "may be published"),
        ("1.1", "update", POINTS, NOTHING, "kind-too-small"),
        ("1.1", "update", POINTS, WHY, "may be published"),
        ("1.1", "update", PROMISE, WHY, "promise-changed"),
        ("1.1", "material", PROMISE, NOTHING, "version-major"),
        ("2.0", "material", PROMISE, NOTHING, "may be published"),
        ("2.0", "material", TYPO, NOTHING, "may be published"),
    ],
)
def test_what_a_change_may_be_called(number: str, kind: str, edit: Edit, said: Declaration, expected: str) -> None:
    assert outcome(version(number, kind, edit), said) == expected


@pytest.mark.parametrize(
    ("edits", "more", "expected"),
    [
        ([TYPO], "", (ACK,)),
        ([PROMISE], "", (ACK,)),
        ([POINTS], "", (ACK, QUIZ)),
        ([MORE], "", (ACK, QUIZ, INSIDE)),
        ([TYPO], "    affects: [everyday-posts]\n", (ACK, "everyday-posts", QUIZ)),
        ([MARK], "", (ACK, QUIZ)),
        ([PROMISE], "    affects: [q-share]\n", (ACK, QUIZ)),
    ],
)
def test_what_is_to_be_done_again(edits: list[Edit], more: str, expected: tuple[str, ...]) -> None:
    after = version("2.0", "material", *edits, more=more)
    found = path(compare(FIRST, after), after, FIRST.version)
    assert set(found or ()) | {ACK} == set(expected)


def test_the_question_is_asked_only_where_its_answer_counts() -> None:
    small, large = version("1.1", "update", DUTIES), version("2.0", "material", DUTIES)
    assert questions(small, compare(FIRST, small)) == (DUTY,)
    assert questions(large, compare(FIRST, large)) == ()


def test_a_yes_makes_it_material() -> None:
    found = compare(FIRST, version("1.1", "update", DUTIES))
    assert (least(found, {}), least(found, {DUTY: True})) == (ChangeKind.UPDATE, ChangeKind.MATERIAL)


def test_a_reason_may_stand_in_the_files() -> None:
    after = version("1.1", "update", POINTS, more="    because: It was always so.\n")
    assert (because(after, NOTHING), outcome(after, NOTHING)) == ("It was always so.", "may be published")


def test_stale_items_are_named_by_language() -> None:
    marked = FILES["10-posting.fr.md"].replace(b"<!-- #quiz-check -->", b"<!-- #quiz-check =000000 -->")
    result = parse_course(FILES | {"10-posting.fr.md": marked})
    assert result.course is not None
    assert stale(result.course, result.diagnostics) == {"fr": (QUIZ,)}
