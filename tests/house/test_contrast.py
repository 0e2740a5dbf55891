"""The 50 pairs of the design keep their contrast in both themes (WCAG 2.2 AA: 4.5 for text, 3 for parts)."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "static" / "css" / "tokens.css").read_text()
HEX = r"#[0-9a-f]{6}"
TOKENS = {name: (light, dark) for name, light, dark in re.findall(rf"--([\w-]+): light-dark\(({HEX}), ({HEX})\)", CSS)}
TONES = dict(re.findall(rf"--tone-(\w+): ({HEX})", CSS))

TEXT = [
    *(
        (text, ground)
        for text in ("text", "text-muted", "accent-text")
        for ground in ("page", "surface", "sunken", "tint")
    ),
    *((text, ground) for text in ("danger", "success", "warn") for ground in ("page", "surface", "tint")),
    *((state, f"{state}-soft") for state in ("success", "warn", "danger", "info")),
    *(("text", f"{state}-soft") for state in ("success", "danger", "brass", "info", "warn")),
    ("info", "page"),
    ("brass-text", "brass-soft"),
    *((f"on-{fill}", fill) for fill in ("accent", "brass", "danger", "success")),
    ("on-accent", "accent-hover"),
    ("on-ink", "ink-panel"),
    ("on-ink-muted", "ink-panel"),
    ("brass", "ink-panel"),
]
PARTS = [
    *(("border-strong", ground) for ground in ("page", "surface", "sunken")),
    *(("focus", ground) for ground in ("page", "surface", "sunken", "tint")),
    ("accent", "page"),
    ("accent", "surface"),
    ("success", "surface"),
]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_there_are_fifty_pairs():
    assert (len(TEXT), len(PARTS)) == (40, 10)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_can_be_read(front, back, theme):
    assert contrast(TOKENS[front][theme], TOKENS[back][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), PARTS)
def test_parts_can_be_seen(front, back, theme):
    assert contrast(TOKENS[front][theme], TOKENS[back][theme]) >= 3


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("tint", range(5))
def test_initials_can_be_read_on_every_tint(tint, theme):
    assert contrast(TOKENS[f"avatar-{tint}-text"][theme], TOKENS[f"avatar-{tint}"][theme]) >= 4.5


@pytest.mark.parametrize("tone", sorted(TONES))
def test_a_badge_can_be_read_on_its_white_core(tone):
    assert contrast(TONES[tone], "#ffffff") >= 4.5


def test_the_measure_agrees_with_black_on_white():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
