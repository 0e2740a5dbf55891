"""What differs between two texts, as people read it."""

import time

from lms.domain.differing import differences


def seen(before: str, after: str) -> list[tuple[str, str]]:
    return [
        (row.verb, "".join(f"[{text}]" if differs else text for text, differs in row.parts))
        for row in differences(before, after)
    ]


def test_a_word_that_changed_is_marked_in_its_line() -> None:
    assert seen("one\nred lamp\ntwo", "one\ngreen lamp\ntwo") == [
        ("same", "one"),
        ("gone", "[red] lamp"),
        ("new", "[green] lamp"),
        ("same", "two"),
    ]


def test_long_stretches_without_a_change_are_skipped() -> None:
    text = "\n".join(map(str, range(50)))
    assert [verb for verb, _ in seen(text, text + "\nmore")] == ["skip", "same", "same", "same", "new"]


def test_equal_texts_show_nothing() -> None:
    assert seen("a\nb", "a\nb") == []


def test_lines_that_came_or_went_are_whole() -> None:
    assert seen("a\nb", "b") == [("gone", "[a]"), ("same", "b")]
    assert seen("b", "a\nb") == [("new", "[a]"), ("same", "b")]


def test_two_texts_with_nothing_in_common_are_compared_in_bounded_time() -> None:
    started = time.monotonic()
    rows = differences("\n".join(f"a{n}" for n in range(20_000)), "\n".join(f"b{n}" for n in range(20_000)))
    assert len(rows) == 40_000 and time.monotonic() - started < 5
