"""The reader of courses takes any bytes, and ten times the text takes about ten times the work."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.domain.course import report
from lms.domain.course.document import canonical_document
from lms.domain.course.parse import parse_course
from tests.domain.course.small import small_files

FILES = small_files()
PIECES = [
    "---\n", "# T\n", "## Quiz (pick 2 from x): Q <!-- #q -->\n", "## Quiz\n", "### Choose one: a? <!-- #q-a -->\n",
    "### True or false (critical): b\n", "- [x] a) yes\n", "- [ ] b) no\n", "- True\n", "[x a) oh\n", "  > because\n",
    "> **Hint:** h\n", "> [!TIP]\n", "> **Post** by x\n", "```\n", "<!-- #x -->", "<!--", "-->", "{{x}}", "{#y}",
    "## Acknowledgement: A\n", "## Do and don't: D\n", "- a) Do: x\n", "id: posting\n", "a: [b, c\n", "a: &x b\n",
    "changes:\n", "  - version: 1.0\n", "    kind: material\n", "\t", "\r", "\u00a0", "![](x)", "[a](javascript:b)",
    "## Scenario: S <!-- #s -->\n", "### Step a: t\n", "### End b (good): t\n", "- a) x -> b (best)\n", "  y → a\n",
    "| a) | b | c |\n", "| b) | | d \\| e |\n", "| | h | i |\n", "|---|---|---|\n", "| c |\n", "a) | x\n",
    "### Match: m? <!-- #q-m -->\n", "### Sort: s?\n", "### Put in order: o? <!-- #q-o -->\n", "1. a) x\n", "1.b)",
    "\ufeff", "\x00", "é", "\U0001f600", " ", "\n", "(", ":", ")",
    "### Number: n? <!-- #q-n -->\n", "- Answer: 4 to 6\n", "- Réponse : 1e9\n", "- Unit: h\n", "Answer: 5 +- 1%\n",
    "### Short answer: s?\n", "### Survey: v?\n", "- a) 1 to 5\n", "- b) 5–9\n", "### Reflect: r?\n",
]  # fmt: skip
NAMES = st.sampled_from([*FILES, "30-x.md", "30-x.fr.md", "images/a.svg", "x/y.md"])


@settings(deadline=None)
@given(NAMES, st.binary(max_size=300))
def test_any_bytes_give_messages_and_never_a_crash(name: str, data: bytes) -> None:
    files = FILES | {name: data}
    result = parse_course(files)
    assert report.text(result.diagnostics, files, "fr") or not result.diagnostics


ANY_ORDER = st.dictionaries(NAMES, st.lists(st.sampled_from(PIECES), max_size=25).map("".join), max_size=3)


@settings(deadline=None, max_examples=150)
@given(ANY_ORDER)
def test_any_order_of_our_own_signs_can_be_read_and_drawn(texts: dict[str, str]) -> None:
    read_and_draw(texts)


@pytest.mark.long
@settings(deadline=None, max_examples=20_000)
@given(ANY_ORDER)
def test_twenty_thousand_orders_of_our_own_signs_can_be_read_and_drawn(texts: dict[str, str]) -> None:
    read_and_draw(texts)


def read_and_draw(texts: dict[str, str]) -> None:
    files = FILES | {name: text.encode() for name, text in texts.items()}
    result = parse_course(files)
    report.as_json(result.diagnostics, files, "en")
    if result.course:
        canonical_document(result.course, "fr")


def calls(work: Callable[[], object]) -> int:
    """How many functions are called: a count that no busy machine can change."""
    count = 0

    def seen(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "A sentence with **bold** and [a link](https://x.example).\n\n",
        "## S\n\n",
        "### Choose one: q?\n- [x] a) y\n- [ ] b) n\n",
        "### Nonsense: q?\n",
        "### Number: q?\n- Answer: 1 to 5 +- 9\n- Unit: h\n",
        "### Survey: q?\n- a) 1 to 5\n- b) 5 to 9\n",
        "- Answer: x\n  more\n",
        "Answer: x\n\n",
        "## S <!-- #a -->\n",
        "- [ ] a) x\n",
        "```a\n",
        "<!--\n",
        "## Scenario: s\n### Step a: t\n- a) x -> a\n",
        "### Step a: t\n- a) x -> b\n",
        "![](a.png) <b> {{x}} [a](#b)\n",
        "### Put in order: o?\n1. a) x\n2. b) y\n3. b) x\n",
        "### Sort: s?\n| a) | b | c |\n|---|---|---|\n| x | y\n| b) | b | c |\n",
    ],
)
def test_ten_times_the_text_is_ten_times_the_work(piece: str) -> None:
    kind = "Short answer" if "Answer: x" in piece else "Choose one"
    head = f"---\nid: posting\n---\n# T\n## Quiz: x <!-- #q -->\n### {kind}: y <!-- #z -->\n"

    def work(times: int) -> int:
        files = FILES | {"10-posting.md": (head + piece * times).encode()}
        return calls(lambda: parse_course(files))

    few, many = work(60), work(600)
    assert many < 11 * few


@pytest.mark.parametrize("row", ["1. a) x\n", "| a) | x | y |\n", "| x |\n", "| " + "\\|" * 9 + "|" * 9 + "\n"])
def test_many_rows_of_one_question_are_as_cheap_as_many_questions(row: str) -> None:
    def work(times: int) -> int:
        kind = "Put in order" if row[0] == "1" else "Match"
        text = f"---\nid: posting\n---\n# T\n## Quiz: x <!-- #q -->\n### {kind}: y <!-- #z -->\n{row * times}"
        return calls(lambda: parse_course(FILES | {"10-posting.md": text.encode()}))

    few, many = work(60), work(600)
    assert many < 11 * few
