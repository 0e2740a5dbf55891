"""Messages as people and machines read them."""

import json

from lms.domain.course import report
from lms.domain.course.parse import parse_course
from tests.domain.course.small import changed

FILES = changed("10-posting.md", "- [x] b) Pass", "- [v] b) Pass")
NOTES = parse_course(FILES).diagnostics


def test_the_line_is_quoted_with_a_caret_under_the_place() -> None:
    rows = report.text(NOTES, FILES, "en").splitlines()
    assert rows[0] == "10-posting.md:39:4: error Q05 The box must be [ ] or [x], not [v]."
    assert rows[1] == "   39 | - [v] b) Pass on the address of the press office"
    assert rows[2] == "      |    ^"
    assert rows[3] == "   Try: - [x] b) Pass on the address of the press office"


def test_french_authors_read_french() -> None:
    found = report.text(NOTES, FILES, "fr")
    assert "erreur Q05 La case doit être [ ] ou [x], et non [v]." in found
    assert "Essayez\u00a0:" in found or "Essayez :" in found or "Essayez\u202f:" in found


def test_json_has_the_promised_keys() -> None:
    rows = json.loads(report.as_json(NOTES, FILES, "en"))
    assert list(rows[0]) == ["code", "level", "file", "line", "column", "message", "try"]
    assert (rows[0]["line"], rows[0]["column"]) == (39, 4)


def test_annotations_escape_what_would_break_them() -> None:
    found = report.as_github(NOTES, FILES, "en")
    assert found.startswith("::error file=10-posting.md,line=39,col=4,title=Q05::")
    assert found.count("\n") == len(NOTES)


def test_nothing_to_say_is_empty() -> None:
    assert report.text((), {}, "en") == ""
