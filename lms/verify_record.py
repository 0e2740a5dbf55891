"""Checks an export of Paraph's record, and receipts, on a machine that has never seen Paraph.

    python3 verify_record.py EXPORT --checkpoint 20852.checkpoint --receipt receipt.json --key KEY

Needs Python 3.9 and the package "cryptography". Ends with 0 when nothing wrong was found, 1 when something is wrong,
2 when it could not be looked at. Read the lines that begin with NOT PROVABLE before you rely on a 0.
"""

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


def root_of(peaks: list[bytes]) -> bytes:  # RFC 9162, section 2.1: over the complete parts of a tree, the largest first
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


def read_keys(text: str) -> set[Key]:  # verifier lines, name+id+base64, as in https://c2sp.org/signed-note
    found = set()
    for line in (line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")):
        name, claimed, raw = [*line.split("+", 2), "", ""][:3]
        found.add((name, bytes.fromhex(claimed), base64.b64decode(raw)[1:]))
        if sha256(name.encode(), b"\n", base64.b64decode(raw))[:4].hex() != claimed:
            raise ValueError(f"this is no key: {line!a}")
    return found


class Checkpoint:  # https://c2sp.org/signed-note and https://c2sp.org/tlog-checkpoint
    def __init__(self, raw: bytes) -> None:
        text, _, below = raw.decode("utf-8-sig").replace("\r\n", "\n").rpartition("\n\n")  # as mail may change them
        parts = [line.split(" ") for line in below.splitlines()]
        self.text, self.lines = text + "\n", [(name, base64.b64decode(line, validate=True)) for _, name, line in parts]
        self.origin, size, root = text.split("\n")[:3]
        self.size, self.root = int(size), base64.b64decode(root, validate=True)

    def signed_by(self, keys: set[Key]) -> set[Key]:  # raises when one of them did so wrongly; other lines are nothing
        found = [(key, raw) for name, raw in self.lines for key in keys if key[:2] == (name, raw[:4])]
        for key, raw in found:
            Ed25519PublicKey.from_public_bytes(key[2]).verify(raw[4:], self.text.encode())
        return {key for key, _ in found}


class Record:  # one pass over an export
    def __init__(self, given: set[Key], points: Any, receipts: Any) -> None:
        sizes = [point.size for point in points] + [receipt.get("size") for receipt in receipts]
        self.roots = {size: b"" for size in sizes if type(size) is int}  # to be filled
        self.leaves = {told["index"]: b"" for told in receipts if type(told.get("index")) is int}
        self.size, self.peaks, self.first, self.covered, self.counted = 0, list[bytes](), "", 0, 0
        self.given, self.keys, self.vouched, self.whole = given, set(given), False, False
        self.change: Any = (0, None, None)  # the last change of keys: its entry, the new key, the old one

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
        self.whole, listed = True, read_keys(open_file("keys.txt").read(LONGEST).decode())
        if listed | self.given != self.keys:
            raise ValueError("keys.txt lists other keys than the entries name")
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
            told = fact["data"]
            new, old = read_keys(told["new"]).pop(), read_keys(told["old"]).pop() if "old" in told else None
            if old and (self.change[0] >= self.covered or old != self.change[1]):
                raise ValueError(f"entry {place} changes the key, and not from the one that had signed until then")
            self.keys.add(new)
            self.change, self.vouched = (place, new, old), self.vouched and bool(old)  # the old one signs once more
            print(f"  key     {told['new']!a} from entry {place} on", "" if old else "(compare it with yours)")
        self.peaks.append(leaf)
        while place & 1:
            place, right = place >> 1, self.peaks.pop()
            self.peaks[-1] = sha256(b"\x01", self.peaks[-1], right)
        self.leaves.update({self.size: leaf} if self.size in self.leaves else {})
        self.size += 1
        self.roots.update({self.size: root_of(self.peaks)} if self.size in self.roots else {})

    def checkpoint(self, point: Checkpoint) -> None:
        signed, given, (since, new, old) = point.signed_by(self.keys), self.given, self.change
        if (point.size, point.root, point.origin[-8:]) != (self.size, root_of(self.peaks), self.first[:8]):
            raise ValueError(f"something from entry {self.covered} to {self.size - 1} is not what was signed")
        if new not in signed or (old and since >= self.covered and old not in signed):
            raise ValueError(f"the checkpoint over {self.size} entries is not signed by the key that the record names")
        self.covered, self.counted, self.vouched = self.size, self.counted + 1, self.vouched or bool(signed & given)


def compare(point: Checkpoint, record: Record) -> str:
    if not point.signed_by(record.keys):
        raise ValueError("it is not signed by a key of this record: it is another record's, or this one was replaced")
    if point.size > record.size:
        raise ValueError(f"of {point.size} entries only {record.size} are here: the end was cut, or a backup restored")
    if record.roots[point.size] != point.root:
        raise ValueError(f"the first {point.size} entries are not those that were signed: they were recomputed")
    return f"the first {point.size} entries are those that were signed"


def check_receipt(told: Any, record: Any, given: set[Key]) -> str:
    leaf, index = sha256(b"\x00", base64.b64decode(told["entry"], validate=True)), told["index"]
    if leaf.hex() != told["leaf_sha256"] or (record and record.leaves.get(index) != leaf):
        raise ValueError("its entry does not match its hash, or was not found at that place in this record")
    if told["v"] == 1:
        return f"entry {index} is in this record"
    point = Checkpoint(told["checkpoint"].encode())
    root = root_from_path(index, told["size"], leaf, [bytes.fromhex(part) for part in told["path"]])
    if (told["size"], root) != (point.size, point.root):
        raise ValueError("its path does not lead to its checkpoint")
    if not point.signed_by(record.keys if record else given) or (record and record.roots.get(point.size) != point.root):
        raise ValueError("its checkpoint is not signed by a key that is known here, or is over other or more entries")
    return f"entry {index} is in the record that was signed over {point.size} entries"


def load(name: str, what: str, read: Any) -> Any:
    try:
        return read(Path(name).read_bytes())
    except Exception as error:
        raise ValueError(f"{name} is no {what}: {error!r}") from error


def attempt(about: str, look: Any, *given: Any) -> bool:  # True when nothing is wrong
    try:
        print(f"  ok      {about}: {look(*given)}")
        return True
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, InvalidSignature) as error:
        print(f"  WRONG   {about}: {error if type(error) is ValueError else repr(error)}")
        return False


