#!/usr/bin/env python3
"""Checks an export of Paraph's record, and receipts, on a machine that has never seen Paraph.

    python3 verify_record.py EXPORT --checkpoint 20852.checkpoint --receipt receipt.json --key KEY

Needs Python 3.9 and the package "cryptography". Ends with 0 when nothing wrong was found, 1 when something is wrong,
2 when it could not be looked at. Read the lines that begin with NOT PROVABLE before you rely on a 0.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LONGEST = 16_000_000  # bytes of one line; one without an end must not fill the memory
Key = tuple[str, bytes, bytes]  # name, id, public key


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def root_of(peaks: list[bytes]) -> bytes:
    """RFC 9162, section 2.1: the root over the complete parts of a tree, the largest first."""
    head = peaks[-1] if peaks else sha256()
    for peak in reversed(peaks[:-1]):
        head = sha256(b"\x01", peak, head)
    return head


def root_from_path(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.3, from the root down: the last hash of the path is the other half of the tree."""
    if not path or size < 2:
        return leaf if (index, size, len(path)) == (0, 1, 0) else b""  # a path of the wrong length leads nowhere
    left = 1 << ((size - 1).bit_length() - 1)
    if index < left:
        return sha256(b"\x01", root_from_path(index, left, leaf, path[:-1]), path[-1])
    return sha256(b"\x01", path[-1], root_from_path(index - left, size - left, leaf, path[:-1]))


def read_key(line: str) -> Key:
    """A verifier line, name+id+base64, as in https://c2sp.org/signed-note."""
    name, claimed, encoded = line.strip().split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    if len(raw) != 33 or raw[0] != 1 or sha256(name.encode(), b"\n", raw)[:4].hex() != claimed:
        raise ValueError("this is no key: " + line.strip())
    return name, bytes.fromhex(claimed), raw[1:]


class Checkpoint:
    """A signed note over a tree head: https://c2sp.org/signed-note and https://c2sp.org/tlog-checkpoint."""

    def __init__(self, raw: bytes) -> None:
        text, _, below = raw.decode().rpartition("\n\n")
        parts = [line.split(" ") for line in below.splitlines()]
        self.text, self.lines = text + "\n", [(name, base64.b64decode(line, validate=True)) for _, name, line in parts]
        self.origin, size, root = text.split("\n")[:3]
        self.size, self.root = int(size), base64.b64decode(root, validate=True)

    def signed_by(self, keys: set[Key]) -> set[Key]:
        """Which of the keys signed it. Raises when one of them did so wrongly; other lines count for nothing."""
        found = [(key, raw) for name, raw in self.lines for key in keys if key[:2] == (name, raw[:4])]
        for key, raw in found:
            Ed25519PublicKey.from_public_bytes(key[2]).verify(raw[4:], self.text.encode())
        return {key for key, _ in found}


class Record:
    """One pass over an export: its keys, and the roots and leaves that were asked for."""

    def __init__(self, given: set[Key], sizes: set[Any], indexes: set[Any]) -> None:
        self.sizes, self.indexes, self.given, self.keys = sizes, indexes, given, set(given)
        self.size, self.peaks, self.first = 0, list[bytes](), ""
        self.roots, self.leaves = {0: root_of([])}, dict[int, bytes]()
        self.change: Any = (0, None, None)  # the last change of keys: its entry, the new key, the old one
        self.covered, self.counted, self.vouched = 0, 0, False

    def read(self, open_file: Any) -> str:
        files = [open_file(name) for name in ("record.jsonl", "leaves.bin", "checkpoints.jsonl")]
        note = files[2].readline(LONGEST)
        while line := files[0].readline(LONGEST):
            self.entry(line, files[1].read(32))
            if note and json.loads(note)["size"] == self.size:
                self.checkpoint(Checkpoint(json.loads(note)["note"].encode()))
                note = files[2].readline(LONGEST)
        if note or files[1].read(1):
            raise ValueError(f"the end was cut off: more was exported than these {self.size} entries")
        if self.given and not self.vouched:
            raise ValueError("its last checkpoint is not signed by the key that you gave, or by one that followed it")
        return f"{self.size} entries, {self.covered} under {self.counted} checkpoints, root {root_of(self.peaks).hex()}"

    def entry(self, line: bytes, kept: bytes) -> None:
        leaf, place = sha256(b"\x00", line[:-1]), self.size
        if line[-1:] != b"\n" or leaf != kept:
            raise ValueError(f"entry {place} was changed, or one is missing there: its bytes do not match its hash")
        fact = json.loads(line)
        self.first = self.first or fact["id"]
        if fact["kind"] == "checkpoint key changed":
            old = fact["data"].get("old")
            self.change = (place, read_key(fact["data"]["new"]), old and read_key(old))
            self.keys.add(self.change[1])
            self.vouched = self.vouched and old is not None  # the old key signs the next checkpoint too
            print("  key    ", fact["data"]["new"], f"from entry {place} on", "" if old else "(compare it with yours)")
        self.peaks.append(leaf)
        while place & 1:
            place, right = place >> 1, self.peaks.pop()
            self.peaks[-1] = sha256(b"\x01", self.peaks[-1], right)
        self.size += 1
        self.roots.update({self.size: root_of(self.peaks)} if self.size in self.sizes else {})
        self.leaves.update({self.size - 1: leaf} if self.size - 1 in self.indexes else {})

    def checkpoint(self, point: Checkpoint) -> None:
        signed, (since, new, old) = point.signed_by(self.keys), self.change
        if (point.size, point.root, point.origin[-8:]) != (self.size, root_of(self.peaks), self.first[:8]):
            raise ValueError(f"something from entry {self.covered} to {self.size - 1} is not what was signed")
        if new not in signed or (old and since >= self.covered and old not in signed):
            raise ValueError(f"the checkpoint over {self.size} entries is not signed by the key that the record names")
        self.covered, self.counted = self.size, self.counted + 1
        self.vouched = self.vouched or bool(signed & self.given)


