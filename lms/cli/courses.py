"""`lms course`: check folders of Markdown."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from lms.cli.group import main

FORMATS = ("text", "json", "github", "sarif")


@main.group(epilog="Example: lms course check courses/social-media")
def course() -> None:
    """Check and publish courses."""


@course.command(epilog="Example: lms course check courses/social-media --format github")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--format", "kind", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--language", default="en", show_default=True, help="Language of the messages: en or fr.")
def check(paths: tuple[Path, ...], kind: str, language: str) -> None:
    """Check course folders; exit code 1 when one of them has errors.

    A folder of courses stands for all of them, and a file for the course it is in; files of no course are passed over.
    """
    from lms.domain.course import report, sarif
    from lms.domain.course.parse import parse_course

    writers = {"text": report.text, "json": report.as_json, "github": report.as_github, "sarif": sarif.as_sarif}
    files: dict[str, bytes] = {}
    notes: list[Any] = []
    folders = dict.fromkeys(folder for path in paths for folder in courses_of(path))
    for path in folders:
        found = read_course(path)
        files |= {f"{path}/{name}": body for name, body in found.items()}
        notes += [_placed(note, path) for note in parse_course(found).diagnostics]
    click.echo(writers[kind](notes, files, language), nl=kind in ("json", "sarif"))
    errors = sum(note.level == "error" for note in notes)
    click.echo(f"{len(folders)} checked: {errors} errors, {len(notes) - errors} warnings.", err=True)
    sys.exit(1 if errors else 0)


def courses_of(path: Path) -> list[Path]:
    """The course folders a path means: itself, those inside it, or the nearest one around a file."""
    if path.is_dir():
        inside = sorted(file.parent for file in path.glob("*/course.md"))
        return inside if inside and not (path / "course.md").is_file() else [path]
    return [folder for folder in path.parents if (folder / "course.md").is_file()][:1]


def _placed(note: Any, path: Path) -> Any:
    """A message that names its file from here, not from inside the course: editors and forges can jump to it."""
    return replace(note, span=replace(note.span, file=f"{path}/{note.span.file}"))


def read_course(path: Path) -> dict[str, bytes]:
    from lms.store.folder import FolderError, read_folder

    try:
        return read_folder(path)
    except FolderError as error:
        raise click.ClickException(f"{error}.") from error
