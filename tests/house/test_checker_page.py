"""docs/checker.md lists the rules as they are."""

from lms.domain.course.rules import RULES
from tools import checker_page


def test_the_list_of_rules_is_up_to_date() -> None:
    written = checker_page.PAGE.read_text(encoding="utf-8")
    assert written == checker_page.page(), "run: python tools/checker_page.py"


def test_every_rule_has_its_chapter() -> None:
    assert {code[0] for code in RULES} <= set(checker_page.CHAPTERS)
