"""Links and images in Markdown: found with their place, judged by where they lead."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import unquote

from lms.domain.course.source import plain_parts

Target: TypeAlias = Literal["web", "mail", "tag", "file", "outside", "refused"]

LINK = re.compile(
    r"(!?)\[([^\[\]]{0,1000})\]\([ \t]*(<[^<>]{0,2000}>|[^()\s<>]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?)"
)
DEFINITION = re.compile(r" {0,3}\[[^\[\]]{1,200}\]:[ \t]*(\S{1,2000})")
AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\s]{0,2000})>")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class Address:
    """One link or image on a line; offsets count from 0."""

    image: bool
    text: str
    target: str
    start: int
    at: int


def addresses(line: str) -> Iterator[Address]:
    """The links and images of a line, outside inline code."""
    for offset, part in plain_parts(line):
        if "](" in part:
            for found in LINK.finditer(part):
                target = found[3].strip("<>")
                at = offset + found.start(3) + found[3].startswith("<")
                yield Address(bool(found[1]), found[2], target, offset + found.start(), at)
        if "<" in part:
            for found in AUTOLINK.finditer(part):
                yield Address(False, found[1], found[1], offset + found.start(), offset + found.start(1))
    if (defined := DEFINITION.match(line)) and not line.lstrip().startswith("[^"):
        yield Address(False, "", defined[1].strip("<>"), defined.start(), defined.start(1))


def target_kind(target: str) -> Target:
    """Where an address leads; whatever is not clearly allowed is refused."""
    bare = "".join(char for char in target if char > " " and char != "\u007f")
    if bare != target.strip() or "\\" in bare:
        return "refused"
    if scheme := SCHEME.match(bare):
        return {"https:": "web", "mailto:": "mail"}.get(scheme[0].lower(), "refused")  # type: ignore[return-value]
    if bare.startswith("#"):
        return "tag"
    if bare.startswith("/"):
        return "outside" if not bare.startswith("//") else "refused"
    return "outside" if file_path(bare) is None else "file"


def file_path(target: str) -> str | None:
    """The path inside the course folder that a relative address means; None when it leaves the folder."""
    path = unquote(target.partition("#")[0].partition("?")[0])
    if "\\" in path or "\0" in path or path.startswith("/"):
        return None
    normal = posixpath.normpath(path)
    return None if normal == ".." or normal.startswith("../") else normal
