"""Two texts as one: what is marked is exactly what differs, in HTML that is whole."""

import re
from xml.etree import ElementTree

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.domain.course.markdown_text import ATTRIBUTES, TAGS, View, to_html
from lms.domain.course.marking import LONGEST, marked

WORDS = st.sampled_from(
    ["a", "must", "thirty", "days", "&", "<b>", "é", "x1", "*so*", "**never**", "[here](#it)", "~~no~~"]
)
LINE = st.lists(WORDS, min_size=1, max_size=7).map(" ".join)
BLOCK = st.one_of(
    LINE,
    st.lists(LINE, min_size=1, max_size=4).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    st.lists(LINE, min_size=1, max_size=3).map(
        lambda lines: "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))
    ),
    LINE.map(lambda line: f"> {line}"),
    LINE.map(lambda line: f"### {line}"),
    LINE.map(lambda line: f"    {line}"),
    st.tuples(WORDS, WORDS).map(lambda two: f"| h | i |\n|---|---|\n| {two[0]} | {two[1]} |"),
)
TEXT = st.lists(BLOCK, max_size=6).map("\n\n".join)


def words(html: str) -> list[str]:
    """What a text says, without its layout."""
    return re.sub(r"<[^>]*>", " ", html.replace("\n", " ")).split()


def without(mark: str, html: str) -> str:
    return re.sub(rf"<{mark}>.*?</{mark}>", " ", html, flags=re.DOTALL)


def well_formed(html: str) -> bool:
    whole = re.sub(r"<(br|hr|img)([^>]*)>", r"<\1\2/>", html).replace("&nbsp;", " ")
    return ElementTree.fromstring(f"<div>{whole}</div>") is not None


@settings(max_examples=300, deadline=None)
@given(TEXT, TEXT)
def test_without_the_new_it_is_the_old_text_and_the_other_way_round(old: str, new: str) -> None:
    before, after = (to_html(text, View("en")) for text in (old, new))
    both = marked(before, after)
    assert words(without("ins", both)) == words(before)
    assert words(without("del", both)) == words(after)
    assert well_formed(both)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_was_cleaned_comes_out_clean(old: str, new: str) -> None:
    before, after = (nh3.clean(text, tags=TAGS, attributes=ATTRIBUTES) for text in (old, new))
    both = marked(before, after)
    assert nh3.clean(both, tags=TAGS | {"ins", "s"}, attributes=ATTRIBUTES, link_rel=None) == both.replace(
        ' rel="noopener noreferrer"', ""
    )


@pytest.mark.parametrize(
    ("before", "after", "both"),
    [
        ("<p>in thirty days</p>", "<p>in sixty days</p>", "<p>in <del>thirty</del><ins>sixty</ins> days</p>"),
        ("<p>one two three</p>", "<p>six two nine</p>", "<p><del>one two three</del><ins>six two nine</ins></p>"),
        ("<p>rule 1.0, now</p>", "<p>rule 2.0, now</p>", "<p>rule <del>1.0</del><ins>2.0</ins>, now</p>"),
        ("<p>a</p>", "<p>a</p><p>b c</p>", "<p>a</p><ins><p>b c</p></ins>"),
        ("<ul><li>a</li></ul>", "<ul><li>a</li><li>b</li></ul>", "<ul><li>a</li><li><ins>b</ins></li></ul>"),
        ("<p>a b</p>", "<p>a <del>b</del></p>", "<p>a <del>b</del><ins><s>b</s></ins></p>"),
        (
            "<table><tbody><tr><td>a</td><td>1</td></tr></tbody></table>",
            "<table><tbody><tr><td>a</td><td>2</td></tr></tbody></table>",
            "<table><tbody><tr><td>a</td><td><del>1</del><ins>2</ins></td></tr></tbody></table>",
        ),
        ('<p><a href="#a">go on</a></p>', '<p><a href="#b">go on</a></p>',
         '<p><del><a href="#a">go on</a></del><ins><a href="#b">go on</a></ins></p>'),
    ],
)  # fmt: skip
def test_what_is_marked(before: str, after: str, both: str) -> None:
    assert marked(before, after) == both


def test_every_paragraph_of_a_long_text_finds_its_counterpart() -> None:
    old = [f"<p>Rule {number} holds for you and thirty others.</p>" for number in range(300)]
    both = marked("".join(old), "".join(old).replace("thirty", "sixty"))
    assert (both.count("<del>thirty</del>"), both.count("<p>")) == (300, 300)


def test_a_text_beyond_all_measure_is_shown_whole() -> None:
    both = marked(f"<p>{'a ' * LONGEST}</p>", "<p>b</p>")
    assert (both.count("<del>"), both.count("<ins>")) == (1, 1)


def test_texts_that_share_nothing_or_everything_again_and_again_are_told_apart_at_once() -> None:
    """The number of comparisons is what is bounded; hours would be the square of it."""
    both = marked(f"<p>{'a b ' * 60_000}</p>", f"<p>{'b b a ' * 40_000}</p>")
    assert words(without("ins", both)) == ["a", "b"] * 60_000
