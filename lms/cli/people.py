"""`lms people`: what is held about somebody, handed out or erased."""

from pathlib import Path

import click

from lms.cli.group import inside_app, main, now


@main.group(epilog="Example: lms people export-data ana@example.com")
def people() -> None:
    """Answer people who ask about their own data."""


@people.command("export-data", epilog="Example: lms people export-data ana@example.com --output ana.zip")
@click.argument("person", metavar="ID|EMAIL")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="The zip; personal-data-ID.zip if left out."
)
def export_data(person: str, output: Path | None) -> None:
    """Write everything that is held about a person: data.json, data.html in their language, certificates, scans."""
    from lms.domain.facts import OPERATOR
    from lms.services import exporting
    from lms.web import personal_words

    with inside_app() as settings:
        person_id = exporting.person_of(person)
        target = output or Path(f"personal-data-{person_id}.zip")
        if target.exists():
            raise click.ClickException(f"{target} is there already. Choose another name, or remove it.")
        half, render = target.with_name(f".{target.name}.part"), personal_words.renderer(settings)
        try:
            digest = exporting.export(OPERATOR, person_id, settings.organisation, half, render, now())
            half.replace(target)
        finally:
            half.unlink(missing_ok=True)
    click.echo(f"{target} is written. SHA-256: {digest}")
    click.echo("It holds personal data: hand it to that person only, then remove it.", err=True)
