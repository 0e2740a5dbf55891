"""Every command explains itself, and every command and setting stands in the administrators' page."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from lms.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "administrators.md").read_text()


def commands(group: click.Group, path: tuple[str, ...] = ("lms",)) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


COMMANDS = dict(commands(main))
SETTINGS = {word for file in (ROOT / "lms").rglob("*.py") for word in re.findall(r"\bLMS_[A-Z_]+\b", file.read_text())}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    shown = CliRunner().invoke(main, [*name.split()[1:], "--help"])
    assert shown.exit_code == 0
    assert f"Example: {name}" in " ".join(shown.output.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_is_one_that_the_command_understands(name: str) -> None:
    words = shlex.split((COMMANDS[name].epilog or "").removeprefix(f"Example: {name}"))
    COMMANDS[name].make_context(name, words, resilient_parsing=False).close()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    assert f"| `{name}` |" in PAGE


@pytest.mark.parametrize("setting", sorted(SETTINGS))
def test_every_setting_is_documented(setting: str) -> None:
    assert f"| `{setting}` |" in PAGE


def test_no_setting_is_documented_that_nothing_reads() -> None:
    assert set(re.findall(r"^\| `(LMS_[A-Z_]+)` \|", PAGE, re.M)) == SETTINGS


def test_an_error_goes_to_stderr_and_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LMS_INSTANCE", str(tmp_path))
    monkeypatch.delenv("LMS_SECRET_KEY", raising=False)
    run = CliRunner().invoke(main, ["serve"])
    assert run.exit_code == 1
    assert run.stdout == "" and "lms init" in run.stderr
