"""`lms course new` and `fix-tags`: a course folder is begun, and gets what people should not have to write."""

from collections.abc import Mapping
from pathlib import Path

import click

from lms import config
from lms.cli.courses import course, read_course
from lms.cli.group import now

# The names are repeated here, because importing what knows them takes longer than printing a help text.
STARTERS = ("policy", "security", "onboarding")


@course.command(epilog="Example: lms course new travel --template policy --language fr")
@click.argument("slug")
@click.option("--template", type=click.Choice(STARTERS), help="Begin with a small course to fill in (policy).")
@click.option("--from", "source", help="Begin with a whole course instead: its folder, or its name in LMS_COURSES.")
@click.option("--profile", help="Adapt it by one of its profiles, such as small-company.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Of the template.")
@click.option("--in", "parent", type=click.Path(file_okay=False, path_type=Path), help="Where the folder goes.")
def new(
    slug: str, template: str | None, source: str | None, profile: str | None, language: str, parent: Path | None
) -> None:
    """Begin a course in a folder of its own, ready to be changed: silent in the check, with today's date."""
    from lms.domain.course import schema
    from lms.domain.course.adapting import begun
    from lms.store.starters import starter

    if not schema.ID.match(slug):
        raise click.ClickException(f'"{slug}" cannot name a course: take lower-case letters, digits and hyphens.')
    if (source and template) or (profile and not source):
        raise click.ClickException("--profile goes with --from, and --from without --template.")
    folder = (parent or config.own_courses_folder()) / slug
    if folder.exists():
        raise click.ClickException(f"{folder} is there already. Choose another name, or remove it.")
    files = _adapted(source, profile) if source else starter(template or STARTERS[0], language)
    write_course(folder, begun(files, slug, now().date()))
    click.echo(f"{folder} is ready. Change the words, then: lms course check {folder}")


def _adapted(source: str, profile: str | None) -> Mapping[str, bytes]:
    from lms.domain.course.adapting import adapted
    from lms.domain.course.parse import parse_course

    folder = Path(source) if Path(source).is_dir() else config.courses_folder() / source
    if not (folder / "course.md").is_file():
        raise click.ClickException(f"There is no course in {folder}.")
    files = read_course(folder)
    if profile is None:
        return files
    try:
        return adapted(files, profile)
    except LookupError:
        found = parse_course(files).course
        names = ", ".join(known.name for known in found.profiles) if found else ""
        raise click.ClickException(f'"{profile}" is no profile of this course. There is: {names or "none"}.') from None


def write_course(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes a course into a folder; files that say the same already are not touched."""
    for path, body in sorted(files.items()):
        target = folder / path
        target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        if not target.is_file() or target.read_bytes() != body:
            target.write_bytes(body)


@course.command("fix-tags", epilog="Example: lms course fix-tags courses/social-media --reviewed fr")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--reviewed", metavar="LANGUAGE", help="Also stamp every item of this translation as up to date.")
@click.option("--check", "only_look", is_flag=True, help="Change nothing; exit code 1 when something is to be written.")
def fix_tags(paths: tuple[Path, ...], reviewed: str | None, only_look: bool) -> None:
    """Write the name tags that are missing, and leave everything else as it is."""
    from lms.domain.course import fixing

    changed = False
    for path in paths:
        files = read_course(path)
        fixed = fixing.fix_tags(files)
        fixed = fixing.stamp(fixed, reviewed) if reviewed else fixed
        names = sorted(name for name in fixed if fixed[name] != files[name])
        changed = changed or bool(names)
        for name in names:
            click.echo(f"{path}/{name}")
        if not only_look:
            write_course(path, {name: fixed[name] for name in names})
    raise SystemExit(1 if only_look and changed else 0)


@course.command(epilog="Example: lms course preview courses/social-media --port 8010")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--port", default=8010, show_default=True, type=click.IntRange(1, 65535))
def preview(path: Path, port: int) -> None:
    """Show a course folder in the browser as its readers will see it; drawn anew whenever a file is saved."""
    from lms.ports import check_port
    from lms.previewing import serve

    check_port("127.0.0.1", port)
    click.echo(f"{path} is shown on http://127.0.0.1:{port}/ until you press Ctrl-C.")
    serve(path.resolve(), port)
