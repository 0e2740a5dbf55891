"""HTML of fragments: safe whatever stands in them, and shaped as CommonMark viewers show it."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lms.domain.course import render
from lms.domain.course.document import canonical_document
from lms.domain.course.markdown_text import View, to_html
from lms.domain.course.parse import parse_course
from tests.domain.course.small import changed, small_course

PLAIN = View("en")


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert%281%29)",
        "[a](java\tscript:alert)",
        "[a](&#106;avascript:alert)",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](vbscript:x)",
        "[a](//evil.example)",
        "[a](\\\\evil.example)",
        "[a](http://plain.example)",
        "[a][b]\n\n[b]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "![a](data:image/svg+xml;base64,PHN2Zz4=)",
        "![a](https://tracker.example/p.png)",
        "![a](x.png){: onerror=alert(1)}",
        '![a"onerror="alert(1)](x.png)',
        '[a](https://x.example "t\\" onmouseover=alert(1)")',
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<iframe src=https://evil.example></iframe>",
        "<style>*{display:none}</style>",
        "<a href='javascript:alert(1)'>a</a>",
        "```\n<script>alert(1)</script>\n```",
        "`<script>alert(1)</script>`",
        "> <form action=https://evil.example>",
        "| a |\n|---|\n| <script>x</script> |",
    ],
)
def test_nothing_hostile_passes(text: str) -> None:
    found = to_html(text, PLAIN)
    tags = re.findall(r"<[^>]*>", found)
    allowed = re.compile(
        r"</?(p|br|em|strong|pre|code|blockquote|table|thead|tbody|tr|th|td)>"
        r'|<a( href="https://[^"]*")?( title="[^"]*")? rel="noopener noreferrer">|</a>|<img alt="[^"]*"( src="x.png")?>'
        r'|<img src="x.png" alt="[^"]*">'
    )
    assert [tag for tag in tags if not allowed.fullmatch(tag)] == []


def test_a_word_cannot_bring_html_or_an_address() -> None:
    view = View("en", {"x": "<b onclick=alert(1)>", "y": "javascript:alert(1)"})
    found = to_html("{{x}} [a]({{y}})", view)
    assert "<b" not in found and "javascript" not in found


def test_words_are_put_into_text_and_addresses_but_not_into_code() -> None:
    view = View("en", {"desk": "desk@larkfield.example"})
    found = to_html("Write to [{{desk}}](mailto:{{desk}}), not `{{desk}}`.", view)
    assert found.count("desk@larkfield.example") == 2 and "<code>{{desk}}</code>" in found


def test_links_and_images_inside_the_course_go_through_the_link() -> None:
    view = View("fr", link=lambda path: f"/c/{path}", files=frozenset({"images/a.svg", "images/a.fr.svg"}))
    found = to_html("![Un badge](images/a.svg) [suite](20-next.md) [ici](#why)", view)
    assert 'src="/c/images/a.fr.svg"' in found
    assert 'href="/c/20-next.md"' in found and 'href="/c/#why"' in found


def test_headings_in_a_section_start_at_the_third_level() -> None:
    found = to_html("# One\n\n## Two\n\n#### Four\n\nSetext\n===", PLAIN)
    assert re.findall(r"<(h\d)>", found) == ["h3", "h3", "h4", "h3"]


def test_french_gets_its_spaces_outside_code_and_addresses() -> None:
    found = unescape(to_html("« Oui » ? À 80 % : **vite** ! `a ; b` <https://x.example/?a:b>", View("fr")))
    assert "«\u202fOui\u202f»\u202f? À 80\u00a0%\u202f: <strong>vite</strong>\u202f!" in found
    assert "<code>a ; b</code>" in found and 'href="https://x.example/?a:b"' in found


def test_english_keeps_its_spaces() -> None:
    assert to_html("Really ?", PLAIN) == "<p>Really ?</p>"


@pytest.mark.parametrize("title", ["2025. A good year", "- not a list", "# not a heading", "> not a quote", "1) One"])
def test_a_title_is_never_a_block(title: str) -> None:
    found = render.inline_html(title, PLAIN)
    assert "<" not in found and found.replace("&gt;", ">") == title


def test_blocks_stay_data() -> None:
    section = small_course().section("what-stays-inside")
    assert section
    drawn = render.blocks(section.body, render.view(small_course(), "fr"))
    assert [(block.kind, block.tone) for block in drawn] == [
        ("prose", ""), ("callout", "tip"), ("prose", ""), ("post", "post"),
    ]  # fmt: skip
    assert drawn[3].head == "de Lina, magasin de Lyon · public"


def shape(html: str) -> str:
    """The tags and words of a fragment, whatever the white space between them; tight and loose lists are one."""
    html = re.sub(r"</?p>", " ", re.sub(r"<(h[1-6]|a|ol|code)\b[^>]*>", r"<\1>", html))
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", re.sub(r"\s+", " ", html)).strip()


# Deliberately different: `***both***` nests the other way round, and `+`, `*`, `-` make one list.
CORPUS = [
    "- a\n  - b\n    - c\n- d",
    "1. a\n   - b\n   - c\n2. d",
    "1. a\n   1. b\n   2. c",
    "- a\n\n  more of a\n\n  - b",
    "Text\n- a\n- b",
    "Text\n1. a\n2. b",
    "Text\n7. not a list",
    "- a\n  goes on\n- b\nlazily",
    "* a\n    * b by four",
    "- a\n\n      code in a",
    "> quote\n> - a\n>   - b",
    "> quote\nlazily",
    "Text\n> quote",
    "- a\n  > quote in a\n- b",
    "Text\n\n    code\n\nText",
    "```\ncode\n  - kept\n```",
    "- a\n\n  ```\n  code\n  ```\n- b",
    "1) a\n2) b",
    "1. one\n2. two\n\n   more\n3. three",
    "- a\n\n  more\n  - b\n- c",
    "- a\n  - b\n\n    more of b\n  - c\n- d",
    "10. ten\n    - a\n11. eleven",
    "<desk@larkfield.example>",
    "#hashtag is no heading",
    "### Heading\ntext",
    "- a\n### Heading",
    "**bold** *em* `code` ~~gone~~",
    "a\\\nb",
    "a  \nb",
    "---",
    "- a\n\n---\n\n- b",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "<https://x.example>",
    "a & b &amp; c &copy; d",
    "snake_case_word and 2*3*4",
]


@pytest.mark.parametrize("text", CORPUS)
def test_it_looks_as_on_a_commonmark_viewer(text: str) -> None:
    oracle = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    expected = oracle.render(text).replace("<s>", "<del>").replace("</s>", "</del>").replace("<br />", "<br>")
    assert shape(to_html(text, PLAIN)) == shape(expected.replace("<hr />", "<hr>"))


ROWS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["- item", "- item", "text", ""])), max_size=7)


@settings(deadline=None, max_examples=200)
@given(ROWS)
def test_lists_nest_as_on_a_commonmark_viewer(rows: list[tuple[int, str]]) -> None:
    text = "- first\n" + "\n".join("  " * depth + words for depth, words in rows)
    assert shape(to_html(text, PLAIN)) == shape(MarkdownIt("commonmark").render(text))


@settings(deadline=None)
@given(st.text(alphabet="ab \n\t-*+>#`~[]()!|_<&\\1.:{}\x02\u00a0", max_size=120))
def test_rendering_never_raises(text: str) -> None:
    assert "<script" not in to_html(text, View("fr", {"a": "<script>"}))


def test_the_document_to_sign_is_the_same_every_time_and_has_no_quiz() -> None:
    course = small_course()
    document = canonical_document(course, "fr")
    assert document == canonical_document(small_course(), "fr")
    assert "Je ne publierai" in document.decode() and "journaliste" not in document.decode()


def test_the_document_to_sign_changes_with_its_words_only() -> None:
    other = parse_course(changed("10-posting.md", "Who answers journalists?", "Whom do they ask?")).course
    assert other and canonical_document(other, "en") == canonical_document(small_course(), "en")
