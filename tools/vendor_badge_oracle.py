"""Builds the second implementation that judges badges in tests out of Digital Bazaar's packages, pinned by integrity.

Run it with `python -m tools.vendor_badge_oracle`. Like the editor, it builds in a folder of its own from the locked
packages in tools/badge_oracle, and the same packages always give the same bytes.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.vendor_editor import licences, package_of

SOURCE = Path(__file__).parent / "badge_oracle"
ORACLE = Path(__file__).parents[1] / "tests" / "oracles" / "digitalbazaar"
REQUIRE = 'import {createRequire} from "node:module"; const require = createRequire(import.meta.url);'
COMMAND = (
    *("node_modules/.bin/esbuild", "entry.js", "--bundle", "--format=esm", "--platform=node", "--target=node18"),
    *("--minify", "--legal-comments=none", "--charset=utf8", "--alias:@digitalbazaar/http-client=./no-network.js"),
    *(f"--banner:js={REQUIRE}", "--outfile=out.mjs", "--metafile=meta.json"),
)


def locked() -> dict[str, dict[str, str]]:
    """Every package that npm may bring: version, integrity and licence."""
    lock = json.loads((SOURCE / "package-lock.json").read_text())
    named = {path.removeprefix("node_modules/"): entry for path, entry in lock["packages"].items() if path}
    return {
        name: {"version": entry["version"], "integrity": entry["integrity"], "licence": entry["license"]}
        for name, entry in sorted(named.items())
    }


def build(folder: Path) -> tuple[bytes, list[str]]:
    """The bundle, and the names of the packages that are in it. npm refuses bytes other than the locked ones."""
    for name in ("package.json", "package-lock.json", "entry.js", "no-network.js"):
        shutil.copy(SOURCE / name, folder / name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], check=True, cwd=folder)
    subprocess.run(COMMAND, check=True, cwd=folder, capture_output=True)
    parts = json.loads((folder / "meta.json").read_text())["outputs"]["out.mjs"]["inputs"]
    inside = sorted({package_of(path) for path, part in parts.items() if part["bytesInOutput"] and "/" in path})
    return (folder / "out.mjs").read_bytes(), inside


def main() -> None:
    ORACLE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        bundle, inside = build(Path(name))
        (ORACLE / "LICENSE").write_text(licences(Path(name), inside))
    (ORACLE / "verify.mjs").write_bytes(bundle)
    known = locked()
    lock = {"sha256": hashlib.sha256(bundle).hexdigest(), "packages": {name: known[name] for name in inside}}
    (ORACLE / "lock.json").write_text(json.dumps(lock, indent=1) + "\n")
    print(f"{len(bundle) // 1024} KB of {len(inside)} packages in {ORACLE}")


if __name__ == "__main__":
    main()
