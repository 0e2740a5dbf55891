"""`lms record` and `lms doctor`: is everything as it should be?"""

import shutil
import sys

import click

from lms.cli.group import inside_app, main, now

LITTLE_DISK = 200_000_000


@main.group(epilog="Example: lms record verify")
def record() -> None:
    """Check the record of everything that happened."""


@record.command(epilog="Example: lms record verify")
def verify() -> None:
    """Recompute the whole record; exit code 1, and the first bad entry, when something was changed."""
    from lms.services import record as log

    with inside_app():
        found = log.verify()
    if found.problem:
        raise click.ClickException(f"Entry {found.bad_seq} of the record does not hold: {found.problem}.")
    click.echo(f"All {found.head.size} entries of the record agree with each other. Root: {found.head.root.hex()}")
    click.echo(
        "Not provable without a checkpoint kept elsewhere: that the end was not cut off, or all of it rewritten."
    )


@main.command(epilog="Example: lms doctor")
def doctor() -> None:
    """Examine the instance: database, record, enrolments, libraries, disk; exit code 1 when something is wrong."""
    from lms.services import doctor as physician
    from lms.store.seals import Source
    from lms.web.paper.child import available

    with inside_app() as settings:
        findings = [*physician.examine(settings.house, now(), available()), physician.seal(Source.of(settings), now())]
    lines = [(f"{found.about}: {found.told}", found.problem) for found in findings]
    free = shutil.disk_usage(settings.instance).free
    little = "too little for new certificates and backups" if free < LITTLE_DISK else None
    for told, problem in [*lines, (f"disk: {free // 1_000_000} MB free", little)]:
        click.echo(f"{'bad' if problem else 'ok':<4}{told}{f': {problem}' if problem else ''}")
    sys.exit(1 if little or any(problem for _, problem in lines) else 0)
