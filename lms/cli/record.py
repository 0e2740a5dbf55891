"""`lms record`: recompute it, compare it with what lies outside, sign it, and hand it over."""

import click

from lms.cli.group import inside_app, main, now


@main.group(epilog="Example: lms record verify")
def record() -> None:
    """Check, sign and hand over the record of everything that happened."""


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


@record.command(epilog="Example: lms record checkpoint")
def checkpoint() -> None:
    """Sign a checkpoint over everything there is, and send it out at once by every way that is set up."""
    from lms.services import checkpoints, delivering
    from lms.services.timestamping import NotStampedError

    failed = []
    with inside_app() as settings:
        found = checkpoints.sign_now(settings.instance, now())
        click.echo(found.note.decode(), nl=False)
        mails = delivering.post_to_auditors(now(), at_once=True)
        click.echo(f"Mail to auditors: {mails} written.", err=True)
        try:
            files = delivering.put_into_folder(settings.checkpoint_folder, now(), at_once=True)
            click.echo(f"Files in the folder: {files} written.", err=True)
        except (OSError, delivering.OutsideDiffersError) as error:
            failed.append(str(error))
        try:
            delivering.stamp(settings.timestamp_url, now(), at_once=True)
        except NotStampedError as error:
            failed.append(str(error))
    if failed:
        raise click.ClickException(" ".join(failed))


@record.command(
    "rotate-key",
    epilog="Example: lms record rotate-key --by ines@example.com --approved-by ruth@example.com",
)
@click.option("--by", required=True, help="E-mail of the administrator or auditor who asks.")
@click.option("--approved-by", required=True, help="E-mail of another administrator or auditor, who agrees.")
@click.option("--old-key-lost", is_flag=True, help="Nobody has the old key: only the new one signs, and that shows.")
def rotate_key(by: str, approved_by: str, old_key_lost: bool) -> None:
    """Sign checkpoints with a new key from here on; the first of them carries the signature of the old one too."""
    from lms.services import checkpoints

    with inside_app() as settings:
        found = checkpoints.rotate(settings.instance, by=by, approved_by=approved_by, now=now(), lost=old_key_lost)
    click.echo(found.note.decode(), nl=False)
    click.echo("The old key's file was kept. Back up the folder of keys, and give auditors this checkpoint.", err=True)
