"""Every rule against its example: reported at the right place in both languages, silent once it is mended."""

import pytest

from lms.domain.course import report
from lms.domain.course.parse import parse_course
from lms.domain.course.rules import RULES
from tests.domain.course.cases import Case, load

CASES = load()
IDS = [case.code for case in CASES]


def test_every_rule_has_a_case_and_every_case_a_rule() -> None:
    assert sorted(IDS) == sorted(RULES)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_bad_example_is_reported_at_its_place(case: Case) -> None:
    notes = [note for note in parse_course(case.bad).diagnostics if note.code == case.code]
    places = [f"{note.span.file}:{note.span.line}:{note.span.col}" for note in notes]
    assert case.place in places


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_good_example_is_silent(case: Case) -> None:
    result = parse_course(case.good)
    assert case.code not in {note.code for note in result.diagnostics}
    assert not result.errors


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_message_reads_whole_in_both_languages(case: Case) -> None:
    note = next(note for note in parse_course(case.bad).diagnostics if note.code == case.code)
    english, french = report.message(note, "en"), report.message(note, "fr")
    assert english != french
    assert not any(mark in sentence for sentence in (english, french) for mark in ("…", "{meant}", "{key}"))
    assert report.attempt(note, "en") and report.attempt(note, "fr")
