"""`lms backup` and `lms restore`: the whole instance as one file, and back."""

from pathlib import Path

import click

from lms.cli.group import inside_app, main, now

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@main.command(epilog="Example: lms backup /srv/backups/paraph-monday.zip")
@click.argument("target", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-keys", is_flag=True, help="Put the private keys in, too; keep the file as safe as they are.")
def backup(target: Path, with_keys: bool) -> None:
    """Write the instance into one file, consistent while Paraph serves; without its keys unless asked for."""
    from lms import backup as keeper

    with inside_app() as settings:
        made = keeper.back_up(settings, target, with_keys, now())
    click.echo(f"{target} is written: {made.record_size} entries, root {made.record_root}")
    if not with_keys:
        click.echo("The keys are not in it: keep a copy of secret.key and the folder keys elsewhere.", err=True)


@main.command(epilog="Example: lms restore /srv/backups/paraph-monday.zip")
@click.argument("source", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace what the instance holds; Paraph must not be running.")
@click.option("--erasures", multiple=True, type=EXISTING, help="An erasures.jsonl that is newer than the backup.")
@click.option("--checkpoint", multiple=True, type=EXISTING, help="A checkpoint kept elsewhere, to compare with.")
def restore(source: Path, force: bool, erasures: tuple[Path, ...], checkpoint: tuple[Path, ...]) -> None:
    """Put a backup back: check it and its record, bring the tables up to date, erase again who was erased since."""
    from lms import backup as keeper

    done = keeper.restore(source, force, erasures, checkpoint, now())
    click.echo(f"Restored what was backed up at {done.manifest.made_at}. The record has {done.size} entries now.")
    click.echo(f"People erased again: {done.erased_again}.")
    lost = done.known - done.manifest.record_size
    if lost > 0:
        click.echo(
            f"The record was longer: {done.known} entries are known of, the backup has {done.manifest.record_size}. "
            f"{lost} are lost, and the newest checkpoints no longer agree with this record. Tell your auditors.",
            err=True,
        )
    elif not done.known:
        click.echo("There was no checkpoint to compare with, so nobody can tell whether entries are lost.", err=True)
    if not done.manifest.keys:
        click.echo("The backup holds no keys: put your copies of secret.key and of the folder keys back.", err=True)
