"""Builds the text editor of the authors' pages out of CodeMirror's packages, pinned by version and integrity.

Run it with `python -m tools.vendor_editor`. It builds in a folder of its own, from the locked packages in tools/editor,
and the same packages always give the same bytes: a second run changes nothing.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.vendor import LOCK, VENDOR

SOURCE = Path(__file__).parent / "editor"
BUNDLE = VENDOR / "codemirror.js"
LICENCE = VENDOR / "LICENSE.codemirror"
COMMAND = (
    *("node_modules/.bin/esbuild", "entry.js", "--bundle", "--format=esm", "--minify", "--target=es2022"),
    *("--legal-comments=none", "--charset=utf8", "--alias:@codemirror/lang-html=./no-html.js", "--outfile=out.js"),
    "--metafile=meta.json",
)


def locked() -> dict[str, dict[str, str]]:
    """Every package that npm may bring for the editor: version and integrity."""
    lock = json.loads((SOURCE / "package-lock.json").read_text())
    named = {path.removeprefix("node_modules/"): entry for path, entry in lock["packages"].items() if path}
    return {
        name: {"version": entry["version"], "integrity": entry["integrity"], "licence": entry["license"]}
        for name, entry in sorted(named.items())
    }


def build(folder: Path) -> tuple[bytes, list[str]]:
    """The bundle, and the names of the packages that are in it. npm refuses bytes other than the locked ones."""
    for name in ("package.json", "package-lock.json", "entry.js", "no-html.js"):
        shutil.copy(SOURCE / name, folder / name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], check=True, cwd=folder)
    subprocess.run(COMMAND, check=True, cwd=folder, capture_output=True)
    parts = json.loads((folder / "meta.json").read_text())["outputs"]["out.js"]["inputs"]
    inside = sorted({package_of(path) for path, part in parts.items() if part["bytesInOutput"] and "/" in path})
    return (folder / "out.js").read_bytes(), inside


def package_of(path: str) -> str:
    """`node_modules/@codemirror/view/dist/index.js` belongs to `@codemirror/view`."""
    parts = path.split("node_modules/")[-1].split("/")
    return "/".join(parts[:2]) if parts[0].startswith("@") else parts[0]


def licences(folder: Path, inside: list[str]) -> str:
    """The licence texts that have to travel with the code; equal ones stand once."""
    texts: dict[str, list[str]] = {}
    for name in inside:
        files = (folder / "node_modules" / name).iterdir()
        file = next(path for path in files if path.name.upper().startswith("LICENSE"))
        texts.setdefault(file.read_text().strip(), []).append(name)
    return "\n\n\n".join(f"{', '.join(names)}\n\n{text}" for text, names in sorted(texts.items())) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        bundle, inside = build(Path(name))
        LICENCE.write_text(licences(Path(name), inside))
    BUNDLE.write_bytes(bundle)
    lock = json.loads(LOCK.read_text())
    known = locked()
    lock["codemirror"] = {
        "sha256": hashlib.sha256(bundle).hexdigest(),
        "built-with": {"esbuild": known["esbuild"]},
        "packages": {name: known[name] for name in inside},
    }
    LOCK.write_text(json.dumps(lock, indent=1) + "\n")
    print(f"{len(bundle) // 1024} KB of {len(inside)} packages in {BUNDLE}")


if __name__ == "__main__":
    main()
