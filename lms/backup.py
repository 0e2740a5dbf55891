"""Backing an instance up while it serves, and putting it back; tombstones make a restored one forget again."""

import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import sqlalchemy as sa

from lms import config, instance
from lms.config import VERSION, Settings
from lms.domain.checkpoint import read_checkpoint, read_note
from lms.domain.facts import timestamp
from lms.instance import InstanceError
from lms.store import backup_file, dumping, keys, tombstones
from lms.store.backup_file import DATABASE, ArchiveError, Manifest
from lms.store.record import Verification
from lms.store.tombstones import Tombstone

FOR_POSTGRESQL = (
    "pg_dump --format=custom --no-owner --file=paraph.dump DATABASE, and to restore: "
    "pg_restore --no-owner --single-transaction --exit-on-error --dbname=DATABASE paraph.dump"
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and what is known to be missing."""

    manifest: Manifest
    size: int  # entries of the record, with those that restoring added
    erased_again: int
    known: int  # entries that the newest checkpoint or database seen here had; 0: nothing to compare with


def back_up(settings: Settings, target: Path, with_keys: bool, now: datetime) -> Manifest:
    """Writes a backup; needs the app's context. Raises InstanceError."""
    if target.exists():
        raise InstanceError(f"{target} is there already. Choose another name, or remove it.")
    try:
        with backup_file.being_written(target) as half:
            copy = target.with_name(f".{target.name}.database")
            try:
                size, root = dumping.copy(copy)
                about = {
                    "made_at": timestamp(now),
                    "app": VERSION,
                    "engine": "sqlite" if settings.sqlite else "postgresql",
                    "schema": dumping.schema(),
                    "organisation": settings.organisation,
                    "record_size": size,
                    "record_root": root,
                    "keys": with_keys,
                }
                return backup_file.write(half, copy, _small(settings.instance, with_keys), about)
            finally:
                copy.unlink(missing_ok=True)
    except ArchiveError as error:
        raise InstanceError(f"{error}.") from error
    except dumping.ToolError as error:
        raise InstanceError(f"{error}. By hand: {FOR_POSTGRESQL}") from error


def restore(source: Path, force: bool, stones: Sequence[Path], checkpoints: Sequence[Path], now: datetime) -> Restored:
    """Puts a backup back; what was there is replaced at the very end, or not at all. Raises InstanceError."""
    try:
        manifest = backup_file.manifest(source)
        folder = config.instance_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings = config.load({"LMS_SECRET_KEY": secrets.token_hex(32), **os.environ})
        if (manifest.engine == "sqlite") != settings.sqlite:
            raise InstanceError(f"This backup is of {manifest.engine}; LMS_DATABASE_URL names another engine.")
        known = _known(settings, checkpoints)
        graves = [stone for path in (folder / tombstones.NAME, *stones) for stone in tombstones.read(path)]
        put = _into_sqlite if settings.sqlite else _into_postgresql
        size, again = put(settings, source, manifest, force, graves, now)
        return Restored(manifest, size, again, known)
    except ArchiveError as error:
        raise InstanceError(f"{error}. Nothing was restored.") from error
    except dumping.ToolError as error:
        raise InstanceError(f"{error}. Nothing was restored. By hand: {FOR_POSTGRESQL}") from error


def _into_sqlite(
    settings: Settings, source: Path, manifest: Manifest, force: bool, graves: Sequence[Tombstone], now: datetime
) -> tuple[int, int]:
    """All is done to a file beside the database; moving it into place is the last step, and a single one."""
    database = Path(settings.database_url.removeprefix("sqlite:///"))
    if database.exists():
        if not force:
            raise InstanceError(f"{database} is there already. Restore into an empty instance, or use --force.")
        instance.refuse_while_in_use(database)
    aside = database.with_name(f".{database.name}.restoring")
    _remove(aside)
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            backup_file.unpack(source, DATABASE, manifest, file)
        size, again = _revive(replace(settings, database_url=f"sqlite:///{aside}"), manifest, graves, now)
        with aside.open("rb+") as written:
            os.fsync(written.fileno())
        _bring_files(settings.instance, source, manifest, graves)
        for suffix in ("-wal", "-shm", "-journal"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
        os.replace(aside, database)
        (settings.instance / "queue.sqlite").unlink(missing_ok=True)
        return size, again
    finally:
        _remove(aside)


def _into_postgresql(
    settings: Settings, source: Path, manifest: Manifest, force: bool, graves: Sequence[Tombstone], now: datetime
) -> tuple[int, int]:
    """The tables come back in one transaction; should what follows be interrupted, the worker forgets at its start."""
    from lms.app import create_app

    dump = settings.instance / ".restoring.dump"
    try:
        with os.fdopen(os.open(dump, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            backup_file.unpack(source, DATABASE, manifest, file)
        _bring_files(settings.instance, source, manifest, graves)
        with create_app(settings).app_context(), dumping.let_go():
            there = dumping.has_tables()
            if there and not force:
                raise InstanceError("This database has tables already. Restore into an empty one, or use --force.")
            if dumping.others_connected():
                raise InstanceError("Paraph is running on this database. Stop it, then run this again.")
            dumping.put_back(dump, clean=there)
        return _revive(settings, manifest, graves, now)
    finally:
        dump.unlink(missing_ok=True)


def _revive(settings: Settings, manifest: Manifest, graves: Sequence[Tombstone], now: datetime) -> tuple[int, int]:
    """Checks the record, brings the tables up to date, erases again, and notes that this was restored."""
    from flask_migrate import upgrade

    from lms.app import create_app
    from lms.services import erased_rows, erasing, record
    from lms.store import wiping

    with create_app(settings).app_context(), dumping.let_go():
        upgrade()
        _require_whole(record.verify(), manifest)
        again = erasing.replay(graves, now)
        record.note_restored(manifest.record_size, manifest.made_at, now)
        size = record.head().size
        if again:
            wiping.wipe(erased_rows.TOUCHED)
        if settings.sqlite:
            dumping.into_one_file()
        return size, again


def _require_whole(found: Verification, manifest: Manifest) -> None:
    if found.problem:
        raise InstanceError(f"The record in this backup does not hold, entry {found.bad_seq}: {found.problem}.")
    if (found.head.size, found.head.root.hex()) != (manifest.record_size, manifest.record_root):
        raise InstanceError("The record in this backup is not the one that its manifest names.")


def _small(folder: Path, with_keys: bool) -> dict[str, bytes]:
    """Beside the database: tombstones, the organisation's name and, when asked for, keys."""
    wanted = [folder / tombstones.NAME, folder / "organisation"]
    if with_keys:
        wanted += [folder / "secret.key", *sorted(keys.folder(folder).glob("*"))]
    return {str(path.relative_to(folder)): path.read_bytes() for path in wanted if path.is_file()}


def _bring_files(folder: Path, source: Path, manifest: Manifest, graves: Iterable[Tombstone]) -> None:
    """Names and keys where there are none yet: nothing that is there is written over."""
    for name in manifest.parts:
        path = folder / name
        if name == DATABASE or path.exists() or not _ours(name):
            continue
        body = BytesIO()
        backup_file.unpack(source, name, manifest, body)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(body.getvalue())
    tombstones.add(folder / tombstones.NAME, graves)
    # No other key is made here: those that the record and the certificates know have to come from a copy.
    config.make_secret_key(folder)
    if not (folder / "organisation").exists():
        config.keep_organisation(folder, manifest.organisation)


def _ours(name: str) -> bool:
    """A name that a backup of ours can have: no archive writes anywhere else."""
    folder, _, file = name.rpartition("/")
    plain = bool(file) and not file.startswith(".") and "\\" not in file
    return plain and (folder == "keys" or name in (tombstones.NAME, "organisation", "secret.key"))


def _known(settings: Settings, checkpoints: Sequence[Path]) -> int:
    """The most entries that a checkpoint or the database to be replaced had."""
    folder = settings.checkpoint_folder
    found = [*checkpoints, *(folder.glob("*") if folder and folder.is_dir() else ())]
    sizes = [size for path in found if (size := _size_of(path)) is not None]
    return max([*sizes, _present(settings)], default=0)


def _size_of(path: Path) -> int | None:
    try:
        return read_checkpoint(read_note(path.read_bytes()).text).size
    except (OSError, ValueError):
        return None


def _present(settings: Settings) -> int:
    """How many entries the database has that is about to be replaced; 0 where there is none, or none that answers."""
    if settings.sqlite and not Path(settings.database_url.removeprefix("sqlite:///")).exists():
        return 0
    engine = sa.create_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            return int(connection.execute(sa.text("SELECT size FROM record_head")).scalar_one())
    except sa.exc.SQLAlchemyError:
        return 0
    finally:
        engine.dispose()


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
