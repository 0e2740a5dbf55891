"""What may stand in a draft, and texts that come back from forms as the bytes they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lms.domain.drafting import refuse_unsafe, safe, shown, text_path, written
from lms.domain.refusal import Refusal

TEXTS = {
    "unix": b"# One\n\nTwo\n",
    "windows": b"# One\r\n\r\nTwo\r\n",
    "old mac": b"# One\r\rTwo\r",
    "no end": b"# One\n\nTwo",
    "mark": b"\xef\xbb\xbf# One\r\nTwo",
    "emoji and spaces": "# Été\u00a0? \U0001f642\n\u202f; «\u00a0oui\u00a0»\n".encode(),
    "mixed": b"one\r\ntwo\nthree\rfour",
    "blank first line": b"\n\n# One\n",
    "not UTF-8": "# Été\n".encode("cp1252"),
    "control": b"a\x0bb\x00\n",
    "empty": b"",
}


def posted(body: bytes) -> str:
    """As a browser sends a text area."""
    return shown(body).replace("\n", "\r\n")


@pytest.mark.parametrize("body", TEXTS.values(), ids=TEXTS.keys())
def test_a_text_that_was_only_looked_at_keeps_every_byte(body: bytes) -> None:
    assert written(posted(body), body) == body


@given(some.lists(some.sampled_from(["a", "é", "\r\n", "\n", "\r", " ", "\ufeff"])).map("".join))
def test_whatever_its_lines_end_with(text: str) -> None:
    assert written(posted(text.encode()), text.encode()) == text.encode()


@pytest.mark.parametrize(
    ("former", "text", "expected"),
    [
        (b"one\r\ntwo\r\n", "one\nmore\ntwo\n", b"one\r\nmore\r\ntwo\r\n"),
        (b"one\ntwo", "one\r\ntwo\r\nthree", b"one\ntwo\nthree"),
        (b"\xef\xbb\xbfone\n", "two\r\n", b"\xef\xbb\xbftwo\n"),
        (b"one\r\ntwo\nthree\r\n", "one\ntwo\nthree\nfour\n", b"one\r\ntwo\nthree\r\nfour\r\n"),
        (b"", "new\r\ntext\r\n", b"new\ntext\n"),
        ("# Été\n".encode("cp1252"), "# Été !\r\n", "# Été !\n".encode()),
    ],
)
def test_a_changed_text_keeps_the_line_ends_it_had(former: bytes, text: str, expected: bytes) -> None:
    assert written(text, former) == expected


@pytest.mark.parametrize(
    "path", ["../a.md", "/a.md", "a\\b.md", "images/../a", ".git/config", "a\x00.md", "", "a" * 200]
)
def test_a_path_that_leads_out_of_the_folder_is_refused(path: str) -> None:
    assert not safe(path)
    with pytest.raises(Refusal):
        refuse_unsafe({"course.md": b"", path: b""})


@pytest.mark.parametrize("path", ["a.txt", "images/a.md", "10 a.md", "a.fr.md.md", "<b>.md", ".md", "a.md\n"])
def test_only_plain_names_are_added(path: str) -> None:
    with pytest.raises(Refusal, match="file name"):
        text_path(path)


def test_a_folder_without_course_md_is_no_course() -> None:
    with pytest.raises(Refusal, match=r"course\.md"):
        refuse_unsafe({"10-a.md": b""})


@pytest.mark.parametrize(
    ("files", "code"),
    [({"a.md": b"x" * 600_000}, "file-too-large"), ({f"{n}.md": b"" for n in range(2001)}, "draft-too-large")],
)
def test_too_much_is_refused(files: dict[str, bytes], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        refuse_unsafe({"course.md": b"", **files})
    assert refused.value.code == code
