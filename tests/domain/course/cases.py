"""Reads the data files of the rules: one file for each code, with a bad and a good example."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "cases"
BLOCK = re.compile(r"^~~~~(bad|good)(?: (\S+))?(?: (latin-1|absent))?\n(.*?)^~~~~$", re.MULTILINE | re.DOTALL)
REPEATED = re.compile(r"@@(\d+)([wh]?)@@")

PIECES = {"": "x", "w": "word ", "h": "## Part\n"}

MODULE = "10-m.md"
COURSE = """\
---
id: case
language: en
version: 1.0
contact: desk@larkfield.example
modules: [m]
changes:
  - version: 1.0
    date: 2026-11-02
    kind: material
    note: First edition.
---

# Case

Welcome.
"""
HEAD = "---\nid: m\n---\n\n# Module\n\n"
FRENCH = "---\nlanguage: fr\n---\n\n# Cas\n\nBienvenue.\n"


@dataclass(frozen=True)
class Case:
    """A rule's example: the place where the bad one is reported, and the files of both."""

    code: str
    place: str
    bad: dict[str, bytes]
    good: dict[str, bytes]


def load() -> list[Case]:
    return [_case(path) for path in sorted(FOLDER.glob("*.md"))]


def _case(path: Path) -> Case:
    text = path.read_text(encoding="utf-8")
    place = re.search(r"^expect: (\S+)$", text, re.MULTILINE)
    assert place, f"{path.name} says no place"
    blocks = BLOCK.findall(text)
    bad, good = ([block[1:] for block in blocks if block[0] == kind] for kind in ("bad", "good"))
    return Case(path.stem, place[1], _files(bad), _files(good))


def _files(blocks: list[tuple[str, str, str]]) -> dict[str, bytes]:
    """The files of an example: what it does not give comes from a course that is in order.

    Beside a `published.json`, which has version 1.0, that course is a material version 1.1.
    """
    files = {"course.md": COURSE, MODULE: HEAD + "Text.\n"}
    if any(".fr." in path for path, _, _ in blocks):
        files |= {"course.md": COURSE.replace("modules:", "translations: [fr]\nmodules:"), "course.fr.md": FRENCH}
    if any(path == "published.json" for path, _, _ in blocks):
        files["course.md"] = files["course.md"].replace("version: 1.0", "version: 1.1")
    encoded = {path: text.encode() for path, text in files.items()}
    for path, how, text in blocks:
        text = REPEATED.sub(lambda found: PIECES[found[2]] * int(found[1]), text)
        text = text if path else HEAD + text
        encoded[path or MODULE] = text.encode("latin-1" if how == "latin-1" else "utf-8")
        if how == "absent":
            del encoded[path]
    return encoded
