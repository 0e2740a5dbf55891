"""Name tags: read from headings, proposed where they are missing, never used twice."""

import re
import unicodedata
from dataclasses import dataclass, field

from lms.domain.course.messages import Log
from lms.domain.course.places import Edit, Id, Span
from lms.domain.course.source import SourceFile

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
STAMP = re.compile(r"=\s*([0-9a-fA-F]{1,64})\Z")
BRACED = re.compile(r"\{#([^{}]*)\}\Z")
MOST = 40
# What a French word has instead of two letters, and signs between words, which would else vanish without a trace.
FOLDED = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"} | dict.fromkeys("’ʼ–—…", " "))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line taken apart: its words, where they start, its tag and the stamp of a translation."""

    file: SourceFile
    line: int
    level: int
    text: str
    col: int
    tag: str | None = None
    tag_span: Span | None = None
    stamp: str | None = None

    @property
    def span(self) -> Span:
        """The words of the heading."""
        return self.file.span(self.line, self.col, max(len(self.text), 1))

    @property
    def row(self) -> str:
        """The whole line as it stands."""
        return self.file.lines[self.line - 1].text


def read_heading(file: SourceFile, line: int, level: int) -> Heading:
    """Takes the heading on that line apart."""
    row = file.lines[line - 1].text
    text, tag, at, stamp = _split_tag(row.rstrip())
    bare = text.rstrip("#")
    if bare != text and (not bare or bare[-1].isspace()):
        text = bare.rstrip()
    words = text[level:].strip()
    col = len(text) - len(text[level:].lstrip()) + 1 if words else level + 2
    where = None if tag is None else file.span(line, at + 1, len(row.rstrip()) - at)
    return Heading(file, line, level, words, col, tag, where, stamp)


def _split_tag(row: str) -> tuple[str, str | None, int, str | None]:
    if row.endswith("-->") and (at := row.rfind("<!--")) >= 0:
        name, equals, rest = row[at + 4 : -3].strip().partition("=")
        stamp = STAMP.match(equals + rest)
        if not name.startswith("#"):
            return row[:at].rstrip(), None, at, None
        tag = name if stamp else name + equals + rest
        return row[:at].rstrip(), tag[1:].strip(), at, stamp[1] if stamp else None
    if row.endswith("}") and (at := row.rfind("{#")) >= 0 and (braced := BRACED.match(row[at:])):
        return row[:at].rstrip(), braced[1].strip(), at, None
    return row, None, 0, None


def slug(text: str, prefix: str = "") -> Id:
    """A name made of the first words of a text, in ASCII, behind a prefix."""
    folded = unicodedata.normalize("NFKD", text[:400].translate(FOLDED))
    ascii_text = folded.encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", ascii_text)[:6]
    name = prefix
    for word in words:
        longer = f"{name}-{word}" if name and not name.endswith("-") else name + word
        if len(longer) > MOST:
            break
        name = longer
    return name.strip("-") or "part"


@dataclass(slots=True)
class TagBook:
    """Which names are taken in one course, or in one translated file, and where."""

    taken: dict[Id, Span] = field(default_factory=dict)
    next_number: dict[Id, int] = field(default_factory=dict)

    def claim(self, heading: Heading, log: Log, words: str = "", prefix: str = "") -> tuple[Id, bool]:
        """The id of a heading of a source file, and whether the author tagged it.

        One without a tag is named after the first of its `words`, those behind its kind, with the `prefix` of the
        kind: `q-who-answers-a-journalist` for any question, `quiz-the-press` for a quiz, no prefix for a reading.
        """
        if heading.tag is None:
            id = self._free(slug(words, prefix))
            end = heading.file.span(heading.line, len(heading.row.rstrip()) + 1, 0)
            edit = Edit(end, f" <!-- #{id} -->")
            log.add("I01", heading.span, fix=edit, heading=heading.row.rstrip(), id=id)
            self.taken[id] = heading.span
            return id, False
        id = self.valid(heading, log)
        where = heading.tag_span or heading.span
        if id in self.taken:
            first = self.taken[id]
            log.add("I02", where, id=id, line=first.line, file=first.file)
            id = self._free(id)
        self.taken[id] = where
        return id, True

    def valid(self, heading: Heading, log: Log) -> Id:
        """The tag of a heading, mended where it has odd characters."""
        tag = heading.tag or ""
        if NAME.match(tag):
            return tag
        mended = slug(tag)
        log.add("I03", heading.tag_span or heading.span, id=mended, attempt=f"<!-- #{mended} -->")
        return mended

    def _free(self, id: Id) -> Id:
        # Counting on from the last number keeps a file of ten thousand equal headings linear.
        free, stem = id, id[: MOST - 6].rstrip("-")
        while free in self.taken:
            number = self.next_number.get(stem, 2)
            self.next_number[stem] = number + 1
            free = f"{stem}-{number}"
        return free
