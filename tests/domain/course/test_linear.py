"""Nine times the text is at most eleven times the work, whatever its shape, and the largest file is soon read."""

from time import process_time

import pytest

from lms.domain.course.compare import compare
from lms.domain.course.markdown_text import View, to_html
from lms.domain.course.parse import parse_course
from tests.domain.course.shapes import SHAPES, text
from tests.domain.course.small import small_course, small_files
from tests.domain.course.test_any_bytes import calls

FILES = small_files()
LARGEST = 512 * 1024
NAMES = ("10-posting.md", "10-posting.fr.md")
BUSY = 4
"""How much slower than a quiet machine the one that tests may be; there the limit is one second."""


def shaped(name: str, shape: str, size: int) -> dict[str, bytes]:
    return FILES | {name: text(shape, size)}


BASE = calls(lambda: parse_course(shaped(NAMES[0], "prose", 0)))


def work(name: str, shape: str, size: int) -> int:
    """The calls that the text adds to those any course takes."""
    files = shaped(name, shape, size)
    return calls(lambda: parse_course(files)) - BASE


@pytest.mark.parametrize("shape", SHAPES)
def test_nine_times_the_text_is_at_most_eleven_times_the_calls(shape: str) -> None:
    few, many = (work(NAMES[0], shape, size) for size in (4_000, 36_000))
    # A rule may speak up once where a text gets long: a fraction of what any course takes is no growth.
    assert many < 11 * max(few, BASE // 4)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_largest_file_is_soon_read(shape: str, name: str) -> None:
    files = shaped(name, shape, LARGEST)
    began = process_time()
    parse_course(files)
    assert process_time() - began < BUSY


@pytest.mark.long
@pytest.mark.parametrize("shape", SHAPES)
def test_the_largest_file_is_soon_compared(shape: str) -> None:
    before = small_course()
    after = parse_course(shaped("10-posting.md", shape, LARGEST)).course
    assert after
    began = process_time()
    compare(before, after)
    compare(after, after)
    assert process_time() - began < BUSY


@pytest.mark.parametrize("piece", ["```\na\n```\n", "[[[[[[[[[[", "[a][b](c"])
def test_many_blocks_of_code_or_brackets_are_soon_shown(piece: str) -> None:
    began = process_time()
    to_html(piece * 10_000, View("en"))
    assert process_time() - began < BUSY


def test_brackets_are_shown_as_they_are_even_if_there_are_too_many_for_links() -> None:
    shown = to_html("[a] and `[b]` " * 300, View("en"))
    assert shown.count("[a]") == shown.count("<code>[b]</code>") == 300 and "\\" not in shown


@pytest.mark.long
def test_a_large_snapshot_is_soon_compared() -> None:
    rows = ", ".join(f'"a{number}": ["reading", "0", "0"]' for number in range(14_000))
    files = FILES | {"published.json": f'{{"version": "1.0", "items": {{{rows}}}}}'.encode()}
    began = process_time()
    assert len(parse_course(files).diagnostics) < 600
    assert process_time() - began < BUSY
