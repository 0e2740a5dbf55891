"""The settings a course or a module may have, converted from text one by one."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from lms.domain.course import keywords
from lms.domain.course.brackets import percent
from lms.domain.course.messages import Log
from lms.domain.course.model import Badge, Certificate, Change, ChangeKind, Period, Unit, Version
from lms.domain.course.places import Lang, Md, Span, T
from lms.domain.course.settings import Group, Items, Scalar

V = TypeVar("V")

COURSE = [
    "format", "id", "language", "translations", "version", "owner", "contact", "for", "modules", "pass-mark",
    "attempts", "renew", "refresher", "words", "badge", "certificate", "changes",
]  # fmt: skip
MODULE = ["id", "optional", "language"]
TRANSLATED = ["language", "words", "badge", "certificate", "changes"]
BADGE = ["name", "image", "valid-for"]
CERTIFICATE = ["title", "signed-by"]
CHANGE = ["version", "date", "kind", "note", "affects", "because"]
CHANGE_TRANSLATED = ["version", "note"]

EXAMPLES = {
    "id": "my-course",
    "language": "en",
    "version": "1.0",
    "modules": "[first-module]",
    "contact": "policy@example.com",
}
UNITS: Mapping[str, Unit] = {
    "day": "days", "days": "days", "jour": "days", "jours": "days",
    "week": "weeks", "weeks": "weeks", "semaine": "weeks", "semaines": "weeks",
    "month": "months", "months": "months", "mois": "months",
    "year": "years", "years": "years", "an": "years", "ans": "years", "année": "years", "années": "years",
}  # fmt: skip
YES = ("yes", "true", "oui")
NO = ("no", "false", "non")
BUILT_IN = ("version", "today", "learner")
VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})\Z")
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
LANG = re.compile(r"[a-z]{2}(-[A-Z]{2})?\Z")
WORD = re.compile(r"[a-z][a-z0-9-]{0,39}\Z")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the values of one group of settings; a bad value is reported and counts as not given."""

    group: Group
    log: Log

    def refuse_unknown(self, known: Iterable[str], source_only: Iterable[str] = ()) -> None:
        """Reports keys that do not exist, and those that only the source file may have."""
        known = list(known)
        for key, span in self.group.keys.items():
            if key in known:
                continue
            if key in source_only:
                self.log.add("T04", span, plain=", ".join(known))
            else:
                meant = keywords.nearest(key, known)
                self.log.add("F04", span, key=key, meant=meant, attempt=f"{meant}:" if meant else ", ".join(known))

    def require(self, keys: Iterable[str], where: str) -> None:
        for key in keys:
            if key not in self.group.entries:
                self.log.add("F05", self._top(), where=where, key=key, example=EXAMPLES.get(key, "…"))

    def _top(self) -> Span:
        span = self.group.span
        return Span(span.file, 1, 1, 1, 4)

    def place(self, key: str) -> Span:
        return self.group.keys.get(key) or self._top()

    def wrong(self, key: str, expected: str, expected_fr: str, example: str) -> None:
        node = self.group.entries[key]
        self.log.add("F13", node.span, key=key, expected=expected, expected_fr=expected_fr, example=example)

    def scalar(self, key: str) -> Scalar | None:
        node = self.group.entries.get(key)
        if node is None or isinstance(node, Scalar):
            return node
        self.wrong(key, "one value", "une seule valeur", "…")
        return None

    def text(self, key: str) -> str | None:
        found = self.scalar(key)
        return found.text.strip() if found else None

    def md(self, key: str) -> Md | None:
        found = self.scalar(key)
        return found.md() if found and found.text.strip() else None

    def read(self, key: str, convert: Callable[[str], V | None], expected: str, french: str, example: str) -> V | None:
        """The value converted, or None with a message when it cannot be."""
        found = self.scalar(key)
        if found is None:
            return None
        value = convert(found.text.strip())
        if value is None:
            self.wrong(key, expected, french, example)
        return value

    def share(self, key: str) -> Fraction | None:
        found = self.scalar(key)
        value = percent(found.text) if found else None
        if found and value is None:
            self.log.add("F06", found.span, key=key)
        return value

    def period(self, key: str) -> Period | None:
        found = self.scalar(key)
        value = read_period(found.text) if found else None
        if found and value is None:
            self.log.add("F07", found.span, key=key)
        return value

    def values(self, key: str) -> list[Scalar]:
        """A list of values; one value alone is a list of one."""
        node = self.group.entries.get(key)
        if isinstance(node, Scalar):
            return [node] if node.text.strip() else []
        if isinstance(node, Items):
            found = [item for item in node.items if isinstance(item, Scalar)]
            if len(found) == len(node.items):
                return found
        if node is not None:
            self.wrong(key, "a list of values", "une liste de valeurs", "[one, two]")
        return []

    def inside(self, key: str) -> "Reader | None":
        """The settings one level down."""
        node = self.group.entries.get(key)
        if node is None or (isinstance(node, Scalar) and not node.text.strip()):
            return None
        if isinstance(node, Group):
            return Reader(node, self.log)
        self.wrong(key, "a group of settings", "un groupe de réglages", "\n  name: …")
        return None

    def groups(self, key: str) -> list["Reader"]:
        """A list of groups of settings."""
        node = self.group.entries.get(key)
        if node is None or (isinstance(node, Scalar) and not node.text.strip()):
            return []
        if isinstance(node, Items):
            found = [item for item in node.items if isinstance(item, Group)]
            if len(found) == len(node.items):
                return [Reader(item, self.log) for item in found]
        self.wrong(key, "a list of entries", "une liste d'entrées", "\n  - version: 1.0")
        return []

    def version(self, key: str) -> Version | None:
        return self.read(key, read_version, "two numbers with a point", "deux nombres séparés par un point", "2.0")

    def count(self, key: str) -> int | None:
        return self.read(key, _count, "a whole number from 1 to 999", "un nombre entier de 1 à 999", "3")

    def yes(self, key: str) -> bool:
        return bool(self.read(key, _yes, "yes or no", "oui ou non", "yes"))

    def id(self, key: str) -> str | None:
        found = self.scalar(key)
        if found and not ID.match(found.text.strip()):
            self.log.add("I03", found.span, attempt=f"{key}: {_mended(found.text)}")
            return _mended(found.text)
        return found.text.strip() if found else None


