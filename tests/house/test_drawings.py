"""Drawings in the repository are the ones their makers would make today, and every icon a page names is there."""

import json
import re
from pathlib import Path

import pytest

from lms.domain.rosette import TONES
from tools.draw import ART, pictures
from tools.vendor import LOCK, VENDOR, VendorError, integrity, symbol

ROOT = Path(__file__).parents[2]
SPRITE = (VENDOR / "icons.svg").read_text()


@pytest.mark.parametrize("name", sorted(pictures()))
def test_a_drawing_is_up_to_date(name):
    assert (ART / name).read_text() == pictures()[name] + "\n", "run python -m tools.draw"


def test_nobody_left_a_drawing_behind():
    assert {path.name for path in ART.iterdir()} == set(pictures())


def test_the_sprite_holds_exactly_the_icons_agreed_on():
    agreed = json.loads(LOCK.read_text())["lucide-static"]["icons"]
    assert re.findall(r'<symbol id="([\w-]+)"', SPRITE) == sorted(set(agreed))


def test_every_icon_a_template_names_is_in_the_sprite():
    named = set()
    for path in ROOT.glob("templates/**/*.html"):
        named |= set(re.findall(r"\b(?:icon|draw)\(['\"]([\w-]+)['\"]", path.read_text()))
        named |= set(re.findall(r"\b(?:end_)?(?:icon|picture)=['\"]([\w-]+)['\"]", path.read_text()))
    assert named and {name for name in named if f'id="{name}"' not in SPRITE} == set()


def test_badge_tones_are_the_ones_of_the_tokens():
    tokens = (ROOT / "static" / "css" / "tokens.css").read_text()
    assert dict(re.findall(r"--tone-(\w+): (#\w{6})", tokens)) == TONES


def test_an_archive_with_other_bytes_has_another_integrity():
    assert integrity(b"one") != integrity(b"two") and integrity(b"one").startswith("sha512-")


def test_an_icon_without_a_drawing_is_refused():
    with pytest.raises(VendorError, match="no drawing"):
        symbol("check", "<p>not found</p>")


def test_a_symbol_keeps_the_drawing_and_drops_the_frame():
    framed = '<svg width="24"\n stroke="red">\n  <path d="M1 1" />\n</svg>'
    assert symbol("dot", framed) == '<symbol id="dot" viewBox="0 0 24 24"><path d="M1 1"/></symbol>'
