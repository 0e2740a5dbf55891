"""Writes the list of rules in docs/checker.md anew from the rules and their cases: python tools/checker_page.py"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from lms.domain.course import report  # noqa: E402
from lms.domain.course.parse import parse_course  # noqa: E402
from lms.domain.course.rules import RULES  # noqa: E402
from tests.domain.course.cases import Case, load  # noqa: E402

PAGE = ROOT / "docs" / "checker.md"
MARK = "<!-- What follows is written by tools/checker_page.py. -->\n"
CHAPTERS = {
    "F": "Files and settings",
    "I": "Names and letters",
    "Q": "Questions",
    "S": "Scenarios",
    "C": "Cards",
    "A": "Acknowledgements",
    "T": "Translations",
    "V": "Versions",
    "L": "Links, images, words",
    "W": "Advice",
    "P": "People",
}


def page() -> str:
    """The whole page: its hand-written beginning, then every rule with its example."""
    head = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    cases = {case.code: case for case in load()}
    rows = [head + MARK]
    for letter, title in CHAPTERS.items():
        codes = sorted(code for code in RULES if code[0] == letter)
        if codes:
            rows.append(f"\n### {title}\n")
        rows += [_entry(cases[code]) for code in codes]
    return "".join(rows)


def _entry(case: Case) -> str:
    """One rule: its messages in both languages around the line they point at."""
    notes = [note for note in parse_course(case.bad).diagnostics if note.code == case.code]
    note = next(note for note in notes if f"{note.span.file}:{note.span.line}:{note.span.col}" == case.place)
    english, french = (report.text([note], case.bad, lang).splitlines() for lang in ("en", "fr"))
    lines = [f"{note.code} {report.message(note, 'en')}", f"{note.code} {report.message(note, 'fr')}"]
    lines += [*english[1:], french[-1]]
    return f"\n#### {note.code} ({note.level})\n\n```\n" + "\n".join(lines) + "\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
