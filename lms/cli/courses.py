"""`lms course`: check folders of Markdown."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from lms.cli.group import main


@main.group(epilog="Example: lms course check courses/social-media")
def course() -> None:
    """Check and publish courses."""


@course.command(epilog="Example: lms course check courses/social-media --format github")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--format", "kind", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--language", default="en", show_default=True, help="Language of the messages: en or fr.")
def check(paths: tuple[Path, ...], kind: str, language: str) -> None:
    """Check course folders; exit code 1 when one of them has errors."""
    from lms.domain.course import report
    from lms.domain.course.parse import parse_course

    write = {"text": report.text, "json": report.as_json, "github": report.as_github}[kind]
    files: dict[str, bytes] = {}
    notes: list[Any] = []
    for path in paths:
        found = read_course(path)
        files |= {f"{path}/{name}": body for name, body in found.items()}
        notes += [_placed(note, path) for note in parse_course(found).diagnostics]
    click.echo(write(notes, files, language), nl=kind == "json")
    errors = sum(note.level == "error" for note in notes)
    click.echo(f"{len(paths)} checked: {errors} errors, {len(notes) - errors} warnings.", err=True)
    sys.exit(1 if errors else 0)


def _placed(note: Any, path: Path) -> Any:
    """A message that names its file from here, not from inside the course: editors and forges can jump to it."""
    return replace(note, span=replace(note.span, file=f"{path}/{note.span.file}"))


def read_course(path: Path) -> dict[str, bytes]:
    from lms.store.folder import FolderError, read_folder

    try:
        return read_folder(path)
    except FolderError as error:
        raise click.ClickException(f"{error}.") from error
