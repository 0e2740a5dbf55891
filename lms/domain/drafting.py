"""What may stand in a draft: names and sizes of files, and a text that comes back from a form as the bytes it was."""

import re
import unicodedata
from collections.abc import Mapping
from itertools import takewhile

from lms.domain.refusal import Refusal

TEXT = 512 * 1024
IMAGE = 2 * 1024 * 1024
ALL = 20 * 1024 * 1024
MOST_FILES = 2_000
LONGEST_PATH = 120
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
TEXT_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[a-z]{2}(?:-[A-Z]{2})?)?\.md\Z")
IMAGE_PATH = re.compile(r"images/[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[a-z]{2}(?:-[A-Z]{2})?)?\.(?:png|jpg|jpeg|webp|gif)\Z")
LINE_END = re.compile(r"\r\n|\r|\n")
MARK = b"\xef\xbb\xbf"
NOT_FOR_PAGES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # no form brings these back


def course_slug(text: str) -> str:
    """The name of a course as it stands in addresses. Raises Refusal."""
    if not SLUG.match(text) or text in ("new", "edit"):
        raise Refusal("slug-invalid", field="slug")
    return text


def text_path(path: str) -> str:
    """The name of a text file that somebody adds or renames. Raises Refusal."""
    if not TEXT_PATH.match(path) or len(path) > LONGEST_PATH:
        raise Refusal("path-invalid", field="path")
    return path


def is_text(path: str) -> bool:
    """Whether a file is edited as text."""
    return path.endswith(".md") and "/" not in path


def safe(path: str) -> bool:
    """Whether a path stays inside the folder of its course, on any system."""
    parts = path.split("/")
    odd = any(ord(char) < 32 or char in '\\:*?"<>|\x7f' for char in path)
    return bool(path) and len(path) <= LONGEST_PATH and not odd and not any(not p or p[0] == "." for p in parts)


def refuse_unsafe(files: Mapping[str, bytes]) -> None:
    """Raises Refusal for a folder that no draft takes: names that lead out of it, or too much of it."""
    unsafe = next((path for path in files if not safe(path)), None)
    if unsafe is not None:
        raise Refusal("path-unsafe", path=unsafe[:LONGEST_PATH])
    if "course.md" not in files:
        raise Refusal("no-course-file")
    for path, body in files.items():
        refuse_size(path, len(body))
    refuse_total(len(files), sum(map(len, files.values())))


def refuse_size(path: str, size: int) -> None:
    """Raises Refusal for a file that is too large."""
    if size > (TEXT if path.endswith(".md") else IMAGE):
        raise Refusal("file-too-large", path=path, most=(TEXT if path.endswith(".md") else IMAGE) // 1024)


def refuse_total(number: int, size: int) -> None:
    """Raises Refusal for a draft that is too large."""
    if number > MOST_FILES or size > ALL:
        raise Refusal("draft-too-large", files=MOST_FILES, megabytes=ALL // 1024 // 1024)


def shown(body: bytes) -> str:
    """A file as a form shows it: without the mark at its start, with one kind of line end."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")  # what editors wrote before UTF-8; saved as UTF-8 from then on
    return NOT_FOR_PAGES.sub("\ufffd", LINE_END.sub("\n", text))


def written(text: str, former: bytes = b"") -> bytes:
    """What a form sent back, as bytes: forms send CRLF, so the line ends and the mark are those of the former bytes.

    A text that was not changed gives exactly the former bytes.
    """
    text = LINE_END.sub("\n", text)
    if former and text == shown(former):
        return former
    text = text.removeprefix("\ufeff")
    old = _lines(former)
    ends = [end for _, end in old if end]
    usual = max(sorted(set(ends)), key=ends.count) if ends else "\n"
    new = text.split("\n")
    head = sum(1 for _ in takewhile(lambda pair: pair[0][0] == pair[1], zip(old, new, strict=False)))
    room = min(len(old), len(new)) - head
    pairs = zip(reversed(old), reversed(new), strict=False)
    tail = min(room, sum(1 for _ in takewhile(lambda pair: pair[0][0] == pair[1], pairs)))
    kept = [end for _, end in old[:head]] + [usual] * (len(new) - head - tail)
    kept += [end for _, end in old[len(old) - tail :]]
    rows = [line + (end or usual) for line, end in zip(new[:-1], kept, strict=False)]
    return (MARK if former.startswith(MARK) else b"") + "".join([*rows, new[-1]]).encode("utf-8", "replace")


def _lines(body: bytes) -> list[tuple[str, str]]:
    """Each line with its own end; the last one has none."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [("", "")]
    words, ends = LINE_END.split(text), LINE_END.findall(text)
    return list(zip(words, [*ends, ""], strict=True))


def image_path(name: str, ending: str) -> str:
    """A safe place for an uploaded image, made of the words of its name."""
    words = unicodedata.normalize("NFKD", name.rsplit(".", 1)[0][-80:]).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall(r"[a-z0-9]+", words))[:40].strip("-")
    return f"images/{stem or 'image'}.{ending}"


def image_markdown(path: str, alt: str) -> str:
    """The line that shows an image; its description cannot end the brackets it stands in."""
    said = " ".join(re.sub(r"([\\\[\]])", r"\\\1", alt).split())
    return f"![{said}]({path})"
