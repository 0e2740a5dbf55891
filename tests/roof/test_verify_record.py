"""The checker that travels with an export: on honest files, and on files that somebody changed."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from lms.domain import merkle
from lms.domain.checkpoint import Checkpoint, Key, write_note
from lms.services import checkpoints, receipts, record, record_export
from lms.store import keys, reading, verifying
from tests.cast import NOW, Cast, add_person
from tests.journey import finish

SCRIPT = record_export.CHECKER


@pytest.fixture
def instance(app: Flask) -> Path:
    found: Path = app.config["PARAPH"].instance
    return found


@pytest.fixture
def export(cast: Cast, small: str, instance: Path, tmp_path: Path) -> Path:
    """A small organisation's record in a folder, with a checkpoint and a receipt that were kept from before."""
    finish(cast.ana)
    early = checkpoints.sign_now(instance, NOW)
    (tmp_path / "kept.checkpoint").write_bytes(early.note)
    with reading() as session:
        signed = session.connection().exec_driver_sql("SELECT id FROM record_entry WHERE kind = 'signed'").scalar_one()
        (tmp_path / "key.txt").write_text(verifying.key_changes(session)[-1].key.line)
    (tmp_path / "receipt.json").write_bytes(receipts.of(str(signed)))
    finish(cast.omar)
    checkpoints.sign_now(instance, NOW)
    record_export.export(tmp_path / "export", NOW)
    return tmp_path / "export"


def run(*arguments: object, python: str = sys.executable) -> tuple[int, str]:
    command = [python, "-I", str(SCRIPT), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"]})
    return done.returncode, done.stdout + done.stderr


def test_it_is_short_and_needs_nothing_but_cryptography() -> None:
    lines = SCRIPT.read_text().splitlines()
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert len(lines) <= 200 and imported - set(sys.stdlib_module_names) == {"cryptography"}


def test_an_export_verifies_with_what_was_kept_outside(export: Path, tmp_path: Path) -> None:
    kept = ("--checkpoint", tmp_path / "kept.checkpoint", "--receipt", tmp_path / "receipt.json")
    code, said = run(export, *kept, "--key", tmp_path / "key.txt")
    assert code == 0, said
    assert said.count("  ok ") == 3 and "is in the record that was signed" in said and record.head().root


def test_without_a_checkpoint_it_says_what_it_cannot_know(export: Path) -> None:
    code, said = run(export)
    assert code == 0 and "NOT PROVABLE from entry 0 on" in said and "compare it with yours" in said


def test_a_zip_verifies_too_and_holds_the_script_itself(cast: Cast, instance: Path, tmp_path: Path) -> None:
    checkpoints.sign_now(instance, NOW)
    record_export.export(tmp_path / "record.zip", NOW)
    assert run(tmp_path / "record.zip")[0] == 0
    with zipfile.ZipFile(tmp_path / "record.zip") as archive:
        assert archive.read("verify_record.py") == SCRIPT.read_bytes()
        assert b"record.jsonl" in archive.read("README.txt")


def test_a_receipt_alone_needs_a_key_that_is_trusted(export: Path, tmp_path: Path) -> None:
    receipt, key = tmp_path / "receipt.json", (tmp_path / "key.txt").read_text()
    assert run("--receipt", receipt, "--key", key)[0] == 0
    other = keys.make_ed25519(tmp_path, "other").public_key().public_bytes_raw()
    stranger = checkpoints.Key("elsewhere", other).line
    code, said = run("--receipt", receipt, "--key", stranger)
    assert code == 1 and "not signed by a key that is known" in said
    assert run("--receipt", receipt)[0] == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("entry", base64.b64encode(b'{"kind":"signed"}').decode()),
        ("index", 0),
        ("index", -1),
        ("size", 3),
        ("path", []),
        ("path", ["00" * 32]),
        ("leaf_sha256", "00" * 32),
        ("checkpoint", "nothing\n"),
        ("checkpoint", ""),
    ],
)
def test_a_changed_receipt_proves_nothing(export: Path, tmp_path: Path, field: str, value: object) -> None:
    receipt = json.loads((tmp_path / "receipt.json").read_text()) | {field: value}
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(receipt))
    assert run("--receipt", changed, "--key", tmp_path / "key.txt")[0] == 1
    assert run(export, "--receipt", changed)[0] == 1


def test_a_changed_line_is_named(export: Path) -> None:
    lines = (export / "record.jsonl").read_bytes().split(b"\n")
    lines[7] = lines[7].replace(b"2026", b"2025")
    (export / "record.jsonl").write_bytes(b"\n".join(lines))
    code, said = run(export)
    assert code == 1 and "entry 7 was changed" in said


