"""`lms init`, `lms demo` and `lms db`: an instance is made, filled, and brought up to date."""

import os

import click

from lms import config, instance
from lms.cli.group import bring_up_to_date, inside_app, main, now


@main.command(epilog='Example: lms init --email hana@example.com --name "Hana Holm" --organisation "Holm Lamps"')
@click.option("--email", prompt="E-mail of the first administrator", help="Their e-mail address.")
@click.option("--name", prompt="Their given and family name", help="Their given and family name.")
@click.option("--organisation", prompt="Name of the organisation", help="As certificates print it.")
def init(email: str, name: str, organisation: str) -> None:
    """Make the instance: keys, database, first administrator (password from a prompt or LMS_ADMIN_PASSWORD)."""
    from lms.services import checkpoints, setup

    instance.make_keys(organisation)
    password = os.environ.get("LMS_ADMIN_PASSWORD") or click.prompt(
        "Password (12 characters or more)", hide_input=True, confirmation_prompt=True
    )
    given, _, family = name.strip().partition(" ")
    with inside_app() as settings:
        bring_up_to_date()
        instance.make_seal(settings, now())
        setup.initialise(
            email=email, given_name=given, family_name=family, password=password, origin=settings.base_url, now=now()
        )
        checkpoints.sign_now(settings.instance, now())  # makes its key, and binds it before anything else happens
    click.echo(f"The instance is ready in {settings.instance}. Next: lms serve")


@main.command(epilog="Example: lms demo --reset")
@click.option("--reset", is_flag=True, help="Throw the demonstration away and build it anew.")
@click.option("--if-empty", is_flag=True, help="Do nothing when the instance holds an organisation already.")
def demo(reset: bool, if_empty: bool) -> None:
    """Build a demonstration organisation: people of every role, a course, some months of history."""
    instance.make_keys(instance.DEMONSTRATED)
    settings, people = _look_inside()
    if people and not instance.is_demonstration(settings):
        if if_empty:
            return
        raise click.ClickException("This instance holds real people. Set LMS_INSTANCE to another, empty folder.")
    complete = bool(instance.accounts(settings))
    if people and (reset or not complete):
        instance.clear_demonstration(settings)
        people = False
    instance.make_seal(settings, now())
    if not people:
        click.echo("Building the demonstration (some seconds)", err=True)
        with inside_app():
            bring_up_to_date()
            instance.build_demonstration(settings, now())
    if not if_empty:
        click.echo(instance.accounts_as_text(instance.accounts(settings)))
        click.echo("Next: lms serve")


def _look_inside() -> tuple[config.Settings, bool]:
    """The settings, and whether the instance holds people; its tables are made on the way."""
    from lms.services import setup

    with inside_app() as settings:
        bring_up_to_date()
        return settings, setup.has_people()


@main.group(epilog="Example: lms db upgrade")
def db() -> None:
    """Look after the database."""


@db.command(epilog="Example: lms db upgrade")
def upgrade() -> None:
    """Bring the database's tables up to date; take a backup first."""
    with inside_app():
        bring_up_to_date()
    click.echo("The database is up to date.")
