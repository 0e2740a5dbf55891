"""`lms course convert`: a course as a file of another system, or such a file as a course."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lms.cli.authoring import write_course
from lms.cli.courses import course, read_course
from lms.cli.group import now

if TYPE_CHECKING:
    from lms.domain.course.exchange.losses import Losses


@course.command(epilog="Example: lms course convert courses/social-media social-media.xml --language fr")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--to", type=click.Choice(["gift", "moodle", "qti2", "qti3"]), help="The format of TARGET.")
@click.option("--from", "origin", type=click.Choice(["gift", "moodle", "qti", "text2qti"]), help="That of SOURCE.")
@click.option("--language", help="Which language of the course; that of the questions in a file.")
@click.option("--messages", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Of the remarks.")
def convert(
    source: Path, target: Path, to: str | None, origin: str | None, language: str | None, messages: str
) -> None:
    """Turn a course folder into GIFT, Moodle XML or QTI (2.1 or 3), or a file of these or of text2qti into a course.

    What cannot come along is said line by line. The formats are told by the ending of a file and by its content.
    """
    from lms.domain.course.exchange.losses import Losses, sentence

    if target.exists():
        raise click.ClickException(f"{target} is there already. Choose another name, or remove it.")
    losses = Losses()
    if source.is_dir():
        said = _export(source, target, to, language, losses)
    else:
        said = _bring(source, target, origin, language, losses)
    for loss in losses.found:
        click.echo(sentence(loss, messages), err=True)
    click.echo(f"{said} {len(losses.found)} remarks.")


def _export(source: Path, target: Path, to: str | None, language: str | None, losses: "Losses") -> str:
    from lms.domain.course.exchange import formats
    from lms.domain.course.parse import parse_course

    ending = target.suffix.lower()
    form = to or next((name for name, known in formats.ENDINGS.items() if known == ending), None)
    if form is None:
        raise click.ClickException(f"Say in which format: --to {', '.join(formats.ENDINGS)}.")
    result = parse_course(read_course(source))
    if result.course is None or result.errors:
        raise click.ClickException(f"{source} has errors. First: lms course check {source}")
    wanted = language or result.course.source_lang
    if wanted not in result.course.langs:
        raise click.ClickException(f"The course is written in {', '.join(result.course.langs)}, not in {wanted}.")
    target.write_bytes(formats.export(result.course, form, wanted, losses))
    return f"{sum(1 for _ in result.course.questions())} questions in {target}."


def _bring(source: Path, target: Path, origin: str | None, language: str | None, losses: "Losses") -> str:
    from lms.domain.course import schema
    from lms.domain.course.exchange import formats
    from lms.domain.course.exchange.parts import Quiz

    if not schema.ID.match(target.name):
        raise click.ClickException(f'"{target.name}" cannot name a course: take lower-case letters, digits, hyphens.')
    if language and not schema.LANG.match(language):
        raise click.ClickException(f'"{language}" is no language such as en or fr.')
    try:
        parcel = formats.bring(source.name, source.read_bytes(), origin, language or "en", losses)
    except formats.Unconvertible as error:
        raise click.ClickException(f"This file cannot be read. {error}.") from error
    write_course(target, formats.course_of(parcel, target.name, now().date()))
    count = sum(len(part.questions) for part in parcel.parts if isinstance(part, Quiz))
    return f"{count} questions in {target}. Next: lms course check {target}."
