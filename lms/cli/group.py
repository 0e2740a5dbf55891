"""The group that all commands hang on, and what most of them need."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click

from lms import config, instance
from lms.domain.facts import to_the_millisecond
from lms.domain.refusal import Refusal
from lms.ports import PortTaken

# What a command works with is imported inside it: the app, its libraries and gunicorn together take a second to load,
# and `lms serve`, which stays as the parent of both halves, needs none of them.


class House(click.Group):
    """Turns the errors that are meant for people into one sentence on stderr and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        os.umask(0o077)  # what any command writes is for this user only
        try:
            return super().invoke(ctx)
        except (config.SettingsError, Refusal, PortTaken, instance.InstanceError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=House, context_settings={"help_option_names": ["-h", "--help"]}, epilog="Example: lms serve --help")
@click.version_option(config.VERSION, prog_name="Paraph")
def main() -> None:
    """Paraph: company policies that people read, understand, sign and can prove."""


@contextmanager
def inside_app() -> Iterator[config.Settings]:
    """The app's context, for commands that call a service."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from lms.app import create_app
    from lms.store import db

    settings = config.load()
    try:
        with create_app(settings).app_context():
            try:
                yield settings
            finally:
                db.session.remove()
                for engine in db.engines.values():
                    engine.dispose()
    except (OperationalError, ProgrammingError) as error:
        raise click.ClickException(
            f"The database does not answer, or lacks its tables: {error.orig}. Run lms init, or lms db upgrade."
        ) from error


def bring_up_to_date() -> None:
    """Makes or changes the tables; needs the app's context."""
    from flask_migrate import upgrade

    upgrade()


def now() -> datetime:
    """The present instant, in whole milliseconds as the record keeps it."""
    return to_the_millisecond(datetime.now(UTC))
