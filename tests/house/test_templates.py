"""Pages improve nothing by themselves: no inline script or style anywhere but in mails and on paper."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
PAGES = sorted(
    path for path in TEMPLATES.rglob("*.html") if path.relative_to(TEMPLATES).parts[0] not in ("mail", "paper")
)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE)
INLINE_STYLE = re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE)
HANDLER = re.compile(r"\son\w+\s*=\s*[\"']", re.IGNORECASE)
UNSAFE = re.compile(r"\|\s*safe\b")
CLEANED = {
    "reading/blocks.html",
    "reading/section.html",
    "patterns/lessons.html",
}  # HTML of a course, cleaned by nh3; samples of our own


def test_there_are_pages() -> None:
    assert len(PAGES) > 40


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
@pytest.mark.parametrize("pattern", [INLINE_SCRIPT, INLINE_STYLE, HANDLER], ids=["script", "style", "handler"])
def test_pages_carry_no_inline_code(path: Path, pattern: re.Pattern[str]) -> None:
    assert pattern.search(path.read_text(encoding="utf-8")) is None


def test_only_cleaned_html_is_let_through_unescaped() -> None:
    found = {str(p.relative_to(TEMPLATES)) for p in PAGES if UNSAFE.search(p.read_text(encoding="utf-8"))}
    assert found <= CLEANED


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_pages_stay_short(path: Path) -> None:
    limit = 160 if path.parent.name in ("components", "layouts", "patterns") else 80
    assert path.read_text(encoding="utf-8").count("\n") <= limit
