"""HTML of other systems as Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.course.exchange.foreign import markdown_of
from lms.domain.course.markdown_text import View, to_html

PLAIN = View("")


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("plain *as it is*", "plain *as it is*"),
        ("<p>One <b>bold</b> &amp; <i>soft</i>.</p><p>Two</p>", "One **bold** & *soft*.\n\nTwo"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<blockquote><p>a</p><p>b</p></blockquote><blockquote>c</blockquote>", "> a\n>\n> b\n\n> c"),
        ("<pre><code>x = 1\n  y</code></pre>", "```\nx = 1\n  y\n```"),
        ('<a href="https://a.example">there</a>', "[there](https://a.example)"),
        ('<p><img src="@@PLUGINFILE@@/a.png" alt="A"></p>', "![A](images/a.png)"),
        ("<p>2 * 3 [x] snake_case</p>", "2 \\* 3 \\[x\\] snake_case"),
        ("<script>alert(1)</script><p>ok</p>", "ok"),
        ("<h2>Head</h2><p>text</p>", "#### Head\n\ntext"),
    ],
)  # fmt: skip
def test_tags_with_a_counterpart_become_signs(html: str, markdown: str) -> None:
    assert markdown_of(html) == markdown


@pytest.mark.parametrize(
    "text", ["One **two** `three`.\n\nFour", "- a\n  - b\n- c", "1. a\n2. b", "> a\n>\n> b", "a\\*b"]
)
def test_our_own_html_comes_back_as_it_was_written(text: str) -> None:
    assert markdown_of(to_html(text, PLAIN)) == text


@given(st.text(alphabet="<>/abpuli&;\"'= \n*_`", max_size=80))
def test_no_text_is_too_odd(text: str) -> None:
    assert isinstance(markdown_of(text), str)
