"""Replaces stretches of course files by their spans and leaves every other byte as it was."""

import re
from collections.abc import Iterable, Mapping

from lms.domain.course.places import Edit

ENDS = re.compile(r"(\r\n|\r|\n)")
MARK = "\ufeff"


def apply(files: Mapping[str, bytes], edits: Iterable[Edit]) -> dict[str, bytes]:
    """The files with the edits made; files that are not UTF-8 stay as they are.

    Edits may come in any order, but must not overlap. A mark at the beginning and each line's own end are kept.
    """
    found = dict(files)
    by_file: dict[str, list[Edit]] = {}
    for edit in edits:
        by_file.setdefault(edit.span.file, []).append(edit)
    for path, own in by_file.items():
        try:
            found[path] = _edited(files[path].decode("utf-8"), own).encode()
        except UnicodeDecodeError:
            continue
    return found


def _edited(text: str, edits: list[Edit]) -> str:
    mark = MARK if text.startswith(MARK) else ""
    pieces = ENDS.split(text.removeprefix(MARK))
    rows, ends = pieces[::2], [*pieces[1::2], ""]
    newline = next((end for end in ends if end), "\n")
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        span = edit.span
        first, last = span.line - 1, span.end_line - 1
        head, tail = rows[first][: span.col - 1], rows[last][span.end_col - 1 :]
        new = (head + edit.replacement + tail).split("\n")
        ends[first:last] = [newline] * (len(new) - 1)
        rows[first : last + 1] = new
    return mark + "".join(row + end for row, end in zip(rows, ends, strict=True))

