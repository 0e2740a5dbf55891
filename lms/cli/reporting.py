"""`lms report`: what the record holds, as files for people outside."""

import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lms.cli.group import inside_app, main, now

if TYPE_CHECKING:
    from lms.services import evidence_scope


@main.group(epilog="Example: lms report evidence --course social-media --output evidence.zip")
def report() -> None:
    """Make files for people outside."""


@report.command(epilog="Example: lms report evidence --course social-media --as-of 2026-06-30 --output evidence.zip")
@click.option("--assignment", default="", help="The id of an assignment, as in its address.")
@click.option("--course", default="", help="The short name of a course.")
@click.option("--person", default="", help="The e-mail address of a person.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="As things stood at the end of that day; today unless said."
)
@click.option("--without-certificates", is_flag=True, help="Leave the PDFs out.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Of the read-me.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The zip to write.")
def evidence(
    assignment: str,
    course: str,
    person: str,
    as_of: datetime | None,
    without_certificates: bool,
    language: str,
    output: Path,
) -> None:
    """Write an evidence pack of one assignment, course or person: what an auditor checks without this server."""
    from lms.services import evidence_scope
    from lms.services.evidence_scope import Scope

    if sum(map(bool, (assignment, course, person))) != 1:
        raise click.UsageError("Choose exactly one of --assignment, --course and --person.")
    if output.exists():
        raise click.ClickException(f"{output} is there already. Name another file.")
    day: date | None = as_of.date() if as_of else None
    with inside_app() as settings:
        someone = evidence_scope.person_of(person) if person else ""
        scope = Scope(assignment, course, someone, day, not without_certificates)
        evidence_scope.require_past(settings.house, scope, now())
        count, digest = _write(output, evidence_scope.about(scope), language)
    click.echo(f"{output}: {count} people looked at. SHA-256 {digest}")


def _write(output: Path, about: "evidence_scope.About", language: str) -> tuple[int, str]:
    """Under another name until it is whole; the fact that it was made comes with it or not at all."""
    from lms import config, evidence_pack
    from lms.services.evidence_pack import log_operator
    from lms.store.job_files import JobFile

    half = output.with_name(f".{output.name}.{os.getpid()}.half")
    sink, made_at, total = JobFile(half), now(), 0
    try:
        with click.progressbar(length=1, label="Evidence pack", show_pos=True) as bar:
            for done, total in evidence_pack.build(config.load(), about, language, made_at, sink):
                bar.length = max(total, 1)
                bar.update(done - bar.pos)
        sink.close()
        log_operator(about, sink.sha256, now())
        half.replace(output)
    finally:
        sink.close()
        half.unlink(missing_ok=True)
    return total, sink.sha256