def main() -> bool:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("export", nargs="?", help="folder or zip file of an export")
    for name, words in (("checkpoint", "one that you kept"), ("receipt", "as JSON"), ("key", "its line, or a file")):
        parser.add_argument("--" + name, action="append", default=[], help=words)
    told = parser.parse_args()
    given = read_keys("\n".join(Path(key).read_text("utf-8-sig") if Path(key).is_file() else key for key in told.key))
    points = {name: load(name, "checkpoint", Checkpoint) for name in told.checkpoint}
    receipts = {name: load(name, "receipt", lambda raw: dict(json.loads(raw))) for name in told.receipt}
    if not told.export and (points or not given or {receipt.get("v") for receipt in receipts.values()} != {2}):
        parser.error("give an export, or receipts of version 2 with a key")
    record, right = Record(given, points.values(), receipts.values()) if told.export else None, True
    if record:
        top = zipfile.Path(told.export) if Path(told.export).is_file() else Path(told.export)
        right = attempt("the record", record.read, lambda name: (top / name).open("rb"))
        if not record.whole:
            sys.exit("Something is WRONG. The record could not be read to its end, so nothing was compared with it.")
    held = [0, *(point.size for name, point in points.items() if attempt(name, compare, point, record))]
    good = [attempt(name, check_receipt, receipt, record, given) for name, receipt in receipts.items()]
    right, kept = right and all(good) and len(held) > len(points), max(held)
    if record and kept < record.size:
        print(f"NOT PROVABLE from entry {kept} on without a checkpoint of yours: that nothing was cut or recomputed.")
    print("Nothing wrong was found." if right else "Something is WRONG.")
    return not right


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Exception as error:  # whatever a broken file does, it must not look like an answer
        print(f"It could not be looked at: {error if str(error) else repr(error)}", file=sys.stderr)
        sys.exit(2)
