"""`lms doctor`: is everything as it should be?"""

import shutil
import sys

import click

from lms.cli.group import inside_app, main, now

LITTLE_DISK = 200_000_000


@main.command(epilog="Example: lms doctor")
def doctor() -> None:
    """Examine the instance: database, record, enrolments, libraries, disk; exit code 1 when something is wrong."""
    from lms.services import doctor as physician
    from lms.store.seals import Source
    from lms.web.paper.child import available

    with inside_app() as settings:
        beside = physician.Outside.of(settings)
        findings = physician.examine(settings.house, now(), available(), beside)
        findings += [physician.seal(Source.of(settings), now()), physician.badge_key(settings.instance)]
    lines = [(f"{found.about}: {found.told}", found.problem) for found in findings]
    free = shutil.disk_usage(settings.instance).free
    little = "too little for new certificates and backups" if free < LITTLE_DISK else None
    for told, problem in [*lines, (f"disk: {free // 1_000_000} MB free", little)]:
        click.echo(f"{'bad' if problem else 'ok':<4}{told}{f': {problem}' if problem else ''}")
    sys.exit(1 if little or any(problem for _, problem in lines) else 0)
