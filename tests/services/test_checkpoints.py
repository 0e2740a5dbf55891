"""Checkpoints: when they are signed, by which key, and what is refused."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.config import Settings
from lms.domain.checkpoint import read_checkpoint, read_note, signers
from lms.domain.facts import SYSTEM
from lms.domain.kinds import PersonAdded
from lms.domain.refusal import Refusal
from lms.services import checkpoints, record
from lms.services.checkpoints import CannotSignError
from lms.store import db, keys, reading, verifying, writing
from lms.store.models import RecordCheckpoint
from tests.cast import NOW, Cast, add_person
from tests.journey import finish
from tests.tampering import tamper


@pytest.fixture
def instance(app: Flask) -> Path:
    settings: Settings = app.config["PARAPH"]
    return settings.instance


def grow(cast: Cast, count: int = 1) -> None:
    with writing() as session:
        record.seal(
            session, *[record.draft(PersonAdded(), actor=SYSTEM, now=NOW, subject=cast.ana.id) for _ in range(count)]
        )


def sizes() -> list[int]:
    with reading() as session:
        return list(session.scalars(sa.select(RecordCheckpoint.size).order_by(RecordCheckpoint.size)))


def test_the_first_checkpoint_binds_its_key_in_the_record(cast: Cast, instance: Path) -> None:
    found = checkpoints.sign_now(instance, NOW)
    with reading() as session:
        (change,) = verifying.key_changes(session)
    note = read_note(found.note)
    assert signers(note, [change.key], keys.signed_by) == [change.key]
    assert read_checkpoint(note.text).root == record.head().root and found.size == change.seq + 1
    assert record.verify().problem is None


def test_the_key_is_a_file_for_this_user_only(cast: Cast, instance: Path) -> None:
    checkpoints.sign_now(instance, NOW)
    assert (instance / "keys" / "checkpoints.pem").stat().st_mode & 0o777 == 0o600


def test_nothing_new_gives_no_second_note(cast: Cast, instance: Path) -> None:
    first = checkpoints.sign_now(instance, NOW)
    assert checkpoints.sign_now(instance, NOW + timedelta(days=3)) == first
    assert checkpoints.sign_due(instance, NOW + timedelta(days=3)) == 0


def test_one_is_due_each_day_on_which_the_record_grew(cast: Cast, instance: Path) -> None:
    assert checkpoints.sign_due(instance, NOW) == 1
    grow(cast)
    assert checkpoints.sign_due(instance, NOW + timedelta(hours=2)) == 0
    assert checkpoints.sign_due(instance, NOW + timedelta(hours=20)) == 1
    assert record.verify().problem is None


def test_one_is_due_every_thousand_entries(cast: Cast, instance: Path) -> None:
    checkpoints.sign_due(instance, NOW)
    grow(cast, 999)
    assert checkpoints.sign_due(instance, NOW) == 0
    grow(cast)
    assert checkpoints.sign_due(instance, NOW) == 1


def test_a_signature_is_covered_at_once_but_many_share_one(cast: Cast, small: str, instance: Path) -> None:
    checkpoints.sign_due(instance, NOW)
    finish(cast.ana)
    assert checkpoints.sign_due(instance, NOW + timedelta(seconds=0.9)) == 0
    finish(cast.omar)
    assert checkpoints.sign_due(instance, NOW + timedelta(seconds=1)) == 1
    assert sizes()[-1] == record.head().size


def test_a_machine_without_the_key_leaves_it_to_the_one_that_has_it(cast: Cast, instance: Path, tmp_path: Path) -> None:
    checkpoints.sign_now(instance, NOW)
    grow(cast, 1_000)
    elsewhere = tmp_path / "elsewhere"
    assert checkpoints.sign_due(elsewhere, NOW) == 0
    assert not elsewhere.exists()
    with pytest.raises(Refusal, match="not on this machine"):
        checkpoints.sign_now(elsewhere, NOW)


def test_another_key_in_the_file_signs_nothing(cast: Cast, instance: Path) -> None:
    checkpoints.sign_now(instance, NOW)
    (instance / "keys" / "checkpoints.pem").unlink()
    keys.make_ed25519(instance, keys.CHECKPOINTS)
    grow(cast)
    with pytest.raises(CannotSignError, match="not the key that the record names"):
        checkpoints.sign_now(instance, NOW)
    assert "not the key" in (checkpoints.trouble(instance, NOW) or "")


def test_a_record_that_was_rewritten_is_not_signed_again(cast: Cast, instance: Path) -> None:
    checkpoints.sign_now(instance, NOW)
    grow(cast, 3)
    tamper("UPDATE record_head SET peaks = :peaks", peaks=b"0" * 64)
    with pytest.raises(CannotSignError, match="does not continue"):
        checkpoints.sign_now(instance, NOW)


def test_a_new_key_is_signed_by_the_old_one_and_the_old_file_is_kept(cast: Cast, instance: Path) -> None:
    checkpoints.sign_now(instance, NOW)
    before = (instance / "keys" / "checkpoints.pem").read_bytes()
    auditor = add_person("Ruth", "Auclair", roles=("auditor",))
    found = checkpoints.rotate(instance, by=cast.ines.email, approved_by=auditor.email, now=NOW)
    with reading() as session:
        old, new = verifying.key_changes(session)
    assert signers(read_note(found.note), [old.key, new.key], keys.signed_by) == [new.key, old.key]
    assert (instance / "keys" / f"checkpoints-{old.key.id.hex()}.pem").read_bytes() == before
    grow(cast)
    later = checkpoints.sign_now(instance, NOW)
    assert signers(read_note(later.note), [old.key, new.key], keys.signed_by) == [new.key]
    assert record.verify().problem is None


def test_a_lost_key_is_followed_by_one_that_signs_alone(cast: Cast, instance: Path) -> None:
    checkpoints.sign_now(instance, NOW)
    (instance / "keys" / "checkpoints.pem").unlink()
    people = {"by": cast.ines.email, "approved_by": add_person("Ruth", "Auclair", roles=("auditor",)).email}
    with pytest.raises(Refusal, match="not on this machine"):
        checkpoints.rotate(instance, **people, now=NOW)
    checkpoints.rotate(instance, **people, now=NOW, lost=True)
    assert record.verify().problem is None


def test_a_rotation_killed_before_its_files_changed_places_is_finished_later(cast: Cast, instance: Path) -> None:
    checkpoints.sign_now(instance, NOW)
    folder = instance / "keys"
    old = (folder / "checkpoints.pem").read_bytes()
    auditor = add_person("Ruth", "Auclair", roles=("auditor",))
    checkpoints.rotate(instance, by=cast.ines.email, approved_by=auditor.email, now=NOW)
    (folder / "checkpoints.pem").rename(folder / "checkpoints-next.pem")
    (folder / "checkpoints.pem").write_bytes(old)
    grow(cast)
    checkpoints.sign_now(instance, NOW)
    assert not (folder / "checkpoints-next.pem").exists() and record.verify().problem is None


@pytest.mark.parametrize(("by", "approved_by", "code"), [
    ("ines", "ines", "same-person-keys"),
    ("ines", "hana", "not-key-holder"),
    ("ana", "ines", "not-key-holder"),
])
def test_a_new_key_needs_two_people_of_the_right_roles(
    cast: Cast, instance: Path, by: str, approved_by: str, code: str
) -> None:
    checkpoints.sign_now(instance, NOW)
    with pytest.raises(Refusal) as refused:
        checkpoints.rotate(
            instance, by=getattr(cast, by).email, approved_by=getattr(cast, approved_by).email, now=NOW
        )
    assert refused.value.code == code and not (instance / "keys" / "checkpoints-next.pem").exists()


def test_a_checkpoint_can_be_neither_changed_nor_removed_nor_replaced(cast: Cast, instance: Path) -> None:
    checkpoints.sign_now(instance, NOW)
    for statement in ("UPDATE record_checkpoint SET note = note", "DELETE FROM record_checkpoint"):
        with pytest.raises(sa.exc.DatabaseError, match="append-only"), writing() as session:
            session.execute(sa.text(statement))


@pytest.mark.parametrize("note", [b"", b"x\n\n", None])
def test_a_stored_checkpoint_that_was_changed_is_found(cast: Cast, instance: Path, note: bytes | None) -> None:
    found = checkpoints.sign_now(instance, NOW)
    grow(cast, 5)
    changed = bytearray(found.note)
    changed[-10] ^= 1
    tamper("UPDATE record_checkpoint SET note = :note", note=bytes(changed) if note is None else note)
    problem = record.verify()
    assert problem.bad_seq == found.size - 1 and "checkpoint" in (problem.problem or "")


def test_trouble_is_told_when_the_record_grew_for_a_day_without_a_checkpoint(cast: Cast, instance: Path) -> None:
    checkpoints.sign_now(instance, NOW)
    grow(cast)
    assert checkpoints.trouble(instance, NOW + timedelta(hours=24)) is None
    assert "more than a day" in (checkpoints.trouble(instance, NOW + timedelta(hours=26)) or "")


def test_many_at_once_sign_one_note_for_each_size(app: Flask, cast: Cast, instance: Path) -> None:
    def sign(_: int) -> int:
        with app.app_context():
            try:
                return checkpoints.sign_now(instance, NOW).size
            except CannotSignError:
                return 0
            finally:
                db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        signed = {*pool.map(sign, range(16))} - {0}
    assert signed == {*sizes()} == {record.head().size}
    assert os.listdir(instance / "keys") == ["checkpoints.pem"]