@pytest.mark.parametrize("place", [0, 7, -2])
def test_a_missing_line_is_named(export: Path, place: int) -> None:
    lines = (export / "record.jsonl").read_bytes().split(b"\n")
    number = place % len(lines)
    (export / "record.jsonl").write_bytes(b"\n".join(lines[:number] + lines[number + 1 :]))
    code, said = run(export)
    assert code == 1 and (f"entry {number} was changed" in said or "cut off" in said)


def test_a_line_changed_together_with_its_hash_is_bracketed_by_the_checkpoints(export: Path) -> None:
    lines = (export / "record.jsonl").read_bytes().split(b"\n")
    lines[7] = lines[7].replace(b"2026", b"2025")
    (export / "record.jsonl").write_bytes(b"\n".join(lines))
    leaves = bytearray((export / "leaves.bin").read_bytes())
    leaves[7 * 32 : 8 * 32] = hashlib.sha256(b"\0" + lines[7]).digest()
    (export / "leaves.bin").write_bytes(leaves)
    code, said = run(export)
    assert code == 1 and "something from entry 0 to" in said
    (export / "checkpoints.jsonl").write_bytes(b"")
    assert run(export)[0] == 0  # nobody can know, and it says so; whoever kept a checkpoint or a key does
    assert run(export, "--checkpoint", export.parent / "kept.checkpoint")[0] == 1
    assert run(export, "--key", export.parent / "key.txt")[0] == 1


def test_a_cut_export_is_found(export: Path) -> None:
    lines = (export / "record.jsonl").read_bytes().split(b"\n")
    (export / "record.jsonl").write_bytes(b"\n".join(lines[:5]) + b"\n")
    assert "cut off" in run(export)[1]
    (export / "leaves.bin").write_bytes((export / "leaves.bin").read_bytes()[: 5 * 32])
    (export / "checkpoints.jsonl").write_bytes(b"")
    kept = ("--checkpoint", export.parent / "kept.checkpoint", "--key", export.parent / "key.txt")
    code, said = run(export, *kept)
    assert code == 1 and "entries only 5 are here" in said


def test_a_new_key_is_followed_from_the_one_that_was_given(
    export: Path, cast: Cast, instance: Path, tmp_path: Path
) -> None:
    ruth = add_person("Ruth", "Auclair", roles=("auditor",))
    checkpoints.rotate(instance, by=cast.ines.email, approved_by=ruth.email, now=NOW)
    record_export.export(tmp_path / "later", NOW)
    assert run(tmp_path / "later", "--key", tmp_path / "key.txt")[0] == 0
    (instance / "keys" / "checkpoints.pem").unlink()
    checkpoints.rotate(instance, by=cast.ines.email, approved_by=ruth.email, now=NOW, lost=True)
    record_export.export(tmp_path / "lost", NOW)
    code, said = run(tmp_path / "lost", "--key", tmp_path / "key.txt")
    assert code == 1 and "not signed by the key that you gave" in said
    assert run(tmp_path / "lost")[0] == 0


def test_what_is_no_export_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    for place in (tmp_path, tmp_path / "nowhere", tmp_path / "x.zip"):
        code, said = run(place)
        assert code == 2 and "Traceback" not in said