def compare(point: Checkpoint, record: Record) -> str:
    if not point.signed_by(record.keys):
        raise ValueError("it is not signed by a key of this record: it is another record's, or this one was replaced")
    if point.size > record.size:
        raise ValueError(f"of {point.size} entries only {record.size} are here: the end was cut, or a backup restored")
    if record.roots[point.size] != point.root:
        raise ValueError(f"the first {point.size} entries are not those that were signed: they were recomputed")
    return f"the first {point.size} entries are those that were signed"


def check_receipt(told: dict[str, Any], record: Record | None, keys: set[Key]) -> str:
    """A signer's receipt, against the record where there is one, else by a key that is trusted."""
    leaf, index = sha256(b"\x00", base64.b64decode(told["entry"], validate=True)), told["index"]
    if leaf.hex() != told["leaf_sha256"] or (record and record.leaves.get(index) != leaf):
        raise ValueError("its entry does not match its hash, or is not at that place in this record")
    if told["v"] == 1:
        return f"entry {index} is in this record" if record else "NOT PROVABLE: it has no checkpoint, ask for an export"
    point = Checkpoint(told["checkpoint"].encode())
    root = root_from_path(index, told["size"], leaf, [bytes.fromhex(part) for part in told["path"]])
    if (told["size"], root) != (point.size, point.root):
        raise ValueError("its path does not lead to its checkpoint")
    if not point.signed_by(keys) or (record and record.roots.get(point.size, point.root) != point.root):
        raise ValueError("its checkpoint is not signed by a key that is known here, or is over other entries")
    return f"entry {index} is in the record that was signed over {point.size} entries"


def attempt(about: str, look: Any, *given: Any) -> bool:
    """Says what was found; True when nothing is wrong."""
    try:
        print(f"  ok      {about}: {look(*given)}")
        return True
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, InvalidSignature) as error:
        print(f"  WRONG   {about}: {str(error) or 'a signature is wrong'}")
        return False


def main() -> bool:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("export", nargs="?", help="folder or zip file of an export")
    for name, words in (("checkpoint", "one that you kept"), ("receipt", "as JSON"), ("key", "its line, or a file")):
        parser.add_argument("--" + name, action="append", default=[], help=words)
    told = parser.parse_args()
    if not told.export and not (told.receipt and told.key):
        parser.error("give an export, or receipts with a key")
    lines = "\n".join(Path(key).read_text() if Path(key).is_file() else key for key in told.key).splitlines()
    given = {read_key(line) for line in lines if line.strip() and not line.startswith("#")}
    points = {name: Checkpoint(Path(name).read_bytes()) for name in told.checkpoint}
    receipts, record, right = {name: json.loads(Path(name).read_bytes()) for name in told.receipt}, None, True
    if told.export:
        sizes = [point.size for point in points.values()] + [receipt.get("size") for receipt in receipts.values()]
        record = Record(given, set(sizes), {receipt.get("index") for receipt in receipts.values()})
        top = zipfile.Path(told.export) if Path(told.export).is_file() else Path(told.export)
        right = attempt("the record", record.read, lambda name: (top / name).open("rb"))
    for name, point in points.items() if record else ():
        right &= attempt(name, compare, point, record)
    for name, receipt in receipts.items():
        right &= attempt(name, check_receipt, receipt, record, record.keys if record else given)
    kept = max([0] + [point.size for point in points.values() if record and record.roots.get(point.size) == point.root])
    if record and kept < record.size:
        print(f"NOT PROVABLE from entry {kept} on without a checkpoint of yours: that nothing was cut or recomputed.")
    print("Nothing wrong was found." if right else "Something is WRONG.")
    return not right


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        print(f"It could not be looked at: {error}", file=sys.stderr)
        sys.exit(2)
