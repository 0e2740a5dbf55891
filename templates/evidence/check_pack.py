#!/usr/bin/env python3
"""Checks an evidence pack of Paraph on any machine, offline: python3 check_pack.py [--checkpoint FILE] [FOLDER]

Python 3.9 or newer and nothing else; with the package `cryptography` signatures are checked as well. A line begins with
ok (it holds), BAD (it does not) or -- (it cannot be shown from this pack). The exit code is 1 when a line is BAD.
"""

import argparse
import base64
import csv
import hashlib
import json
import pathlib
import sys

PROVEN = ("signed", "paper signature recorded", "declined", "signature withdrawn", "waived")


def sha(data):
    return hashlib.sha256(data).hexdigest()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def leaf(body):
    return hashlib.sha256(b"\x00" + body).digest()


def root_of(index, size, digest, path):
    """The root that an inclusion path leads to (RFC 9162, 2.1.3.2), or None."""
    at, last = index, size - 1
    for step in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            digest = node(step, digest)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            digest = node(digest, step)
        at, last = at >> 1, last >> 1
    return digest if last == 0 else None


def roots_of(old, old_root, new, path):
    """Both roots that a consistency path leads to (RFC 9162, 2.1.4.2), or None."""
    at, last, rest = old - 1, new - 1, list(path)
    while at & 1:
        at, last = at >> 1, last >> 1
    if at == 0:
        rest.insert(0, old_root)
    if not rest:
        return None
    older = newer = rest[0]
    for step in rest[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            older, newer = node(step, older), node(step, newer)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            newer = node(newer, step)
        at, last = at >> 1, last >> 1
    return (older, newer) if last == 0 else None


def note_head(raw):
    """(size, root) of a checkpoint."""
    lines = raw.decode().split("\n")
    return int(lines[1]), base64.b64decode(lines[2])


def signed_by(raw, keys):
    """The names of the keys whose signature stands under a note and is right; None without `cryptography`."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return None
    text, _, below = raw.decode().rpartition("\n\n")
    found = []
    for line in below.strip().split("\n"):
        _, name, encoded = line.split(" ", 2)
        value = base64.b64decode(encoded)
        for key in keys:
            key_name, key_id, public = key.split("+", 2)
            if key_name == name and bytes.fromhex(key_id) == value[:4]:
                try:
                    public_key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public)[1:])
                    public_key.verify(value[4:], (text + "\n").encode())
                    found.append(name)
                except InvalidSignature:
                    pass
    return found


class Check:
    """Goes through the pack and tells what it finds."""

    def __init__(self, folder):
        self.folder, self.bad = pathlib.Path(folder), 0
        self.summary = json.loads(self.read("summary.json"))

    def read(self, path):
        return (self.folder / path).read_bytes()

    def lines(self, path):
        with (self.folder / path).open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)

    def tell(self, what, wrong, count=None):
        """Says how many were looked at and which do not hold."""
        self.bad += bool(wrong)
        shown = f": {', '.join(map(str, wrong[:5]))}" if wrong else ""
        print(f"{'BAD' if wrong else 'ok ':<4}{what}{'' if count is None else f' ({count})'}{shown}")

    def files(self):
        listed = {}
        for line in self.read("SHA256SUMS").decode().splitlines():
            digest, _, path = line.partition("  ")
            listed[path] = digest
        wrong = [p for p, digest in listed.items() if not (self.folder / p).is_file() or sha(self.read(p)) != digest]
        there = {str(p.relative_to(self.folder)).replace("\\", "/") for p in self.folder.rglob("*") if p.is_file()}
        wrong += sorted(there - set(listed) - {"SHA256SUMS"})
        self.tell("every file has the fingerprint that SHA256SUMS gives, and none is there besides", wrong, len(listed))
        manifest = json.loads(self.read("manifest.json"))["files"]
        own = ("manifest.json", "manifest.note")
        wrong = [p for p in listed if p not in own and manifest.get(p, {}).get("sha256") != listed[p]]
        self.tell("manifest.json lists the same", wrong + sorted(set(manifest) - set(listed)))

    def facts(self):
        self.promised, self.leaves, self.frozen, self.scans, self.published = {}, {}, {}, {}, {}
        self.to_prove = set()
        wrong, count = [], 0
        for line in self.lines("facts.jsonl"):
            body = line["entry"].encode()
            fact, count = json.loads(body), count + 1
            own = leaf(body)
            twice = self.leaves.get(line["seq"], own) != own  # one number is one entry
            wrong += [line["seq"]] if twice or own.hex() != line["leaf_sha256"] else []
            self.leaves[line["seq"]] = own
            self.to_prove |= {line["seq"]} if fact["kind"] in PROVEN else set()
            if "pii_sha256" in fact:
                self.promised[fact["id"]] = fact["pii_sha256"]
            if fact["kind"] == "certificate frozen":
                self.frozen[fact["data"]["code"]] = fact["data"]["sha256"]
            if fact["kind"] == "paper signature recorded":
                self.scans[fact["id"]] = fact["data"]["scan"]["sha256"]
            if fact["kind"] == "edition published":
                self.published[fact["course"], fact["data"]["number"]] = fact["data"]
        self.tell("every entry of the record has the hash it is listed with", wrong, count)

    def commitments(self):
        wrong, count = [], 0
        for line in self.lines("side_rows.jsonl"):
            count += 1
            digest = sha(bytes.fromhex(line["salt"]) + line["body"].encode())
            wrong += [line["fact_id"]] if self.promised.get(line["fact_id"]) != digest else []
        self.tell("names, reasons and typed names are what the entries committed to", wrong, count)

    def papers(self):
        for what, folder, known in (("certificates", "certificates", self.frozen), ("scans", "scans", self.scans)):
            found = sorted((self.folder / folder).glob("*"))
            wrong = [path.name for path in found if known.get(path.stem) != sha(path.read_bytes())]
            self.tell(f"{what} are the bytes whose hash is in the record", wrong, len(found))

    def editions(self):
        wrong, count = [], 0
        for told in sorted(self.folder.glob("editions/*/edition.json")):
            edition, count = json.loads(told.read_bytes()), count + 1
            source = told.parent / "source"
            paths = [str(p.relative_to(source)).replace("\\", "/") for p in source.rglob("*") if p.is_file()]
            rows = [[p, sha((source / p).read_bytes())] for p in sorted(paths, key=str.encode) if p != "published.json"]
            digest = sha(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode())
            fact = self.published.get((edition["course"], edition["number"]), {})
            texts = {item["language"]: item["sha256"] for item in fact.get("documents", [])}
            shown = {p.name.split(".")[1]: sha(p.read_bytes()) for p in told.parent.glob("document.*.html")}
            if digest != fact.get("sha256") or any(texts.get(lang) != value for lang, value in shown.items()):
                wrong.append(told.parent.name)
        self.tell("editions are the texts whose hashes were recorded when they were published", wrong, count)

    def numbers(self):
        told = {item["course"]: dict(item["numbers"]) for item in self.summary["courses"]}
        found = {course: dict.fromkeys(numbers, 0) for course, numbers in told.items()}
        with (self.folder / "population.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                found[row["course"]][row["status"]] += 1
                found[row["course"]]["obliged"] += row["counted"] == "yes"
        self.tell("population.csv adds up to the numbers of the summary", [c for c in told if told[c] != found[c]])

    def record(self, outside):
        notes = {note_head(p.read_bytes())[0]: p.read_bytes() for p in (self.folder / "checkpoints").glob("*.note")}
        newest = self.summary["checkpoint_size"]
        if newest not in notes:
            print("--  no checkpoint is in this pack, so nothing shows that these entries stand in the record")
            for file in outside:
                print(f"--  {file}: nothing here can be compared with it")
            return
        root, wrong, count = note_head(notes[newest])[1], [], 0
        for line in self.lines("inclusion.jsonl"):
            count, path = count + 1, [bytes.fromhex(step) for step in line["path"]]
            own = self.leaves.get(line["seq"])
            wrong += [line["seq"]] if own is None or root_of(line["seq"], newest, own, path) != root else []
            self.to_prove.discard(line["seq"])
        wrong += sorted(seq for seq in self.to_prove if seq < newest)  # whoever adds one cannot prove it
        later = sorted(seq for seq in self.to_prove if seq >= newest)
        if later:
            print(f"--  {len(later)} signatures, refusals or waivers are newer than the newest checkpoint: {later[:5]}")
        self.tell(f"signatures, refusals and waivers stand in the record of {newest} entries", wrong, count)
        steps = {item["old"]: item["path"] for item in json.loads(self.read("checkpoints/consistency.json"))}
        wrong = [old for old, path in steps.items() if not self.grew(notes[old], newest, root, path)]
        self.tell("each older checkpoint is the beginning of the newest one", wrong, len(steps))
        keys = [line for line in self.read("keys.txt").decode().splitlines() if line]
        signed = {**{size: signed_by(raw, keys) for size, raw in notes.items()}, "manifest": self.list_signed(keys)}
        if None in signed.values():
            print("--  signatures: install the package `cryptography` to have them checked")
        else:
            self.tell(
                f"checkpoints and the list of files are signed by {', '.join(keys)}",
                [k for k, v in signed.items() if not v],
            )
        for file in outside:
            try:
                size, known = note_head(pathlib.Path(file).read_bytes())
            except (OSError, ValueError, IndexError):
                self.tell("each file named after --checkpoint is one and can be read", [file])
                continue
            if size not in notes:
                print(f"--  {file}: {size} entries; ask for the consistency proof from {size} to {newest}")
            else:
                self.tell(
                    f"{file}, which you kept yourself, agrees", [size] if note_head(notes[size])[1] != known else []
                )
        if not outside:
            print(
                "--  not provable without a checkpoint that you kept yourself: that the whole record was not rewritten"
            )

    def grew(self, older, newest, root, path):
        size, known = note_head(older)
        return roots_of(size, known, newest, [bytes.fromhex(step) for step in path]) == (known, root)

    def list_signed(self, keys):
        if not (self.folder / "manifest.note").is_file():
            return []
        note = self.read("manifest.note")
        holds = note.decode().split("\n")[1] == "sha256:" + sha(self.read("manifest.json"))
        return signed_by(note, keys) if holds else []

    def receipt(self, fact_id):
        """One entry of the pack as a receipt of its own; None without a proof."""
        found = next((line for line in self.lines("facts.jsonl") if json.loads(line["entry"])["id"] == fact_id), None)
        proofs = (line for line in self.lines("inclusion.jsonl") if found and line["seq"] == found["seq"])
        proof = next(proofs, None)
        if proof is None:
            return None
        entry = base64.b64encode(found["entry"].encode()).decode()
        note = self.read(f"checkpoints/{proof['size']}.note").decode()
        where = {"index": found["seq"], "size": proof["size"], "path": proof["path"]}
        return {"v": 2, "entry": entry, "leaf_sha256": found["leaf_sha256"], **where, "checkpoint": note}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", nargs="?", default=pathlib.Path(__file__).resolve().parent)
    parser.add_argument("--checkpoint", action="append", default=[], metavar="FILE", help="one you kept yourself")
    parser.add_argument("--receipt", metavar="FACT_ID", help="write the receipt of this signature, and check nothing")
    asked = parser.parse_args()
    try:
        sys.exit(look(asked))
    except Exception as error:  # whatever a broken file does, it must not look like an answer
        print(f"BAD this pack cannot be read to its end: {type(error).__name__}: {error}")
        sys.exit(1)


def look(asked):
    """The exit code."""
    check = Check(asked.folder)
    if asked.receipt:
        found = check.receipt(asked.receipt)
        print(json.dumps(found, indent=2) if found else "There is no proof of that entry in this pack.")
        return 0 if found else 1
    check.files()
    check.facts()
    check.commitments()
    check.papers()
    check.editions()
    check.numbers()
    check.record(asked.checkpoint)
    return 1 if check.bad else 0


if __name__ == "__main__":
    main()