def _mended(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", text[:60].lower()))[:40].strip("-") or "my-course"


def read_version(text: str) -> Version | None:
    found = VERSION.match(text)
    return Version(int(found[1]), int(found[2])) if found else None


def read_period(text: str) -> Period | None:
    """`12 months`, in any language of the format."""
    pieces = keywords.plain(text).split(" ")
    if len(pieces) != 2 or pieces[1] not in UNITS or (count := _count(pieces[0])) is None:
        return None
    return Period(count, UNITS[pieces[1]])


def _count(text: str) -> int | None:
    return int(text) if re.match(r"[1-9][0-9]{0,2}\Z", text) else None


def _yes(text: str) -> bool | None:
    said = keywords.plain(text)
    return True if said in YES else False if said in NO else None


def read_date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def read_kind(text: str) -> ChangeKind | None:
    return next((kind for kind in ChangeKind if kind.value == keywords.plain(text)), None)


def read_words(reader: Reader, lang: Lang) -> dict[str, T]:
    """`words:` of the source file; names are lower-case words with hyphens."""
    inside = reader.inside("words")
    found: dict[str, T] = {}
    if inside is None:
        return found
    for name in inside.group.entries:
        if not WORD.match(name) or name in BUILT_IN:
            french = "nommé en minuscules, d'un nom libre"
            inside.wrong(name, "called by a free name in lower-case letters", french, "…")
        elif md := inside.md(name):
            found[name] = {lang: md}
    return found


def read_badge(reader: Reader, lang: Lang) -> Badge | None:
    inside = reader.inside("badge")
    if inside is None:
        return None
    inside.refuse_unknown(BADGE)
    name = inside.md("name")
    if name is None:
        inside.log.add("F05", reader.place("badge"), where="badge", key="name", example="…")
        return None
    return Badge({lang: name}, inside.text("image") or None, inside.period("valid-for"))


def read_certificate(reader: Reader, lang: Lang) -> Certificate | None:
    inside = reader.inside("certificate")
    if inside is None:
        return None
    inside.refuse_unknown(CERTIFICATE)
    title, signed_by = inside.md("title"), inside.md("signed-by")
    if title is None or signed_by is None:
        key = "signed-by" if title else "title"
        inside.log.add("F05", reader.place("certificate"), where="certificate", key=key, example="…")
        return None
    return Certificate({lang: title}, {lang: signed_by})


def read_changes(reader: Reader, lang: Lang) -> tuple[Change, ...]:
    """`changes:`, in the order of the file."""
    found = []
    for entry in reader.groups("changes"):
        entry.refuse_unknown(CHANGE)
        entry.require(("version", "kind"), "changes")
        version = entry.version("version")
        kind = entry.read("kind", read_kind, "cosmetic, update or material", "cosmetic, update ou material", "update")
        day = entry.read("date", read_date, "a date such as 2026-10-12", "une date comme 2026-10-12", "2026-10-12")
        if version is None or kind is None:
            continue
        note = entry.md("note") or Md("", entry.group.span)
        affects = tuple(item.text.strip() for item in entry.values("affects"))
        because = entry.text("because")
        found.append(Change(version, kind, {lang: note}, day, affects, because, entry.place("version")))
    return tuple(found)


def translated(text: T, lang: Lang, md: Md | None) -> T:
    """The text with one more language, where the translation has it."""
    return {**text, lang: md} if md else text
