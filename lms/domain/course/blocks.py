"""Prose cut into what templates draw in their own way: plain prose, notes, simulated posts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from lms.domain.course import keywords
from lms.domain.course.places import Lang
from lms.domain.course.source import mark_dead

BlockKind: TypeAlias = Literal["prose", "callout", "post"]

NOTE = re.compile(r">[ \t]?\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(.*)", re.IGNORECASE)
POST = re.compile(r">[ \t]?(?:\*\*|__)([^*_]{1,20})(?:\*\*|__)[ \t\u00a0\u202f]*(.*)")
CHANNELS = {"post": keywords.POST, "message": keywords.MESSAGE, "email": keywords.EMAIL}


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of prose. `tone` is the kind of note or the channel of a post, `head` what stands beside its label."""

    kind: BlockKind
    text: str
    tone: str = ""
    head: str = ""


def split_blocks(text: str, lang: Lang) -> Iterator[Block]:
    """The blocks of a fragment in order."""
    lines, _ = mark_dead(text.split("\n"))
    plain: list[str] = []
    at = 0
    while at < len(lines):
        opened = None if lines[at].dead else _opens(lines[at].text, lang)
        if opened is None:
            plain.append(lines[at].text)
            at += 1
            continue
        yield from _prose(plain)
        plain = []
        end = at + 1
        while end < len(lines) and lines[end].text.startswith(">") and not _opens(lines[end].text, lang):
            end += 1
        rows = [line.text[2:] if line.text.startswith("> ") else line.text[1:] for line in lines[at + 1 : end]]
        while end < len(lines) and rows and rows[-1].strip() and _lazy(lines[end].text):
            rows.append(lines[end].text)
            end += 1
        kind, tone, head = opened
        yield Block(kind, "\n".join(rows).strip("\n"), tone, head)
        at = end
    yield from _prose(plain)


def _prose(rows: list[str]) -> Iterator[Block]:
    text = "\n".join(rows).strip("\n")
    if text.strip():
        yield Block("prose", text)


def _opens(line: str, lang: Lang) -> tuple[BlockKind, str, str] | None:
    if found := NOTE.match(line):
        return "callout", found[1].lower(), found[2].strip()
    if found := POST.match(line):
        for channel, words in CHANNELS.items():
            if keywords.says(words, found[1].strip(" :\u00a0\u202f"), lang):
                return "post", channel, found[2].strip()
    return None


def _lazy(line: str) -> bool:
    return bool(line.strip()) and not line.startswith((">", "#", "-", "*", "+", "|", "`", "~"))
