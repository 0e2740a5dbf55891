"""`lms retention`: how long each kind of data is kept, and the purge."""

import click

from lms.cli.group import inside_app, main, now


@main.group(epilog="Example: lms retention show")
def retention() -> None:
    """See how long data is kept, and delete what is older."""


@retention.command(epilog="Example: lms retention show")
def show() -> None:
    """List the kinds of data with their days, and how many rows the next purge would take. Changes nothing."""
    from lms.domain.retention import KINDS
    from lms.services import purging
    from lms.services import retention as periods

    with inside_app():
        days, due = periods.in_force(), purging.look(now())
    for kind in KINDS:
        number = days[kind.code]
        told = "for ever" if number is None else f"{number} days {kind.counted}"
        rows = f", {due[kind.code]} rows would go" if kind.code in due else ""
        click.echo(f"{kind.code:<13}{told}{rows}")


@retention.command(epilog="Example: lms retention purge --dry-run")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
def purge(dry_run: bool) -> None:
    """Delete what is older than its period, now instead of next night; the record says how much."""
    from lms.services import purging

    with inside_app():
        found = purging.look(now()) if dry_run else purging.purge(now())
    for kind, count in found.items():
        click.echo(f"{kind:<13}{count} {'would go' if dry_run else 'deleted'}")
