"""Brings in what the pages borrow, pinned by version and integrity: icons as one sprite, libraries to drag and draw.

Run it with `python -m tools.vendor`; a second run downloads the same archive again and refuses any other bytes.
"""

import base64
import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).parent.parent / "static" / "vendor"
LOCK = VENDOR / "vendor.json"


class VendorError(Exception):
    """The downloaded archive is not the one that was agreed on, or lacks an icon."""


def pack(package: str, version: str, into: Path) -> Path:
    """Asks npm for the archive of one exact version and returns where it was put."""
    command = ["npm", "pack", f"{package}@{version}", "--silent", "--pack-destination", str(into)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=into)
    return into / done.stdout.split()[-1]


def integrity(data: bytes) -> str:
    """The hash in the form package managers write it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def symbol(name: str, svg: str) -> str:
    """One icon file as a `<symbol>` of the sprite; strokes are inherited from the page."""
    inner = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if inner is None:
        raise VendorError(f"{name}: no drawing in its file")
    drawing = re.sub(r"\s*\n\s*", "", inner.group(1)).replace(" />", "/>")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>'


def sprite(archive: Path, icons: list[str]) -> str:
    """All wanted icons in one file, in alphabetical order so that a change is readable."""
    symbols = []
    with tarfile.open(archive) as files:
        for name in sorted(icons):
            try:
                member = files.extractfile(f"package/icons/{name}.svg")
            except KeyError as missing:
                raise VendorError(f"{name}: no such icon in this version") from missing
            assert member is not None
            symbols.append(symbol(name, member.read().decode()))
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'


def checked(lock: dict[str, dict[str, str]], package: str, into: Path) -> Path:
    """The archive of the version agreed on, with the bytes agreed on."""
    entry = lock[package]
    archive = pack(package, entry["version"], into)
    found = integrity(archive.read_bytes())
    if entry["integrity"] != found:
        raise VendorError(f"{package} {entry['version']}: {found} is not {entry['integrity']}")
    return archive


def content(archive: Path, name: str) -> bytes:
    """One file of a package, byte for byte."""
    with tarfile.open(archive) as files:
        member = files.extractfile(f"package/{name}")
        assert member is not None
        return member.read()


def main() -> None:
    lock = json.loads(LOCK.read_text())
    entry = lock["lucide-static"]
    with tempfile.TemporaryDirectory() as folder:
        dragging = checked(lock, "sortablejs", Path(folder))
        (VENDOR / "sortable.js").write_bytes(content(dragging, "Sortable.min.js"))
        (VENDOR / "LICENSE.sortable").write_bytes(content(dragging, "LICENSE"))
        drawing = checked(lock, "signature_pad", Path(folder))
        (VENDOR / "signature_pad.js").write_bytes(content(drawing, "dist/signature_pad.min.js"))
        (VENDOR / "LICENSE.signature_pad").write_bytes(content(drawing, "LICENSE"))
        archive = checked(lock, "lucide-static", Path(folder))
        (VENDOR / "icons.svg").write_text(sprite(archive, entry["icons"]))
        (VENDOR / "LICENSE.lucide").write_bytes(content(archive, "LICENSE"))
    print(f"{len(entry['icons'])} icons of lucide-static {entry['version']} in static/vendor/icons.svg")


if __name__ == "__main__":
    main()
