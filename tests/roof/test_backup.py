"""A backup made while Paraph serves, put back elsewhere: whole, checked, and without those who were erased since."""

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import stamp

from lms import backup
from lms.app import create_app
from lms.instance import InstanceError
from lms.services import erasing, people, wiping
from lms.services import record as log
from lms.store import db, reading, tombstones
from lms.store.models import Person, RecordEntry
from tests.cast import NOW, Cast, add_person
from tests.engines import settings_for
from tests.journey import HOUSE, finish
from tests.obligations import assign_to


@pytest.fixture
def made(app: Flask, cast: Cast, small: str, tmp_path: Path, database_url: str) -> Path:
    """A backup of an instance in which Ana has signed."""
    assign_to(cast, small, cast.ana.id)
    finish(cast.ana)
    return back_up(tmp_path, database_url)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_database: str) -> Path:
    """A new instance, named by the environment."""
    folder = tmp_path / "elsewhere"
    monkeypatch.setenv("LMS_INSTANCE", str(folder))
    if not empty_database.startswith("sqlite"):
        monkeypatch.setenv("LMS_DATABASE_URL", empty_database)
    return folder


def back_up(folder: Path, database_url: str, name: str = "b.zip", with_keys: bool = False) -> Path:
    stamp()  # a test's tables are made without migrations
    target = folder / name
    backup.back_up(settings_for(folder, database_url), target, with_keys, NOW)
    return target


def inside(folder: Path) -> Flask:
    url = os.environ.get("LMS_DATABASE_URL") or f"sqlite:///{folder / 'paraph.sqlite'}"
    return create_app(settings_for(folder, url))


def refused(source: Path, force: bool = False) -> str:
    with pytest.raises(InstanceError) as no:
        backup.restore(source, force, (), (), NOW)
    return str(no.value)


def test_everything_is_there_again_and_the_record_says_so(cast: Cast, made: Path, elsewhere: Path) -> None:
    size = log.head().size
    done = backup.restore(made, False, (), (), NOW + timedelta(hours=1))
    assert (done.manifest.record_size, done.size) == (size, size + 1)
    with inside(elsewhere).app_context():
        with reading() as session:
            assert session.get_one(Person, cast.ana.id).given_name == "Ana"
            last = session.scalars(sa.select(RecordEntry.body).order_by(RecordEntry.seq.desc()).limit(1)).one()
        assert json.loads(last)["kind"] == "backup restored"
        assert log.verify().problem is None
        db.session.remove()
        db.engine.dispose()


def test_keys_and_secrets_are_left_out_unless_asked_for(app: Flask, tmp_path: Path, database_url: str) -> None:
    (tmp_path / "secret.key").write_text("f" * 64)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "checkpoints.pem").write_text("a key")
    without = zipfile.ZipFile(back_up(tmp_path, database_url))
    assert not [name for name in without.namelist() if "key" in name]
    named = zipfile.ZipFile(back_up(tmp_path, database_url, "k.zip", with_keys=True)).namelist()
    assert {"secret.key", "keys/checkpoints.pem"} <= set(named)


def test_whoever_was_erased_since_is_erased_again(
    cast: Cast, made: Path, elsewhere: Path, tmp_path: Path, database_url: str
) -> None:
    old = add_person("Zéphyrine", "Quibblethwaïte")
    before = back_up(tmp_path, database_url, "before.zip")
    people.deactivate(cast.hana.id, old.id, NOW)
    erasing.confirm(HOUSE, cast.ines.id, erasing.ask(HOUSE, cast.hana.id, old.id, "asked", NOW), NOW)
    assert wiping.finish(tmp_path, HOUSE.timezone, NOW) == 1
    done = backup.restore(before, False, (tmp_path / tombstones.NAME,), (), NOW)
    assert done.erased_again == 1
    with inside(elsewhere).app_context():
        with reading() as session:
            assert session.get_one(Person, old.id).erased_at is not None
        db.session.remove()
        db.engine.dispose()
    for path in elsewhere.rglob("*"):
        assert path.is_dir() or "Quibblethwaïte".encode() not in path.read_bytes(), path


