"""`lms record`: recompute it, compare it with what lies outside, sign it, and hand it over."""

from collections.abc import Iterator
from pathlib import Path

import click

from lms.cli.group import inside_app, main, now


@main.group(epilog="Example: lms record verify")
def record() -> None:
    """Check, sign and hand over the record of everything that happened."""


@record.command(epilog="Example: lms record verify --since 20000")
@click.option(
    "--checkpoint",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint that was kept elsewhere; several may be given.",
)
@click.option("--since", default=0, type=click.IntRange(min=0), help="Recompute only what follows this many entries.")
def verify(files: tuple[Path, ...], since: int) -> None:
    """Recompute the record, and compare it with checkpoints kept elsewhere; exit code 1 when something was changed.

    With --since, the stored tree stands for the entries before; a checkpoint from elsewhere shows whether it is the one
    that was signed, and the bytes of those entries are not looked at.
    """
    from lms.services import outside

    with inside_app():
        seen = outside.examine([outside.Kept(str(path), path.read_bytes()) for path in files], since)
    for one in seen.compared:
        click.echo(f"{one.name} {one.told}.")
    for change in seen.changes:
        if change.old is None:
            click.echo(f"Key from entry {change.seq} on, for which no older one vouches: {change.key.line}")
    if seen.found.problem:
        more = f" {seen.verdict}" if seen.verdict else ""
        raise click.ClickException(f"Entry {seen.found.bad_seq} does not hold: {seen.found.problem}.{more}")
    whole = f"All {seen.found.head.size} entries" if not since else f"The entries from {since} to the end"
    click.echo(f"{whole} of the record agree with each other. Root: {seen.found.head.root.hex()}")
    if seen.verdict:
        raise click.ClickException(seen.verdict)
    for line in _not_provable(seen.covered, seen.found.head.size, since):
        click.echo(line)


def _not_provable(covered: int, size: int, since: int) -> Iterator[str]:
    """What a recomputation cannot know; said each time, because it is forgotten each time."""
    if since:
        yield f"Not looked at: the bytes of the entries before {since}."
    if covered < size:
        where = f"for the entries from {covered} on, " if covered else ""
        yield (
            f"Not provable: {where}that the end was not cut off, that not everything was recomputed, and that no older "
            "backup was put back. That takes a newer checkpoint kept elsewhere (--checkpoint)."
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


@record.command(epilog="Example: lms record export record.zip")
@click.argument("place", type=click.Path(path_type=Path))
def export(place: Path) -> None:
    """Write the whole record into a new folder, or into a new .zip file, with a script that checks it anywhere."""
    from lms.services import record_export

    with inside_app():
        written = record_export.export(place, now())
    click.echo(f"{written.size} entries are in {place}. SHA-256 of {record_export.RECORD}: {written.sha256}")


@record.command(epilog="Example: lms record prove 1b4e28ba-2fa1-41d2-883f-0016d3cca427")
@click.argument("fact", metavar="ID")
def prove(fact: str) -> None:
    """Print the receipt of an entry, by the id of its fact: its bytes, and the way to a signed checkpoint."""
    from lms.services import receipts

    with inside_app():
        click.echo(receipts.of(fact).decode())