@pytest.mark.long
def test_it_runs_in_an_empty_environment_that_holds_only_cryptography(export: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    python = str(tmp_path / "venv" / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", "cryptography"], check=True)
    shutil.copytree(export, tmp_path / "elsewhere" / "given")
    kept = ("--checkpoint", tmp_path / "kept.checkpoint", "--receipt", tmp_path / "receipt.json")
    code, said = run(tmp_path / "elsewhere" / "given", *kept, python=python)
    assert code == 0, said


class Forger:
    """Somebody with a key of their own, who writes entries and checkpoints of the right form."""

    def __init__(self, export: Path, folder: Path, name: str) -> None:
        self.lines = (export / "record.jsonl").read_bytes().splitlines()
        self.notes = (export / "checkpoints.jsonl").read_text().splitlines()
        self.export, self.origin = export, json.loads(self.notes[0])["note"].split("\n")[0]
        self.private = keys.make_ed25519(folder, name)
        self.key = Key(self.origin, self.private.public_key().public_bytes_raw())

    def change(self, new: str, **old: str) -> None:
        fact = json.loads(next(line for line in self.lines if b"checkpoint key changed" in line))
        self.lines.append(json.dumps(fact | {"data": {"new": new, **old}}).encode())

    def write(self, *others: "Forger") -> None:
        leaves = [merkle.leaf_hash(line) for line in self.lines]
        text = Checkpoint(self.origin, len(leaves), merkle.root_of(leaves)).text
        note = write_note(text, [(one.key, one.private.sign) for one in (self, *others)]).decode()
        self.notes.append(json.dumps({"size": len(leaves), "note": note}))
        self.export.joinpath("record.jsonl").write_bytes(b"\n".join(self.lines) + b"\n")
        self.export.joinpath("leaves.bin").write_bytes(b"".join(leaves))
        self.export.joinpath("checkpoints.jsonl").write_text("\n".join(self.notes) + "\n")
        named = self.export.joinpath("keys.txt").read_text().splitlines()
        mine = [one.key.line for one in (self, *others)]
        self.export.joinpath("keys.txt").write_text("\n".join(named + mine))


def test_a_change_of_keys_counts_only_when_it_comes_from_the_key_in_force(export: Path, tmp_path: Path) -> None:
    forger, partner = Forger(export, tmp_path, "one"), Forger(export, tmp_path, "two")
    forger.change(forger.key.line, old=partner.key.line)
    forger.change(partner.key.line, old=forger.key.line)
    forger.write(partner)
    for given in ((), ("--key", tmp_path / "key.txt")):
        code, said = run(export, *given)
        assert code == 1 and "not from the one that had signed until then" in said


def test_a_list_of_keys_that_was_swapped_is_found(export: Path, tmp_path: Path) -> None:
    (export / "keys.txt").write_text(Forger(export, tmp_path, "one").key.line)
    code, said = run(export)
    assert code == 1 and "keys.txt lists other keys" in said


def test_an_export_cannot_steer_the_terminal(export: Path, tmp_path: Path) -> None:
    forger = Forger(export, tmp_path, "one")
    forger.change(Key("\x1b[2J\nNothing wrong was found.\n", bytes(32)).line)
    forger.write()
    assert "\x1b" not in run(export)[1] and "\nNothing wrong" not in run(export)[1]


def test_a_fault_in_the_middle_is_not_told_as_a_cut(export: Path, tmp_path: Path) -> None:
    lines = (export / "record.jsonl").read_bytes()
    (export / "record.jsonl").write_bytes(lines.replace(b"2026", b"2025", 1))
    code, said = run(export, "--checkpoint", tmp_path / "kept.checkpoint")
    assert code == 1 and "entry 0 was changed" in said and "cut" not in said and "nothing was compared" in said


def test_a_receipt_over_more_entries_than_the_export_has_shows_the_cut(export: Path, tmp_path: Path) -> None:
    size = json.loads((tmp_path / "receipt.json").read_text())["size"]
    lines = (export / "record.jsonl").read_bytes().splitlines(keepends=True)
    (export / "record.jsonl").write_bytes(b"".join(lines[: size - 1]))
    (export / "leaves.bin").write_bytes((export / "leaves.bin").read_bytes()[: 32 * (size - 1)])
    (export / "checkpoints.jsonl").write_bytes(b"")
    (export / "keys.txt").write_text("")
    assert run(export)[0] == 0
    assert run(export, "--receipt", tmp_path / "receipt.json")[0] == 1


def test_a_receipt_without_a_checkpoint_proves_nothing_alone(export: Path, tmp_path: Path) -> None:
    old = json.loads((tmp_path / "receipt.json").read_text()) | {"v": 1}
    (tmp_path / "old.json").write_text(json.dumps({name: old[name] for name in ("v", "entry", "index", "leaf_sha256")}))
    code, said = run("--receipt", tmp_path / "old.json", "--key", tmp_path / "key.txt")
    assert code == 2 and " ok " not in said
    assert run(export, "--receipt", tmp_path / "old.json")[0] == 0


def test_a_kept_checkpoint_may_have_gone_through_a_mail_program(export: Path, tmp_path: Path) -> None:
    changed = (tmp_path / "kept.checkpoint").read_bytes().replace(b"\n", b"\r\n")
    (tmp_path / "windows.checkpoint").write_bytes(b"\xef\xbb\xbf" + changed)
    assert run(export, "--checkpoint", tmp_path / "windows.checkpoint")[0] == 0


@pytest.mark.parametrize(
    "rubbish", [b"", b"\0\xff" * 99, b"[" * 100_000, b"[]", b"null", b'{"index": [1], "size": {}}']
)
def test_rubbish_is_never_an_answer(export: Path, tmp_path: Path, rubbish: bytes) -> None:
    (tmp_path / "rubbish").write_bytes(rubbish)
    for option in ("--checkpoint", "--receipt"):
        code, said = run(export, option, tmp_path / "rubbish")
        assert code in (1, 2) and "Traceback" not in said and "rubbish" in said


def test_a_damaged_zip_is_said_in_one_line(cast: Cast, instance: Path, tmp_path: Path) -> None:
    checkpoints.sign_now(instance, NOW)
    record_export.export(tmp_path / "record.zip", NOW)
    whole = (tmp_path / "record.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "record.zip") as archive:
        size = archive.getinfo("record.jsonl").compress_size
    for place in range(100, size, size // 12):
        (tmp_path / "bad.zip").write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
        code, said = run(tmp_path / "bad.zip")
        assert code in (1, 2) and "Traceback" not in said
