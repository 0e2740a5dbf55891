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


@people.command(
    epilog="Example: lms people erase ID --by hana@example.com --approved-by ines@example.com --reason over"
)
@click.argument("person", metavar="ID|EMAIL")
@click.option("--by", required=True, metavar="EMAIL", help="Who asks: a person with the role hr or admin.")
@click.option("--approved-by", required=True, metavar="EMAIL", help="Who confirms: another one of them.")
@click.option("--reason", type=click.Choice(["asked", "over", "mistake"]), required=True, help="Why.")
def erase(person: str, by: str, approved_by: str, reason: str) -> None:
    """Erase somebody who has left, once nothing has to be kept of them; two people answer for it. It is for good."""
    from lms.services import erasing, exporting, wiping

    with inside_app() as settings:
        person_id = exporting.person_of(person)
        erasing.erase(settings.house, person_id, reason, by=by, approved_by=approved_by, now=now())
        wiped = wiping.finish(settings.instance, settings.timezone, now(), at_once=True)
    click.echo(f"{person_id} is erased. " + ("The files were cleaned." if wiped else "The worker cleans the files."))
    click.echo("Backups made before still hold the data: delete them when their time is over.", err=True)
