"""Documents keep their word: links lead somewhere; commands, settings, targets, files and names in them exist."""

import importlib
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import click
import pytest

from lms.cli import main
from lms.domain.course.parse import parse_course

ROOT = Path(__file__).resolve().parents[2]
INSIDE = ("docs", "templates", "static", "lms/web")
PAGES = sorted([*ROOT.glob("*.md"), *(page for folder in INSIDE for page in (ROOT / folder).rglob("*.md"))])
NAMES = {str(page.relative_to(ROOT)): page for page in PAGES}
FENCE = re.compile(r"^(```|~~~)[^\n]*\n(.*?)^\1[ \t]*$", re.M | re.S)
SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
LINK = re.compile(r"\]\(([^()\s]+)\)|^\[[^\]]+\]: (\S+)", re.M)
SETTING = re.compile(r"\bLMS_[A-Z_]+\b")
FOLDERS = ("lms", "tests", "tools", "templates", "static", "courses", "docs", "requirements", "bench")
FILE = re.compile(rf"(?:{'|'.join(FOLDERS)})/[\w./-]*|[A-Z]+(?:\.md)?|pyproject\.toml")
PLACEHOLDER = re.compile(r"[A-Z]+|…|\.\.\.")
PRIVATE = re.compile(r"(?<![\w.])/(?:work|home|root|Users|tmp|mnt)/|(?i:\b[a-z]:\\users\b)")

each_page = pytest.mark.parametrize("name", NAMES)


def prose(page: Path) -> str:
    return SPAN.sub("", FENCE.sub("", page.read_text()))


def code(page: Path) -> Iterator[str]:
    """The lines of fenced code, and what stands between backticks."""
    text = page.read_text()
    for fence in FENCE.finditer(text):
        yield from fence[2].replace("\\\n", " ").splitlines()
    yield from (" ".join(span[2].split()) for span in SPAN.finditer(FENCE.sub("", text)))


@cache
def anchors(page: Path) -> frozenset[str]:
    """What the headings of a page are called on a forge."""
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6} (.+)$", FENCE.sub("", page.read_text()), re.M):
        name = re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", heading).strip().lower()).replace(" ", "-")
        found.add(name if name not in found else f"{name}-1")
    return frozenset(found)


def broken(page: Path) -> Iterator[str]:
    for inline, reference in LINK.findall(prose(page)):
        target, _, anchor = unquote(inline or reference).partition("#")
        if re.match(r"https://|mailto:", target):
            continue
        file = (page.parent / target).resolve() if target else page
        if not file.is_relative_to(ROOT) or not file.exists() or (anchor and anchor not in anchors(file)):
            yield inline or reference


def commands(page: Path) -> Iterator[list[str]]:
    """The words behind `lms` on every line that calls it."""
    for line in code(page):
        try:
            words = shlex.split(line, comments=True)
        except ValueError:
            continue
        for at, word in enumerate(words):
            if word == "lms" or word.endswith("/bin/lms"):
                yield words[at + 1 :]
                break


def misunderstood(words: list[str]) -> str | None:
    """The first word that the command line would not understand."""
    command: click.Command = main
    for word in words:
        if PLACEHOLDER.fullmatch(word):
            return None
        if word.startswith("-"):
            known = {option for one in command.params for option in one.opts} | {"--help", "-h", "--version"}
            if word.partition("=")[0] not in known:
                return word
        elif isinstance(command, click.Group):
            if word not in command.commands:
                return word
            command = command.commands[word]
    return None


def resolve(name: str) -> Any:
    """What a dotted name means: the longest module in it, then attributes."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            found = getattr(found, part)
        return found
    raise ModuleNotFoundError(name)


def test_the_pages_are_found() -> None:
    assert {"README.md", "docs/administrators.md", "docs/adr/0001-four-floors.md"} <= set(NAMES)


@each_page
def test_every_link_leads_somewhere(name: str) -> None:
    assert list(broken(NAMES[name])) == []


@each_page
def test_every_command_is_one_that_exists(name: str) -> None:
    assert [(words, wrong) for words in commands(NAMES[name]) if (wrong := misunderstood(words))] == []


@each_page
def test_every_setting_is_one_that_is_read(name: str) -> None:
    sources = [*(ROOT / "lms").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "tools").iterdir()]
    read = {word for file in sources if file.is_file() for word in SETTING.findall(file.read_text())}
    assert set(SETTING.findall(NAMES[name].read_text())) - read == set()


@each_page
def test_every_target_is_in_the_makefile(name: str) -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.M))
    lines = (line.partition("#")[0] for line in code(NAMES[name]) if re.match(r"make(?: |$)", line))
    assert {word for line in lines for word in line.split()[1:] if re.fullmatch(r"[a-z-]+", word)} <= targets


@each_page
def test_every_file_it_names_is_there(name: str) -> None:
    spans = (span[2] for span in SPAN.finditer(FENCE.sub("", NAMES[name].read_text())))
    named = {span for span in spans if FILE.fullmatch(span) and ("/" in span or "." in span)}
    assert {path for path in named if not (ROOT / path).exists()} == set()


@each_page
def test_every_name_in_the_code_is_there(name: str) -> None:
    for line in code(NAMES[name]):
        if re.fullmatch(r"lms(?:\.\w+)+", line):
            resolve(line)


@each_page
def test_no_private_path_is_named(name: str) -> None:
    assert PRIVATE.findall(NAMES[name].read_text()) == []


def test_the_example_for_authors_is_without_a_fault() -> None:
    fences = FENCE.finditer(NAMES["docs/authors.md"].read_text())
    example = next(fence[2] for fence in fences if "id: booking" in fence[2])
    settings = "id: travel\nlanguage: en\nversion: 1.0\ncontact: travel@example.com\nmodules: [booking]"
    words = "words:\n  travel-desk: travel@example.com\nchanges:\n  - version: 1.0\n    kind: material"
    course = f"---\nformat: 1\n{settings}\n{words}\n---\n\n# Travel\n"
    assert parse_course({"course.md": course.encode(), "10-booking.md": example.encode()}).diagnostics == ()


def test_what_is_broken_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One\n\n[a](#one) [b](#two)\n\n`lms doctor --now`\n\n```\nX=1 /srv/bin/lms serve # here\n```\n")
    assert list(commands(page)) == [["serve"], ["doctor", "--now"]]
    assert anchors(page) == {"one"}
    assert misunderstood(["course", "chek"]) == "chek" and misunderstood(["serve", "--prot", "80"]) == "--prot"
    assert misunderstood(["course", "check", "courses/x", "--format", "json"]) is None
    assert PRIVATE.search("see /home/ana/notes") and not PRIVATE.search("the folder templates/home/")
    with pytest.raises(AttributeError):
        resolve("lms.domain.facts.Unsigned")
