"""The editor in static/vendor is the one that its locked packages give, with their licences."""

import hashlib
import json
import tempfile
from pathlib import Path

import pytest

from tools.vendor import LOCK
from tools.vendor_editor import BUNDLE, LICENCE, build, locked, package_of

ENTRY = json.loads(LOCK.read_text())["codemirror"]


def test_the_bundle_has_the_bytes_that_were_agreed_on() -> None:
    assert hashlib.sha256(BUNDLE.read_bytes()).hexdigest() == ENTRY["sha256"], "run python -m tools.vendor_editor"


def test_every_package_in_it_is_locked_by_version_and_integrity() -> None:
    known = locked()
    assert ENTRY["packages"] == {name: known[name] for name in ENTRY["packages"]}
    assert ENTRY["built-with"] == {"esbuild": known["esbuild"]}
    assert all(entry["integrity"].startswith("sha512-") for entry in known.values())


def test_the_licence_of_each_travels_along() -> None:
    text = LICENCE.read_text()
    assert all(name in text for name in ENTRY["packages"]) and "Permission is hereby granted" in text
    assert {entry["licence"] for entry in ENTRY["packages"].values()} == {"MIT"}


def test_a_file_belongs_to_its_package() -> None:
    assert package_of("node_modules/@codemirror/view/dist/index.js") == "@codemirror/view"
    assert package_of("node_modules/crelt/index.js") == "crelt"


@pytest.mark.long
def test_building_it_again_gives_the_same_bytes() -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert build(Path(folder))[0] == BUNDLE.read_bytes()
