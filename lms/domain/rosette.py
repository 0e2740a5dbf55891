"""Guilloché rosettes, the woven engraving of banknotes: every course gets its own badge from its identifier."""

import hashlib
import math
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lms.domain.emblems import EMBLEMS
from lms.domain.ink import mark, path

# The same in both themes: the core is always white, so the tone never has to change.
TONES: dict[str, str] = {
    "violet": "#5b2a7e",
    "moss": "#2c6a4c",
    "ocean": "#1f5b86",
    "brick": "#9c3b28",
    "brass": "#8f5f00",
}
CORE = "#ffffff"
LOCKED = "#857a91"  # a grey that keeps 3:1 on light and on dark paper, because the file cannot know which


@dataclass(frozen=True)
class Engraving:
    """The few numbers a rosette is made of."""

    tone: str
    lobes: int
    depth: int


def engraving(key: str) -> Engraving:
    """Tone, lobes (8 to 16) and depth (6 to 9) of a course, from its identifier alone."""
    digest = hashlib.sha256(key.encode()).digest()
    return Engraving(tone=list(TONES)[digest[0] % len(TONES)], lobes=8 + digest[1] % 9, depth=6 + digest[2] % 4)


def wave(radius: float, amplitude: float, lobes: int) -> str:
    """A circle around (50, 50) that breathes in and out `lobes` times, as a closed path."""
    count = lobes * 8
    points = []
    for i in range(count):
        turn = 2 * math.pi * i / count
        reach = radius + amplitude * math.cos(lobes * turn)
        points.append((50 + reach * math.cos(turn), 50 + reach * math.sin(turn)))
    return path(points)


def weave(
    radius: float, amplitude: float, lobes: int, copies: int, *, colour: str, width: float, opacity: float
) -> str:
    """The rosette: one wave drawn `copies` times, each turned a little, so that the lines cross like lace."""
    turns = "".join(
        f'<use href="#w" transform="rotate({i * 360 / lobes / copies:.2f} 50 50)"/>' for i in range(1, copies)
    )
    return (
        f'<g fill="none" stroke="{colour}" stroke-opacity="{opacity}" stroke-width="{width}">'
        f'<path id="w" d="{wave(radius, amplitude, lobes)}"/>{turns}</g>'
    )


def svg(content: str, *, title: str = "", box: str = "0 0 100 100") -> str:
    """A whole SVG file around some drawing."""
    name = f"<title>{escape(title)}</title>" if title else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{name}{content}</svg>'


def badge_svg(course_id: str, *, earned: bool = True, icon: str = "") -> str:
    """The badge of a course as a self-contained SVG file, the same bytes for the same course for ever.

    `icon` names an emblem; without one, or with one nobody drew, the core carries the house's mark.
    """
    shape = engraving(course_id)
    scallops = shape.lobes * 2 if shape.lobes < 14 else shape.lobes
    plate = wave(46, 2, scallops)
    if earned:
        tone = TONES[shape.tone]
        lace = weave(36, shape.depth, shape.lobes, 5, colour=CORE, width=0.8, opacity=0.55)
        core = f'<circle cx="50" cy="50" r="27" fill="{CORE}"/>{_emblem(icon, tone)}'
        return svg(f'<path d="{plate}" fill="{tone}"/>{lace}{core}')
    outline = f'fill="{LOCKED}" fill-opacity=".13" stroke="{LOCKED}" stroke-width="1.2" stroke-dasharray="3 3.2"'
    hollow = f'<circle cx="50" cy="50" r="27" fill="{LOCKED}" fill-opacity=".1"/>'
    return svg(f'<path d="{plate}" {outline}/>{hollow}{_emblem(icon, LOCKED)}')


def _emblem(icon: str, colour: str) -> str:
    """What stands in the core, 34 wide around the middle."""
    if icon in EMBLEMS:
        pen = f'fill="none" stroke="{colour}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"'
        return f'<g transform="translate(33 33) scale(1.4167)" {pen}>{EMBLEMS[icon]}</g>'
    return f'<path transform="translate(33 32.5) scale(.34)" fill="{colour}" d="{mark()}"/>'
