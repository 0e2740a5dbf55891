"""`lms course export` and `lms course import`: a course of the app as a folder, and a folder as a draft in the app."""

from collections.abc import Mapping
from pathlib import Path

import click

from lms.cli.courses import course, read_course
from lms.cli.group import inside_app, now


@course.command(epilog="Example: lms course export social-media courses/social-media --version 2.0")
@click.argument("slug")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--version", "number", help="A published version, such as 2.0; the current one unless said.")
@click.option("--draft", is_flag=True, help="The open draft of the app instead of a published version.")
@click.option("--overwrite", is_flag=True, help="Write over files that are there already.")
def export(slug: str, folder: Path, number: str | None, draft: bool, overwrite: bool) -> None:
    """Write a course as a folder, byte for byte as it was saved."""
    from lms.services import draft_folders

    if draft and number:
        raise click.UsageError("Choose --draft or --version, not both.")
    if folder.is_dir() and any(folder.iterdir()) and not overwrite:
        raise click.ClickException(f"{folder} is not empty. Name another folder, or add --overwrite.")
    with inside_app():
        files = draft_folders.draft_files(slug) if draft else draft_folders.edition_files(slug, number)
    _write(folder, files)
    click.echo(f"{len(files)} files of {slug} in {folder}.")


@course.command("import", epilog="Example: lms course import courses/social-media --by cleo@example.com")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--by", required=True, help="E-mail of the author whose draft it becomes.")
@click.option("--replace", is_flag=True, help="Close the draft that is open in the app; its history is kept.")
def bring(folder: Path, by: str, replace: bool) -> None:
    """Open a draft in the app with the files of a folder."""
    from lms.domain.course.parse import parse_course
    from lms.services import drafting

    files = read_course(folder)
    found = parse_course(files).course
    if found is None:
        raise click.ClickException(f"{folder} holds no course.md.")
    with inside_app():
        drafting.begin_with(drafting.author(by), found.id, files, now(), replace=replace)
    click.echo(f"{len(files)} files of {found.id} are a draft now: /hr/courses/{found.id}/edit")


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """A link that stands in the way is not followed: nothing outside the folder is written."""
    from lms.domain.drafting import safe

    root = folder.resolve()
    for path, body in files.items():
        target = folder / path
        if not safe(path) or target.is_symlink() or not target.parent.resolve().is_relative_to(root):
            raise click.ClickException(f"{path} would stand outside {folder}.")
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.parent.resolve().is_relative_to(root):
            raise click.ClickException(f"{path} would stand outside {folder}.")
        target.write_bytes(body)