def test_a_database_put_back_by_hand_forgets_at_the_workers_next_round(cast: Cast, made: Path, tmp_path: Path) -> None:
    stone = tombstones.Tombstone("6f1c1b52-0000-4000-8000-00000000000a", cast.omar.id, cast.hana.id, cast.ines.id, "x")
    tombstones.add(tmp_path / tombstones.NAME, [stone])
    assert wiping.finish(tmp_path, HOUSE.timezone, NOW) == 1
    with reading() as session:
        assert session.get_one(Person, cast.omar.id).given_name == ""
    assert wiping.finish(tmp_path, HOUSE.timezone, NOW) == 0


def test_it_is_told_how_many_entries_are_lost(cast: Cast, made: Path, elsewhere: Path) -> None:
    elsewhere.mkdir()
    note = elsewhere / "newest"
    note.write_text("o\n1000\n" + "A" * 43 + "=\n\n— o AAAAAAA=\n")
    done = backup.restore(made, False, (), (note,), NOW)
    assert done.known == 1000


def test_nothing_is_replaced_without_force(made: Path, elsewhere: Path) -> None:
    backup.restore(made, False, (), (), NOW)
    assert "already" in refused(made)
    assert backup.restore(made, True, (), (), NOW).known > 0


def test_a_damaged_backup_is_refused_and_nothing_is_left_of_it(made: Path, elsewhere: Path) -> None:
    body = bytearray(made.read_bytes())
    body[len(body) // 3] ^= 1
    made.write_bytes(body)
    assert "Nothing was restored" in refused(made)
    assert not elsewhere.exists() or not (elsewhere / "paraph.sqlite").exists()


def test_something_else_is_no_backup(tmp_path: Path, elsewhere: Path) -> None:
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("manifest.json", '{"format": "another"}')
    assert "is not a backup of Paraph" in refused(other) or "another kind" in refused(other)


def test_a_name_in_the_archive_leads_nowhere_else(made: Path, elsewhere: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(made) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    told = json.loads(parts["manifest.json"])
    told["parts"] |= {name: {"size": 1, "sha256": "0" * 64} for name in ("../out", "keys/../../out", "/tmp/out")}
    with zipfile.ZipFile(made, "w") as packed:
        for name, body in (parts | {"manifest.json": json.dumps(told).encode()}).items():
            packed.writestr(name, body)
    backup.restore(made, False, (), (), NOW)
    assert not (tmp_path / "out").exists()


def test_no_file_is_written_over(made: Path, tmp_path: Path, database_url: str) -> None:
    with pytest.raises(InstanceError, match="is there already"):
        back_up(tmp_path, database_url)


@pytest.mark.parametrize("after", [0.0, 0.4, 0.8, 1.2])
def test_killed_in_the_middle_there_is_a_whole_backup_or_none(made: Path, elsewhere: Path, after: float) -> None:
    backup.restore(made, False, (), (), NOW)
    target = elsewhere.parent / "killed.zip"
    command = [sys.executable, "-m", "lms.cli", "backup", str(target)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    running.send_signal(signal.SIGKILL)
    running.wait()
    if target.exists():
        assert zipfile.ZipFile(target).testzip() is None
    else:
        assert subprocess.run(command, check=True, capture_output=True) and target.exists()


@pytest.mark.parametrize("after", [0.8, 1.6, 2.4])
def test_a_restore_killed_in_the_middle_leaves_the_old_or_the_new(made: Path, elsewhere: Path, after: float) -> None:
    backup.restore(made, False, (), (), NOW)
    command = [sys.executable, "-m", "lms.cli", "restore", "--force", str(made)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    running.send_signal(signal.SIGKILL)
    running.wait()
    verify = [sys.executable, "-m", "lms.cli", "record", "verify"]
    assert subprocess.run(verify, check=False, capture_output=True).returncode == 0
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    assert not list(elsewhere.glob(".*"))
