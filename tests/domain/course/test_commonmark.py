"""What learners see is what a CommonMark viewer shows: our own courses, and constructs that authors trip over."""

import html
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from lms.domain.course.everything import course_texts
from lms.domain.course.markdown_text import View, to_html
from lms.domain.course.parse import parse_course
from lms.store.folder import read_folder
from tests.domain.course.test_rendering import shape

ROOT = Path(__file__).parents[3]
FOLDERS = sorted(path.parent for path in [*ROOT.glob("courses/*/course.md"), *ROOT.glob("tests/courses/*/course.md")])
ORACLE = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])

ALIKE = [
    "- a\n  - b\n- c", "Text:\n- a\n- b", "Text:\n\n- a\n- b", "1. a\n\n   code\n\n       x = 1\n2. b",
    "- a\n\n  ```python\n  x = 1\n  ```\n\n- b", "| a |\n|---|\n| b | c |", "a | b\n---|---\n1 | 2",
    "| a | b |\n|---|---|\n| 1 \\| 2 | 3 |", "Text\n| a | b |\n|---|---|\n| 1 | 2 |", "*a*b", "**a**b", "a*b*c",
    "a_b_c", "_a_", "__a__", "**a *b* c**", "*a **b** c*", "* a *", "**a", "a**b**", "*a\nb*", "_(a)_", "\\*a\\*",
    "[a](b.md)", "[a](b.md \"t\")", "[a]( <b c.md> )", "[a](b.md 't')", "[a][b]\n\n[b]: c.md", "[a]\n\n[a]: c.md",
    "[a](b(c).md)", "[a b](c.md) [d](e.md)", "[**a**](b.md)", "[`a`](b.md)", "![a](b.png)", "[![a](b.png)](c.md)",
    "[a] b", "[a]: b", "\\[a](b)", "<https://x.example/a?b=c&d>", "<a@b.example>", "https://x.example",
    "https://x.example/a_b_c", "&copy; &amp; &lt; &#169; &nbsp;x &unknown;", "AT&T", "1 < 2 > 0", "a  \nb",
    "a\\\nb", "a \nb", "a   ", "`a`", "`` a`b ``", "`a", "` a `", "`*a*`", "`<b>`", "\\`a\\`", "a\n\nb",
    "a\n\n\n\nb", "### a\nb", "#a", "####### a", "---", "***", "* * *", "- - -", "- a\n- b\n\n\nc", "- a\n\n\n- b",
    "> a\n> b", "> a\nb", "> > a", "> - a\n> - b", "> 1. a", "> ```\n> a\n> ```", "- > a", "1. a\n2. b\n\n   c",
    "3. a\n4. b", "1. a\n1. b", "0. a", "1) a", "10) a\n11) b", "1. a\n- b", "- a\n1. b", "-a", "1.a", "- ",
    "-\n- a", "- a\n b", "- a\n\n b", "- a\n  b\n\n  c", "   - a", "    - a", "  - a\n  - b", "- a\n   - b",
    "- a\n    - b\n        - c", "1. a\n  - b", "1. a\n    - b", "- a\n\n\tb", "~~a~~", "~a~", "~~a",
    "```\na\n```", "~~~\na\n~~~", "````\n```\n````", "    a", "    a\n\n    b", "a\n    b", "<b>a</b>",
    "<!-- a -->b", "a <br> b", "$a$", "a^2^", "H~2~O", "- [ ] a", "- [x] a", "a -- b", "a... b", "\"a\"", "(c)",
    "[^1]", "a[^1]\n\n[^1]: b", "Term\n: def", "*[a]: b", "{: .x}", "a{.b}", "!!! note", "::: x",
    "http://x.example", "www.x.example", "a@b.example", "\\a", "\\\\", "a\\b", "C:\\x", "5 * 3 * 2", "2*3*4",
    "snake_case_word", "__init__", "**Note :** text", "«**a**»", "l'*avis*", "d’**un**", "*a*, *b*", "**a**, b",
    "(**a**)", "a (*b*)", "*a*.", "a\n- b\n\nc\n1. d", "a\n* b", "a\n+ b", "a\n2. b", "a\n> b", "a\n```\nb\n```",
    "a\n***\nb", "* a\n\n  b", "*   a\n*   b", "-   a\n\n    b", "1.  a\n\n    b", "- a\n\n      code",
    "- a\n\n  > q", "| a |\n|-|\n| b |", "|a|b|\n|-|-|\n|c|", "| a | b |\n|---|---|\n| c | d |\ntext",
]  # fmt: skip

# Deliberate: each name stands in docs/authors.md under "What looks different elsewhere".
DIFFERENT = {
    "both emphases": [
        "***a***",
    ],
    "emphasis beside a sign": [
        "**“Quoted”**text", "*(a)*b", "**a:**b", "**Note:**text",
    ],
    "level of headings": [
        "# a", "## a ##", "a\n===", "> # a", "# a {#b}", "a\n# b", "- a\n  # h", "- # h",
    ],
    "line of dashes": [
        "a\n---", "a\n---\nb",
    ],
    "two quotes in a row": [
        "> a\n\n> b",
    ],
    "signs of bullets": [
        "- a\n* b", "- a\n+ b",
    ],
    "open fence": [
        "```\na",
    ],
    "bar in code in a table": [
        "| a | b |\n|:--|--:|\n| 1 | **2** |\n| `a|b` | c |",
    ],
    "table without rows": [
        "| a | b |\n| - | - |\n\ntext",
    ],
}  # fmt: skip


def plain(fragment: str) -> str:
    """The tags without what both sides may write in their own way, and the words."""
    fragment = fragment.replace("<s>", "<del>").replace("</s>", "</del>")
    fragment = re.sub(r"<(hr|br|img|a|th|td)\b[^>]*>", r"<\1>", fragment)
    return shape(fragment.replace("&quot;", '"').replace("&nbsp;", "\u00a0"))


def ours(text: str) -> str:
    return plain(to_html(text, View("en")))


def theirs(text: str) -> str:
    return plain(ORACLE.render(text))


def addresses(fragment: str) -> list[str]:
    return [html.unescape(found) for found in re.findall(r'(?:href|src)="([^"]*)"', fragment)]


@pytest.mark.parametrize("text", ALIKE)
def test_constructs_look_as_elsewhere(text: str) -> None:
    assert ours(text) == theirs(text)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_text_of_our_courses_looks_as_elsewhere(folder: Path) -> None:
    course = parse_course(read_folder(folder)).course
    assert course
    texts = [md.text for text in course_texts(course) for md in text.values()]
    assert [text for text in texts if ours(text) != theirs(text)] == []


@pytest.mark.parametrize("text", ["[a](b.md)", "![a](b.png)", "<https://x.example/a?b=c&d>", "[a](b(c).md)"])
def test_addresses_are_the_same(text: str) -> None:
    assert addresses(to_html(text, View("en"))) == addresses(ORACLE.render(text))


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_deliberate_difference_is_one_and_is_told(name: str) -> None:
    assert all(ours(text) != theirs(text) for text in DIFFERENT[name])
    assert f"**{name}**" in " ".join((ROOT / "docs" / "authors.md").read_text(encoding="utf-8").split())
